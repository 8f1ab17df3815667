using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The module of a <see cref="NormLayer"/>: over the last axis of <c>[…, features]</c>, or over axis 1 of <c>[samples, channels, axes…]</c>. 2 n numbers for n features.</summary>
internal sealed class FeatureNorm : nn.Module<Tensor, Tensor>
{
    private readonly NormLayer kind;
    private readonly bool channelsFirst;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor? runningMean; // [features], buffers
    private readonly Tensor? runningVariance;

    public FeatureNorm(int features, NormLayer kind, bool channelsFirst) : base("norm")
    {
        this.kind = kind;
        this.channelsFirst = channelsFirst;
        weight = Weight.Ones(features);
        bias = Weight.Zeros(features);
        if (kind.Momentum > 0.0)
        {
            runningMean = zeros(features).DetachFromDisposeScope();
            runningVariance = ones(features).DetachFromDisposeScope();
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return (runningMean is null ? Layer(input) : Batch(input)).MoveToOuterDisposeScope();
    }

    private Tensor Layer(Tensor input)
    {
        Tensor last = channelsFirst ? input.movedim([1], [-1]) : input;
        Tensor normal = nn.functional.layer_norm(last, weight.shape, weight, bias, kind.Epsilon);
        return channelsFirst ? normal.movedim([-1], [1]) : normal;
    }

    private Tensor Batch(Tensor input)
    {
        Tensor rows = channelsFirst ? input : input.reshape(-1, weight.shape[0]);
        Checks.That(!training || rows.numel() > weight.shape[0], "NormLayer.Batch", "more than one value a unit in training mode", $"a batch {Checks.Shape(input)}",
            "Take larger batches, or evaluate in evaluation mode.");
        return nn.functional.batch_norm(rows, runningMean!, runningVariance!, weight, bias, training, kind.Momentum, kind.Epsilon).reshape(input.shape);
    }
}
