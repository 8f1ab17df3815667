using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The best polynomial of the inputs' POD coefficients, by ridge regression whose strength is chosen on validation data.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new NonlinearOde(), samples: 200, seed: 0);
/// using var validation = OperatorDataset.Generate(new NonlinearOde(), samples: 50, seed: 1);
/// using var model = PolynomialRidge.Fit(train, validation);
/// </code></example>
/// <remarks>
/// s(y) = c₀(y) + Σ c_α(y) zᵅ over monomials of total degree 1 … <see cref="PolynomialRidgeOptions.Degree"/> in the coefficients z of all input functions, each of
/// unit deviation. Exact for a polynomial operator with fewer monomials than samples. A set that a quadratic explains cannot tell architectures apart: there the
/// networks' order says how precisely they were optimised.
/// </remarks>
public sealed class PolynomialRidge : IOperatorPredictor, IDisposable
{
    private readonly PolynomialFeatures features;
    private readonly Tensor featureMean, featureScale; // [features]
    private readonly Tensor outputMean;                // [points × channels]
    private readonly Tensor map;                       // [features, points × channels]
    private readonly Tensor locations;
    private readonly int channels;

    private PolynomialRidge(PolynomialFeatures features, Tensor featureMean, Tensor featureScale, Tensor outputMean, Tensor map, OperatorDataset train, IReadOnlyList<double> ridges)
    {
        this.features = features;
        this.featureMean = featureMean.DetachFromDisposeScope();
        this.featureScale = featureScale.DetachFromDisposeScope();
        this.outputMean = outputMean.DetachFromDisposeScope();
        this.map = map.DetachFromDisposeScope();
        locations = train.Locations.clone().DetachFromDisposeScope();
        channels = train.Channels;
        Ridges = ridges;
    }

    /// <summary>Number of monomials, without the constant.</summary>
    public int Features => (int)map.shape[0];

    /// <summary>POD modes kept of each input function.</summary>
    public IReadOnlyList<int> InputModes => features.Modes;

    /// <summary>The strength that validation chose for each output channel.</summary>
    public IReadOnlyList<double> Ridges { get; }

    /// <summary>Fits to <paramref name="train"/>, one solution a strength, and keeps for each channel the one with the least squared error on
    /// <paramref name="validation"/>.</summary>
    /// <param name="train">Aligned training set; masked points are fitted like others and do not count in the choice.</param>
    /// <param name="validation">On the same grids.</param>
    /// <param name="options">Degree, modes, strengths; null for a quadratic.</param>
    /// <exception cref="ArgumentException">The sets are unaligned or do not fit together.</exception>
    public static PolynomialRidge Fit(OperatorDataset train, OperatorDataset validation, PolynomialRidgeOptions? options = null)
    {
        const string here = "PolynomialRidge.Fit";
        options ??= new PolynomialRidgeOptions();
        BaselineData.RequireAligned(train, here);
        BaselineData.RequireLocations(validation, train.Locations, here);
        Checks.That(options.Degree is >= 1 and <= 3, here, "Degree 1, 2 or 3", $"{options.Degree}");
        Checks.That(options.CapturedVariance is > 0 and <= 1, here, "CapturedVariance in (0, 1]", $"{options.CapturedVariance}");
        Checks.That(options.Ridges.Count > 0 && options.Ridges.All(ridge => ridge >= 0), here, "one ridge strength ≥ 0 or more", $"{options.Ridges.Count} with least {options.Ridges.DefaultIfEmpty().Min()}");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var features = PolynomialFeatures.Fit(train, options.Degree, options.CapturedVariance, options.MaximumFeatures, here);
        Tensor raw = features.Of(train), mean = raw.mean([0]), deviation = (raw - mean).square().mean([0]).sqrt();
        Tensor scale = where(deviation > 0, deviation, ones_like(deviation));
        Tensor x = (raw - mean) / scale, held = (features.Of(validation) - mean) / scale;
        Tensor y = BaselineData.Rows(train), outputMean = y.mean([0]), truth = BaselineData.Rows(validation) - outputMean;
        if (validation.Mask is not null) truth = truth * Weight(validation);

        (Tensor u, Tensor s, Tensor vt) = linalg.svd(x, fullMatrices: false);
        Tensor target = u.t().matmul(y - outputMean), seen = held.matmul(vt.t()), largest = s.max(); // [k, values], [validation, k]
        double[] best = [.. Enumerable.Repeat(double.PositiveInfinity, train.Channels)], chosen = [.. Enumerable.Repeat(options.Ridges[0], train.Channels)];
        foreach (double ridge in options.Ridges)
        {
            using var trial = NewDisposeScope();
            Tensor fitted = seen.matmul(Factor(ridge).unsqueeze(1) * target);
            if (validation.Mask is not null) fitted = fitted * Weight(validation);
            double[] error = HostValues.Doubles((fitted - truth).square().reshape(-1, train.Channels).sum([0]));
            for (int c = 0; c < error.Length; c++)
                if (error[c] < best[c]) (best[c], chosen[c]) = (error[c], ridge);
        }
        Tensor factors = stack([.. chosen.Select(Factor)], 1).repeat(1, train.Points); // [k, points × channels]
        return new PolynomialRidge(features, mean, scale, outputMean, vt.t().matmul(factors * target), train, chosen);

        Tensor Factor(double ridge) => where(s > 1e-13 * largest, s / (s * s + ridge * largest * largest), zeros_like(s));

        static Tensor Weight(OperatorDataset set) =>
            set.Mask!.to(float64).unsqueeze(-1).expand(set.Samples, set.Points, set.Channels).reshape(set.Samples, -1);
    }

    /// <inheritdoc/>
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
    {
        const string here = "PolynomialRidge.Predict";
        BaselineData.RequireLocations(dataset, locations, here);
        Checks.Positive(batchSize, here, nameof(batchSize));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor rows = outputMean + ((features.Of(dataset) - featureMean) / featureScale).matmul(map);
        return rows.reshape(dataset.Samples, dataset.Points, channels).to(dataset.Outputs.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        features.Dispose();
        featureMean.Dispose();
        featureScale.Dispose();
        outputMean.Dispose();
        map.Dispose();
        locations.Dispose();
    }
}
