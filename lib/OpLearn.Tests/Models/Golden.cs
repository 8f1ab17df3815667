using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Numbers that PyTorch gave for the same weights and inputs; golden/make.py made them.</summary>
internal static class Golden
{
    private static readonly Lazy<JsonElement> Stored = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", "golden", "pytorch.json"))).RootElement.Clone());

    public static JsonElement Of(string key) => Stored.Value.GetProperty(key);

    /// <summary>A rational number in [−scale/2, scale/2) for each position, from the tensor's name: the same in Python.</summary>
    public static Tensor Fill(string name, long[] shape, double scale = 1.0)
    {
        long key = Encoding.ASCII.GetBytes(name).Aggregate(0L, (sum, letter) => ((sum * 31) + letter) % 65521);
        double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (all, size) => all * size))
            .Select(index => ((((index * 7919L) + (key * 131) + 17) * (index + 3 + key) % 65521 / 65521.0) - 0.5) * scale)];
        return tensor(values, float64).reshape(shape);
    }

    public static void Fill(nn.Module module)
    {
        using IDisposable noGradients = no_grad();
        foreach (var (name, parameter) in module.named_parameters()) parameter.copy_(Fill(name, parameter.shape));
    }

    public static Tensor Numbers(JsonElement stored) =>
        tensor(stored.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray(), float64)
            .reshape(stored.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray());

    /// <summary>Largest difference from the stored output and gradients, relative to the largest of each.</summary>
    public static double Error(string key, nn.Module module, Func<Tensor[], Tensor> forward, ScalarType type, params Tensor[] given)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement stored = Of(key);
        module.to(type);
        Fill(module);
        Tensor[] inputs = [.. given.Select(input => input.to(type).detach().clone().requires_grad_(true))];
        module.zero_grad();
        Tensor output = forward(inputs);
        double worst = Relative(output, Numbers(stored.GetProperty("output")));
        (output * Fill("weights", output.shape).to(type)).sum().backward();
        foreach (var (input, gradient) in inputs.Zip(stored.GetProperty("inputs").EnumerateArray())) worst = Math.Max(worst, Relative(input.grad!, Numbers(gradient)));
        JsonElement gradients = stored.GetProperty("gradients");
        var parameters = module.named_parameters().ToArray();
        if (parameters.Length != gradients.EnumerateObject().Count())
            throw new InvalidOperationException($"{key}: PyTorch has the parameters {string.Join(", ", gradients.EnumerateObject().Select(p => p.Name))}; here are {string.Join(", ", parameters.Select(p => p.name))}.");
        double largest = gradients.EnumerateObject().SelectMany(p => p.Value.EnumerateArray()).Max(value => Math.Abs(value.GetDouble()));
        foreach (var (name, parameter) in parameters)
        {
            double[] expected = [.. gradients.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
            Tensor gradient = parameter.grad!.to(float64);
            worst = Math.Max(worst, Math.Abs(gradient.sum().item<double>() - expected[0]) / largest);
            worst = Math.Max(worst, Math.Abs((gradient * Fill("probe", gradient.shape)).sum().item<double>() - expected[1]) / largest);
        }
        return worst;
    }

    public static double Relative(Tensor came, Tensor expected) => (came.detach().to(float64) - expected).abs().max().item<double>() / expected.abs().max().item<double>();
}
