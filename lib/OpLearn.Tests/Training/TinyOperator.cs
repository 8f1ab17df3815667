using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>A branch–trunk product with one hidden layer, seeded weights and, if asked, dropout: the least model that trains.</summary>
internal sealed class TinyOperator : OperatorModel
{
    private readonly Linear branch, trunkIn, trunkOut;
    private readonly Dropout dropout;

    public TinyOperator(int sensors, int seed, double dropoutRate = 0.0, ScalarType type = ScalarType.Float32) : base("tiny")
    {
        branch = nn.Linear(sensors, 8, dtype: type);
        trunkIn = nn.Linear(1, 16, dtype: type);
        trunkOut = nn.Linear(16, 8, dtype: type);
        dropout = nn.Dropout(dropoutRate);
        RegisterComponents();
        using var _ = no_grad();
        using Generator generator = new((ulong)seed);
        foreach (var parameter in parameters()) parameter.uniform_(-0.4, 0.4, generator);
    }

    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        Tensor left = dropout.call(branch.call(functions[0].flatten(1))); // [samples, 8]
        Tensor right = trunkOut.call(trunkIn.call(locations).tanh()); // [points, 8]
        return left.matmul(right.transpose(0, 1)).unsqueeze(-1);
    }

    /// <summary>u = a sin x + b cos x ↦ ∫₀ˣ u on 12 sensors and 10 points, aligned.</summary>
    public static OperatorDataset Data(int samples, int seed, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        using Generator generator = new((ulong)seed);
        Tensor a = rand([samples, 1], dtype: ScalarType.Float64, generator: generator), b = rand([samples, 1], dtype: ScalarType.Float64, generator: generator);
        Tensor x = linspace(0, 3, 12, dtype: ScalarType.Float64), y = linspace(0, 3, 10, dtype: ScalarType.Float64);
        Tensor u = a * x.sin() + b * x.cos(), s = a * (1 - y.cos()) + b * y.sin();
        return new OperatorDataset(["source"], [u.unsqueeze(-1).to(type).MoveToOuterDisposeScope()], y.unsqueeze(-1).to(type).MoveToOuterDisposeScope(),
            ["integral"], s.unsqueeze(-1).to(type).MoveToOuterDisposeScope());
    }

    /// <summary>All weights, in order, as exact bits.</summary>
    public float[] Bits()
    {
        using var scope = NewDisposeScope();
        return cat([.. parameters().Select(parameter => parameter.detach().reshape(-1))]).to(ScalarType.Float32).data<float>().ToArray();
    }
}
