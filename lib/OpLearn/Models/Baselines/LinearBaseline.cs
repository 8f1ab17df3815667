using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The best affine operator <c>s = s̄ + W (u − ū)</c> by ridge regression, in full or through the leading POD modes of the outputs.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new Antiderivative(), samples: 200, seed: 0);
/// using var model = LinearBaseline.Fit(train);
/// </code></example>
/// <remarks>Exact for a linear operator with more samples than sensors. What a network gains over it is what the operator's nonlinearity is worth.</remarks>
public sealed class LinearBaseline : IOperatorPredictor, IDisposable
{
    private readonly Tensor inputMean;  // [sensors]
    private readonly Tensor outputMean; // [points × channels]
    private readonly Tensor map;        // [sensors, points × channels], or [sensors, modes]
    private readonly Tensor? modes;     // [modes, points × channels]
    private readonly Tensor locations;
    private readonly int channels;

    private LinearBaseline(Tensor inputMean, Tensor outputMean, Tensor map, Tensor? modes, Tensor locations, int channels)
    {
        this.inputMean = inputMean;
        this.outputMean = outputMean;
        this.map = map;
        this.modes = modes;
        this.locations = locations;
        this.channels = channels;
    }

    /// <summary>Fits every output value: <c>min ‖X W − Y‖² + ridge σ₁² ‖W‖²</c>, σ₁ the largest singular value of the centred inputs.</summary>
    /// <param name="train">Aligned training set.</param>
    /// <param name="ridge">≥ 0, relative and so without unit; 10⁻⁸ for clean data, 0 for plain least squares.</param>
    public static LinearBaseline Fit(OperatorDataset train, double ridge = 1e-8) => FitModes(train, null, ridge, "LinearBaseline.Fit");

    /// <summary>Fits the coefficients of the leading POD modes of the training outputs.</summary>
    /// <param name="train">Aligned training set.</param>
    /// <param name="modes">Modes kept, at most the lesser of samples and points × channels.</param>
    /// <param name="ridge">As for <see cref="Fit"/>.</param>
    public static LinearBaseline FitPod(OperatorDataset train, int modes, double ridge = 1e-8) => FitModes(train, modes, ridge, "LinearBaseline.FitPod");

    private static LinearBaseline FitModes(OperatorDataset train, int? modes, double ridge, string where)
    {
        BaselineData.RequireAligned(train, where);
        Checks.NotNegative(ridge, where, nameof(ridge));
        using DisposeScope scope = NewDisposeScope();
        Tensor x = BaselineData.Join(train), y = BaselineData.Rows(train), inputMean = x.mean([0]), outputMean = y.mean([0]);
        PodBasis? basis = modes is { } count ? PodBasis.Fit(y, count, where) : null;
        Tensor target = y - outputMean;
        if (basis is not null) target = target.matmul(basis.Modes.t());
        return new LinearBaseline(inputMean.DetachFromDisposeScope(), outputMean.DetachFromDisposeScope(), BaselineData.Ridge(x - inputMean, target, ridge).DetachFromDisposeScope(),
            basis?.Modes.DetachFromDisposeScope(), train.Locations.clone().DetachFromDisposeScope(), train.Channels);
    }

    /// <inheritdoc/>
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
    {
        BaselineData.RequireLocations(dataset, locations, "LinearBaseline.Predict");
        return BaselineData.Predict(dataset, batchSize, channels, joined =>
        {
            Checks.That(joined.shape[1] == inputMean.shape[0], "LinearBaseline.Predict", $"inputs of {inputMean.shape[0]} values a sample", $"{joined.shape[1]}");
            Tensor fitted = (joined - inputMean).matmul(map);
            return outputMean + (modes is null ? fitted : fitted.matmul(modes));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        inputMean.Dispose();
        outputMean.Dispose();
        map.Dispose();
        modes?.Dispose();
        locations.Dispose();
    }
}
