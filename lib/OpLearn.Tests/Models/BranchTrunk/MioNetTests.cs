using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class MioNetTests
{
    private static MioNet Coupled(bool single, int dimensions, bool fnn = false, int sensors = 101)
    {
        BranchNetwork Branch(int channels) => fnn
            ? new MlpBranch { Sensors = sensors * channels, Widths = [512, 512, 512, 512, 256, 100] }
            : new SequenceBranch { Channels = channels };
        int fields = fnn ? 1 : 2;
        return MioNet.Create(new MioNetOptions
        {
            Branches = single ? [Branch(2)] : [Branch(1), Branch(1)],
            TrunkWidths = [101, 101, 101, 101, 101, 100 * fields],
            Dimensions = dimensions,
            Seed = 0,
            Head = new() { Outputs = fields, Mode = OutputMode.SplitTrunk, Bias = OutputBias.Common },
        });
    }

    [Theory]
    [InlineData(true, 1, false, 805_492)]   // thermo-electrical
    [InlineData(false, 1, false, 1_547_637)]
    [InlineData(true, 2, false, 805_593)]   // thermo-mechanical
    [InlineData(false, 2, false, 1_547_738)]
    [InlineData(true, 2, true, 1_258_340)]  // reaction–diffusion
    [InlineData(false, 2, true, 2_203_848)]
    public void ParameterCounts_AreThoseOfTheCoupledPhysicsStudy(bool single, int dimensions, bool fnn, int expected)
    {
        using MioNet model = Coupled(single, dimensions, fnn, sensors: 255);
        Assert.Equal(expected, model.ParameterCount);
    }

    private static MioNet Small(bool lstm, BranchMerge merge, bool single = false)
    {
        SequenceBranch branch = new() { Channels = single ? 2 : 1, Coefficients = 4, Encoder = [5, 3], Decoder = [3, 4], LongShortTermMemory = lstm };
        MioNet model = MioNet.Create(new MioNetOptions
        {
            Branches = single ? [branch] : [branch, new MlpBranch { Sensors = 6, Widths = [5, 4], Style = new() { Activation = Activation.Tanh } }],
            TrunkWidths = [6, 8],
            Trunk = new() { Activation = Activation.Tanh },
            Merge = merge,
            Head = new() { Outputs = 2 },
            Seed = 3,
        });
        model.to(float64);
        return model;
    }

    private static Tensor[] Inputs() => [ModelChecks.Random(1, 3, 6, 1), ModelChecks.Random(2, 3, 6, 1)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Gradients_EqualCentralDifferences(bool lstm, bool sum)
    {
        using MioNet model = Small(lstm, sum ? BranchMerge.Sum : BranchMerge.Product);
        Assert.InRange(ModelChecks.GradientError(model, Inputs(), ModelChecks.Random(4, 5, 1)), 0.0, 1e-6);
    }

    [Fact]
    public void Merge_IsProductOrSum_AlignedEqualsUnaligned_PointsMayBePermuted()
    {
        Tensor y = ModelChecks.Random(4, 5, 1);
        using MioNet product = Small(false, BranchMerge.Product), sum = Small(false, BranchMerge.Sum);
        Assert.True(ModelChecks.MaxDifference(product.call(Inputs(), y), sum.call(Inputs(), y)) > 1e-3);
        foreach (MioNet model in (MioNet[])[product, sum])
        {
            Tensor s = model.call(Inputs(), y);
            Assert.InRange(ModelChecks.MaxDifference(s, model.call(Inputs(), y.unsqueeze(0).expand(3, -1, -1))), 0.0, 1e-12);
            Assert.InRange(ModelChecks.MaxDifference(s.flip(1), model.call(Inputs(), y.flip(0))), 0.0, 1e-12);
        }
    }

    [Fact]
    public void ASecondBranchOfOnes_LeavesTheFirst()
    {
        MlpBranch branch = new() { Sensors = 6, Widths = [5, 4] };
        using MioNet two = MioNet.Create(new MioNetOptions { Branches = [branch, branch], TrunkWidths = [6, 4], Seed = 1 });
        using DeepONet one = DeepONet.Create(new DeepONetOptions { Sensors = 6, BranchWidths = [5, 4], TrunkWidths = [6, 4], Seed = 0 });
        Dictionary<string, Tensor> from = two.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        using (no_grad())
        {
            from["branches.1.network.layers.1.weight"].zero_();
            from["branches.1.network.layers.1.bias"].fill_(1.0);
            foreach (var (name, parameter) in one.named_parameters())
                parameter.copy_(from[name.Replace("trunks.0", "trunk").Replace("branches.0", "branches.0.network")]);
        }
        Tensor u = ModelChecks.Random(1, 3, 6, 1).to(float32), y = ModelChecks.Random(4, 5, 1).to(float32);
        Assert.InRange(ModelChecks.MaxDifference(one.call([u], y), two.call([u, 2 * u], y)), 0.0, 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GatedUnit_EqualsItsFormula_OverTheWholeEncoderAndDecoder(bool decoder)
    {
        using Generator random = new(7);
        nn.Module<Tensor, Tensor> branch = new SequenceBranch { Channels = 2, Coefficients = 3, Encoder = [4], Decoder = decoder ? [5] : [] }.Build(random);
        branch.to(float64);
        Dictionary<string, Tensor> p = branch.named_parameters().ToDictionary(e => e.name, e => (Tensor)e.parameter);
        using (no_grad()) foreach (string name in p.Keys.Where(name => name.Contains("bias"))) p[name].copy_(ModelChecks.Random(name.Length, p[name].shape)); // biases start at zero: make them count
        Tensor Step(string cell, Tensor x, Tensor h)
        {
            Tensor[] a = nn.functional.linear(x, p[cell + "weight_ih_l0"], p[cell + "bias_ih_l0"]).chunk(3, 1), b = nn.functional.linear(h, p[cell + "weight_hh_l0"], p[cell + "bias_hh_l0"]).chunk(3, 1);
            Tensor r = (a[0] + b[0]).sigmoid(), z = (a[1] + b[1]).sigmoid(), g = (a[2] + r * b[2]).tanh();
            return z * h + (1 - z) * g;
        }
        Tensor input = ModelChecks.Random(8, 2, 6, 2), state = zeros(2, 4, float64), decoded = zeros(2, 5, float64);
        for (int t = 0; t < 6; t++) state = Step("encoder.0.", input.select(1, t), state);
        List<Tensor> coefficients = decoder ? [] : [nn.functional.linear(state, p["output.weight"], p["output.bias"])];
        for (int k = 0; decoder && k < 3; k++)
        {
            decoded = Step("decoder.0.", state, decoded);
            coefficients.Add(nn.functional.linear(decoded, p["output.weight"], p["output.bias"]));
        }
        Assert.InRange(ModelChecks.MaxDifference(branch.call(input), cat(coefficients, 1)), 0.0, 1e-12);
    }

    [Fact]
    public void OneBranch_ReadsAllFunctionsAsChannels()
    {
        using MioNet model = Small(false, BranchMerge.Product, single: true);
        Tensor y = ModelChecks.Random(4, 5, 1);
        Assert.Equal(0.0, ModelChecks.MaxDifference(model.call(Inputs(), y), model.call([cat(Inputs(), -1)], y)));
    }
}
