using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>A step by TorchSharp's own modules and its own Adam, as its tutorials write it.</summary>
internal static class PlainStep
{
    public static Contender Make(nn.Module[] modules, Func<Tensor> loss)
    {
        Parameter[] parameters = [.. modules.SelectMany(module => module.parameters())];
        var optimizer = optim.Adam(parameters, 1e-3);
        return Contender.Local("TorchSharp modules and Adam", () =>
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            loss().backward();
            optimizer.step();
        }, [optimizer, .. modules]);
    }

    /// <summary>Linear layers of the given widths with <paramref name="activation"/> between them, and after the last where that is asked for.</summary>
    public static Sequential Network(int inputs, int[] widths, Func<nn.Module<Tensor, Tensor>> activation, bool activateLast)
    {
        List<nn.Module<Tensor, Tensor>> layers = [];
        for (int i = 0; i < widths.Length; i++)
        {
            layers.Add(nn.Linear(i == 0 ? inputs : widths[i - 1], widths[i]));
            if (activateLast || i < widths.Length - 1) layers.Add(activation());
        }
        return nn.Sequential(layers);
    }
}
