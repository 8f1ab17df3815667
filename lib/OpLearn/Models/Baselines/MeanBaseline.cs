using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Predicts the mean training output whatever the input: the score that a model must beat to have learnt anything.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new Antiderivative(), samples: 100, seed: 0);
/// using var model = MeanBaseline.Fit(train);
/// </code></example>
public sealed class MeanBaseline : IOperatorPredictor, IDisposable
{
    private readonly Tensor mean;
    private readonly Tensor locations;
    private readonly int channels;

    private MeanBaseline(Tensor mean, Tensor locations, int channels)
    {
        this.mean = mean;
        this.locations = locations;
        this.channels = channels;
    }

    /// <summary>Takes the mean over the samples of an aligned set.</summary>
    public static MeanBaseline Fit(OperatorDataset train)
    {
        BaselineData.RequireAligned(train, "MeanBaseline.Fit");
        using DisposeScope scope = NewDisposeScope();
        return new MeanBaseline(BaselineData.Rows(train).mean([0]).DetachFromDisposeScope(), train.Locations.clone().DetachFromDisposeScope(), train.Channels);
    }

    /// <inheritdoc/>
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
    {
        BaselineData.RequireLocations(dataset, locations, "MeanBaseline.Predict");
        return BaselineData.Predict(dataset, batchSize, channels, inputs => mean.unsqueeze(0).expand(inputs.shape[0], -1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        locations.Dispose();
    }
}
