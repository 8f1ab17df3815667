using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>What every model must satisfy, so that a new one joins one list and inherits all of it.</summary>
internal static class ModelChecks
{
    public static Tensor Random(int seed, params long[] shape)
    {
        using Generator random = new((ulong)seed);
        return zeros(shape, float64).normal_(0.0, 1.0, random);
    }

    public static double MaxDifference(Tensor a, Tensor b) => (a - b).abs().max().to(float64).item<double>();

    /// <summary>Largest difference between the gradient of a weighted sum of the outputs and central differences, over some parameters of each tensor and over the inputs.</summary>
    public static double GradientError(OperatorModel model, Tensor[] functions, Tensor locations, int probesPerTensor = 3)
    {
        using DisposeScope scope = NewDisposeScope();
        model.to(float64);
        Tensor[] inputs = [.. functions.Select(function => function.detach().clone().requires_grad_(true))];
        Tensor output = model.call(inputs, locations);
        Tensor weights = Random(99, output.shape);
        double Loss() { using IDisposable off = no_grad(); using Tensor value = (model.call(inputs, locations) * weights).sum(); return value.item<double>(); }
        model.zero_grad();
        (output * weights).sum().backward();
        double worst = 0.0;
        const double step = 1e-6;
        foreach (Tensor tensor in model.parameters().Concat(inputs))
        {
            if (!tensor.requires_grad) continue;
            Tensor? gradient = tensor.grad;
            Assert.True(gradient is not null, $"no gradient for a tensor of shape {Checks.Shape(tensor)}");
            using IDisposable off = no_grad();
            Tensor flat = tensor.detach().view(-1), slope = gradient!.reshape(-1);
            long count = flat.shape[0];
            for (int probe = 0; probe < Math.Min(probesPerTensor, count); probe++)
            {
                long index = count <= probesPerTensor ? probe : (probe * 7919L + 13) % count;
                double original = flat[index].item<double>();
                flat[index] = original + step;
                double above = Loss();
                flat[index] = original - step;
                double below = Loss();
                flat[index] = original;
                double numeric = (above - below) / (2.0 * step), analytic = slope[index].item<double>();
                worst = Math.Max(worst, Math.Abs(numeric - analytic) / Math.Max(1.0, Math.Abs(numeric)));
            }
        }
        return worst;
    }
}
