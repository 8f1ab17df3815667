using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class DeepONetTests
{
    private static readonly OutputMode[] Modes = [OutputMode.Independent, OutputMode.Shared, OutputMode.SplitBranch, OutputMode.SplitTrunk];

    private static DeepONet TwoOutputs(OutputMode mode, OutputBias? bias = null)
    {
        int branch = mode == OutputMode.Shared || mode == OutputMode.SplitBranch ? 12 : 6, trunk = mode == OutputMode.Shared || mode == OutputMode.SplitTrunk ? 12 : 6;
        DeepONet model = DeepONet.Create(new DeepONetOptions
        {
            Sensors = 14,
            BranchWidths = [9, branch],
            TrunkWidths = [8, trunk],
            Dimensions = 2,
            Seed = 4,
            Branch = new() { Activation = Activation.Tanh },
            Trunk = new() { Activation = Activation.Tanh },
            Head = new() { Outputs = 2, Mode = mode, Bias = bias ?? OutputBias.PerOutput },
        });
        model.to(float64);
        using (no_grad()) foreach (var (name, parameter) in model.named_parameters()) if (name == "bias") parameter.copy_(ModelChecks.Random(8, parameter.shape));
        return model;
    }

    // Two input functions: seven values of one channel, and a 3 × 1 grid with two channels with one value more.
    private static Tensor[] Functions(int samples) => [ModelChecks.Random(1, samples, 8, 1), ModelChecks.Random(2, samples, 3, 2)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Output_IsTheSumOfProducts_ByALoop(int index)
    {
        OutputMode mode = Modes[index];
        using DeepONet model = TwoOutputs(mode);
        Tensor[] functions = Functions(5);
        Tensor y = ModelChecks.Random(3, 11, 2), s = model.call(functions, y);
        Assert.Equal([5L, 11L, 2L], s.shape);
        Dictionary<string, Tensor> p = model.named_parameters().ToDictionary(e => e.name, e => (Tensor)e.parameter);
        Tensor joined = cat([functions[0].reshape(5, 8), functions[1].reshape(5, 6)], 1);
        Tensor Net(string net, Tensor x, bool last)
        {
            Tensor h = nn.functional.linear(x, p[$"{net}.layers.0.weight"], p[$"{net}.layers.0.bias"]).tanh();
            Tensor o = nn.functional.linear(h, p[$"{net}.layers.1.weight"], p[$"{net}.layers.1.bias"]);
            return last ? o.tanh() : o;
        }
        for (int output = 0; output < 2; output++)
        {
            int network = mode == OutputMode.Independent ? output : 0;
            Tensor b = Net($"branches.{network}", joined, false), t = Net($"trunks.{network}", y, true);
            int bFrom = b.shape[1] == 12 ? 6 * output : 0, tFrom = t.shape[1] == 12 ? 6 * output : 0;
            for (int sample = 0; sample < 5; sample++)
            {
                for (int point = 0; point < 11; point++)
                {
                    double sum = p["bias"][output].item<double>();
                    for (int k = 0; k < 6; k++) sum += b[sample, bFrom + k].item<double>() * t[point, tFrom + k].item<double>();
                    Assert.Equal(sum, s[sample, point, output].item<double>(), 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Aligned_EqualsUnaligned_AndPointsMayBePermuted(int index)
    {
        using DeepONet model = TwoOutputs(Modes[index]);
        Tensor[] functions = Functions(4);
        Tensor y = ModelChecks.Random(3, 9, 2), aligned = model.call(functions, y);
        Assert.True(ModelChecks.MaxDifference(aligned, model.call(functions, y.unsqueeze(0).expand(4, -1, -1))) < 1e-12);
        Tensor order = tensor(new long[] { 8, 3, 5, 0, 1, 7, 2, 6, 4 });
        Assert.True(ModelChecks.MaxDifference(aligned.index_select(1, order), model.call(functions, y.index_select(0, order))) < 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradients_EqualCentralDifferences(int index)
    {
        using DeepONet model = TwoOutputs(Modes[index]);
        Assert.InRange(ModelChecks.GradientError(model, Functions(3), ModelChecks.Random(3, 5, 2)), 0.0, 1e-6);
    }

    [Fact]
    public void SensorsShape_LinearBranchAndHandSetTrunk_Interpolate()
    {
        // The branch copies the two sensors, the trunk is relu of (1 − y, y): linear interpolation between u(0) and u(1).
        using DeepONet model = DeepONet.Create(new DeepONetOptions { Sensors = 2, BranchWidths = [2], TrunkWidths = [2], Seed = 0 });
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters())
            {
                if (name == "branches.0.layers.0.weight") parameter.copy_(eye(2));
                if (name == "trunks.0.layers.0.weight") parameter.copy_(tensor(new[,] { { -1.0f }, { 1.0f } }));
                if (name == "trunks.0.layers.0.bias") parameter.copy_(tensor(new[] { 1.0f, 0.0f }));
            }
        }
        Tensor s = model.call([tensor(new[] { 3.0f, 7.0f }).reshape(1, 2, 1)], tensor(new[] { 0.0f, 0.25f, 1.0f }).reshape(3, 1));
        Assert.Equal([3.0f, 4.0f, 7.0f], s.reshape(-1).data<float>().ToArray());
    }

    [Fact]
    public void ParameterCount_OfTheCouplingStudy_IsItsPublishedNumber()
    {
        // Reaction–diffusion network of the coupled-physics study: 255 × 2 sensors, H = 100, trunk 5 × 101, one bias: 1,258,340.
        using DeepONet model = DeepONet.Create(new DeepONetOptions
        {
            Sensors = 510,
            Seed = 0,
            BranchWidths = [512, 512, 512, 512, 256, 100],
            TrunkWidths = [101, 101, 101, 101, 101, 100],
            Dimensions = 2,
        });
        Assert.Equal(1_258_340, model.ParameterCount);
        Assert.Contains("1,258,340", model.Summary());
        Assert.Contains("[512, 510]", model.Summary());
    }

    [Fact]
    public void Biases_AreOneAnOutput_OneInAll_OrNone()
    {
        int none = TwoOutputs(OutputMode.SplitTrunk, OutputBias.None).ParameterCount;
        Assert.Equal(none + 1, TwoOutputs(OutputMode.SplitTrunk, OutputBias.Common).ParameterCount);
        Assert.Equal(none + 2, TwoOutputs(OutputMode.SplitTrunk, OutputBias.PerOutput).ParameterCount);
        Assert.Equal((15 * 9) + (10 * 6) + (3 * 8) + (9 * 12), none);
    }

    [Fact]
    public void Predict_EqualsForward_WhateverTheBatch_AndLeavesNoGradientsBehind()
    {
        using DeepONet model = TwoOutputs(OutputMode.SplitTrunk);
        foreach (bool aligned in (bool[])[true, false])
        {
            Tensor y = aligned ? ModelChecks.Random(3, 9, 2) : ModelChecks.Random(3, 7, 9, 2);
            Tensor[] functions = Functions(7);
            using OperatorDataset set = new(["u", "v"], functions, y, ["s", "t"], zeros(7, 9, 2, float64));
            Tensor expected = model.call(functions, y), predicted = model.Predict(set, 3);
            Assert.False(predicted.requires_grad);
            Assert.True(ModelChecks.MaxDifference(expected, predicted) < 1e-12);
            Assert.True(model.training);
        }
    }

    [Fact]
    public void Predict_KeepsNothingButItsResult()
    {
        using DeepONet model = TwoOutputs(OutputMode.Shared);
        using OperatorDataset set = new(["u", "v"], Functions(7), ModelChecks.Random(3, 9, 2), ["s", "t"], zeros(7, 9, 2, float64));
        using DisposeScope scope = NewDisposeScope();
        model.Predict(set, 2).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void WidthsThatDoNotFit_AreNamed()
    {
        string message = Assert.Throws<ArgumentException>(() => DeepONet.Create(new DeepONetOptions { Sensors = 5, BranchWidths = [40], TrunkWidths = [30], Seed = 0 })).Message;
        Assert.Contains("branch 40 and trunk 30", message);
        message = Assert.Throws<ArgumentException>(() => TwoOutputs(OutputMode.SplitTrunk).call([zeros(2, 13, 1, float64)], zeros(3, 2, float64))).Message;
        Assert.Contains("14 values", message);
        Assert.Contains("[2, 13, 1]", message);
        Assert.Throws<ArgumentException>(() => TwoOutputs(OutputMode.SplitTrunk).call(Functions(2), zeros(3, 1, float64)));
    }
}
