using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Predicts the output of the training sample whose inputs are nearest in the Euclidean distance.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new Antiderivative(), samples: 100, seed: 0);
/// using var model = NearestNeighborBaseline.Fit(train);
/// </code></example>
/// <remarks>Each input function is divided by its root mean square about its training mean, and by √values, so that several functions count alike.</remarks>
public sealed class NearestNeighborBaseline : IOperatorPredictor, IDisposable
{
    private readonly Tensor weights; // [sensors]
    private readonly Tensor inputs;  // [samples, sensors], weighted
    private readonly Tensor outputs; // [samples, points × channels]
    private readonly Tensor locations;
    private readonly int channels;

    private NearestNeighborBaseline(Tensor weights, Tensor inputs, Tensor outputs, Tensor locations, int channels)
    {
        this.weights = weights;
        this.inputs = inputs;
        this.outputs = outputs;
        this.locations = locations;
        this.channels = channels;
    }

    /// <summary>Remembers an aligned set.</summary>
    public static NearestNeighborBaseline Fit(OperatorDataset train)
    {
        BaselineData.RequireAligned(train, "NearestNeighborBaseline.Fit");
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = cat([.. train.Inputs.Select(input =>
        {
            Tensor rows = input.detach().to(float64).reshape(train.Samples, -1);
            double deviation = (rows - rows.mean([0])).square().mean().sqrt().item<double>();
            return full([rows.shape[1]], 1.0 / (Math.Sqrt(rows.shape[1]) * (deviation > 0.0 ? deviation : 1.0)), float64, device: rows.device);
        })]);
        return new NearestNeighborBaseline(weights.DetachFromDisposeScope(), (BaselineData.Join(train) * weights).DetachFromDisposeScope(),
            BaselineData.Rows(train).clone().DetachFromDisposeScope(), train.Locations.clone().DetachFromDisposeScope(), train.Channels);
    }

    /// <inheritdoc/>
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
    {
        BaselineData.RequireLocations(dataset, locations, "NearestNeighborBaseline.Predict");
        return BaselineData.Predict(dataset, batchSize, channels, joined => outputs.index_select(0, cdist(joined * weights, inputs).argmin(1)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        weights.Dispose();
        inputs.Dispose();
        outputs.Dispose();
        locations.Dispose();
    }
}
