using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Same weights, same inputs: the outputs, input gradients and weight gradients of PyTorch, to 10⁻¹⁰ in float64 and 10⁻⁵ in float32.</summary>
public sealed class GoldenTests
{
    private static void Agrees(string key, Func<nn.Module<Tensor, Tensor>> make, Tensor input)
    {
        foreach (ScalarType type in (ScalarType[])[float64, float32])
        {
            using nn.Module<Tensor, Tensor> module = make();
            Assert.InRange(Golden.Error(key, module, inputs => module.call(inputs[0]), type, input), 0.0, type == float64 ? 1e-10 : 1e-5);
        }
    }

    private static void ModelAgrees(string key, Func<OperatorModel> make, int[] grid)
    {
        foreach (ScalarType type in (ScalarType[])[float64, float32])
        {
            using OperatorModel model = make();
            Tensor locations = ModelCase.Grid(grid).to(type), field = Golden.Fill("field", [2, .. grid.Select(n => (long)n), 1], 4.0);
            Assert.InRange(Golden.Error(key, model, inputs => model.call(inputs, locations), type, field), 0.0, type == float64 ? 1e-10 : 1e-5);
        }
    }

    public static TheoryData<string> Networks => ["tanh", "gelu", "silu selu", "leaky relu", "elu", "softplus", "residual", "modified", "layer norm", "batch norm"];

    private static Mlp Network(string name)
    {
        MlpStyle style = new() { Activation = Activation.Tanh };
        style = name switch
        {
            "gelu" => style with { Activation = Activation.Gelu },
            "silu selu" => style with { Activation = Activation.Silu, LastActivation = Activation.Selu },
            "leaky relu" => style with { Activation = Activation.LeakyRelu(0.2) },
            "elu" => style with { Activation = Activation.Elu },
            "softplus" => style with { Activation = Activation.Softplus },
            "residual" => style with { Architecture = MlpArchitecture.Residual },
            "modified" => style with { Architecture = MlpArchitecture.Modified },
            "layer norm" => style with { Norm = NormLayer.Layer() },
            "batch norm" => style with { Norm = NormLayer.Batch() },
            _ => style,
        };
        return Mlp.Create(3, [5, 5, 2], seed: 1, style);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void FullyConnected(string name) => Agrees($"mlp {name}", () => Network(name), Golden.Fill("points", [6, 3], 4.0));

    [Fact]
    public void BatchNorm_InEvaluation_AfterOneBatch()
    {
        using Mlp network = Network("batch norm");
        network.to(float64);
        Golden.Fill(network);
        network.call(Golden.Fill("points", [6, 3], 4.0)).Dispose();
        network.eval();
        Tensor expected = Golden.Numbers(Golden.Of("mlp batch norm, evaluation").GetProperty("output"));
        Assert.InRange(Golden.Relative(network.call(Golden.Fill("other", [4, 3], 4.0)), expected), 0.0, 1e-10);
    }

    [Theory]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void Recurrent(string name)
    {
        Agrees(name, () =>
        {
            using Generator random = new(1);
            return new SequenceBranch { Channels = 2, Coefficients = 4, Encoder = [5, 3], Decoder = [3, 6], LongShortTermMemory = name == "lstm" }.Build(random);
        }, Golden.Fill("history", [3, 7, 2], 4.0));
    }

    [Theory]
    [InlineData(1, new[] { 9 })]
    [InlineData(2, new[] { 8, 7 })]
    [InlineData(3, new[] { 6, 7, 8 })]
    public void FourierLayer(int axes, int[] grid)
    {
        Agrees($"spectral {axes}-D", () =>
        {
            using Generator random = new(1);
            return new SpectralConvolution(2, 2, [.. Enumerable.Repeat(3, axes)], SpectralInitializer.Uniform, random);
        }, Golden.Fill("field", [2, .. grid.Select(n => (long)n), 2], 4.0));
    }

    [Fact]
    public void Fno_OfThe2021Scripts_InOneAndTwoDimensions()
    {
        ModelAgrees("fno 1-D", () => Fno.Create(new() { Modes = [4], Width = 3, Blocks = FnoBlocks.Scripts2021, Seed = 1 }), [11]);
        ModelAgrees("fno 2-D", () => Fno.Create(new() { Modes = [3, 2], Width = 3, Blocks = FnoBlocks.Scripts2021, Seed = 1 }), [8, 7]);
    }

    [Fact]
    public void Fno_OfThe2021Scripts_HasAsManyNumbers()
    {
        using Fno one = Fno.Create(new() { Modes = [16], Width = 64, Seed = 1 }), two = Fno.Create(new() { Modes = [12, 12], Width = 32, Seed = 1 });
        Assert.Equal(Golden.Of("parameters").GetProperty("fno 1-D, width 64, 16 modes").GetInt32(), one.ParameterCount);
        Assert.Equal(Golden.Of("parameters").GetProperty("fno 2-D, width 32, 12 modes").GetInt32(), two.ParameterCount);
    }

    [Theory]
    [InlineData(1, new[] { 9 })]
    [InlineData(2, new[] { 9, 8 })]
    [InlineData(3, new[] { 4, 5, 6 })]
    public void ConvolutionalBranch(int axes, int[] grid)
    {
        Agrees($"cnn {axes}-D", () =>
        {
            using Generator random = new(1);
            return new CnnBranch
            {
                Grid = grid,
                Channels = 2,
                Filters = [2, 3],
                Convolutions = new() { Activation = Activation.Gelu, Norm = NormLayer.Batch() },
                Pooling = axes == 2 ? Pooling.Max : Pooling.Average,
                Widths = [5, 4],
                Dense = new() { Activation = Activation.Gelu },
            }.Build(random);
        }, Golden.Fill("image", [3, .. grid.Select(n => (long)n), 2], 4.0));
    }

    [Fact]
    public void ResidualBranch()
    {
        Agrees("resnet 2-D", () =>
        {
            using Generator random = new(1);
            return new ResNetBranch { Axes = 2, Filters = [2, 3], Blocks = [1, 2], Convolutions = new() { Activation = Activation.Gelu, Norm = NormLayer.Batch() }, Widths = [4] }.Build(random);
        }, Golden.Fill("image", [3, 7, 6, 1], 4.0));
    }

    [Fact]
    public void UNet_InTwoDimensions() => ModelAgrees("u-net 2-D",
        () => UNet.Create(new() { Field = new() { Axes = 2 }, Width = 2, Depth = 2, Convolutions = new() { Activation = Activation.Gelu }, Seed = 1 }), [8, 12]);
}
