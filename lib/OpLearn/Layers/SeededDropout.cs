using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Dropout whose masks depend on its seed and on how often it was called in training mode, a buffer: never on the ambient generator.</summary>
internal sealed class SeededDropout : nn.Module<Tensor, Tensor>
{
    private readonly double rate;
    private readonly ulong seed;
    private readonly Tensor calls; // [1], int64

    public SeededDropout(double rate, Generator random) : base("dropout")
    {
        Checks.That(rate is > 0.0 and < 1.0, nameof(DropoutOptions), "0 < Rate < 1", $"{rate}");
        this.rate = rate;
        using Tensor drawn = randint(int.MaxValue, [1], int64, generator: random);
        seed = (ulong)drawn.item<long>();
        calls = zeros(1, int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (!training) return input.alias();
        using DisposeScope scope = NewDisposeScope();
        long call = calls.item<long>();
        calls.add_(1);
        using Generator random = new((seed << 32) | (uint)call);
        Tensor keep = (rand(input.shape, float32, generator: random) >= rate).to(input.dtype, input.device);
        return (input * keep / (1.0 - rate)).MoveToOuterDisposeScope();
    }
}
