using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>One constant, added: the bias b₀ of the DeepONets that are written with TorchSharp's modules.</summary>
internal sealed class Bias : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Parameter bias = nn.Parameter(zeros(1));

    public Bias() : base("bias") => RegisterComponents();

    public override Tensor forward(Tensor input) => input + bias;
}
