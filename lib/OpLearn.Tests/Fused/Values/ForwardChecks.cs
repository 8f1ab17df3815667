using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Values without gradients by the library's own pass and by its plain form, and how far they are apart.</summary>
internal static class ForwardChecks
{
    public static Tensor Random(int seed, params long[] shape) => ModelChecks.Random(seed, shape).to(ScalarType.Float32);

    public static Tensor Evaluate(OperatorModel model, Tensor functions, Tensor locations)
    {
        using IDisposable noGradients = no_grad();
        return model.call([functions], locations);
    }

    public static Tensor Plainly(OperatorModel model, Tensor functions, Tensor locations)
    {
        using IDisposable off = FastPaths.Off();
        return Evaluate(model, functions, locations);
    }

    public static double Distance(Tensor expected, Tensor came) => ((expected - came).norm() / expected.norm()).ToDouble();
}
