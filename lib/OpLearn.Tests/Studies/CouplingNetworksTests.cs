using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class CouplingNetworksTests
{
    private static int Parameters(MioNetOptions options)
    {
        using MioNet model = MioNet.Create(options);
        return model.ParameterCount;
    }

    // Counted by hand from the layers of the released code.
    [Fact]
    public void PaperNetworks_HaveTheParametersOfTheReleasedCode()
    {
        Assert.Equal(1_258_340, Parameters(CouplingNetworks.FullyConnected(CouplingArm.Single, 255, seed: 0)));
        Assert.Equal(2_203_848, Parameters(CouplingNetworks.FullyConnected(CouplingArm.Multiple, 255, seed: 0)));
        Assert.Equal(805_492, Parameters(CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 2, dimensions: 1, seed: 0)));
        Assert.Equal(1_547_637, Parameters(CouplingNetworks.Recurrent(CouplingArm.Multiple, outputs: 2, dimensions: 1, seed: 0)));
        Assert.Equal(805_593, Parameters(CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 2, dimensions: 2, seed: 0)));
        Assert.Equal(1_547_738, Parameters(CouplingNetworks.Recurrent(CouplingArm.Multiple, outputs: 2, dimensions: 2, seed: 0)));
        // The recurrent networks of the reaction–diffusion problem: one output on (t, x).
        Assert.Equal(795_393, Parameters(CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 1, dimensions: 2, seed: 0)));
        Assert.Equal(1_537_538, Parameters(CouplingNetworks.Recurrent(CouplingArm.Multiple, outputs: 1, dimensions: 2, seed: 0)));
    }

    [Fact]
    public void MatchedNetworks_AreWithinHalfAPercentOfTheSeveralBranches()
    {
        Assert.Equal(1_545_208, Parameters(CouplingNetworks.Recurrent(CouplingArm.Matched, outputs: 2, dimensions: 2, seed: 0)));
        Assert.InRange(Parameters(CouplingNetworks.FullyConnected(CouplingArm.Matched, 255, seed: 0)) / 2_203_848.0, 0.995, 1.005);
        Assert.Equal(Parameters(CouplingNetworks.FullyConnected(CouplingArm.Multiple, 20, seed: 0)),
            Parameters(CouplingNetworks.FullyConnected(CouplingArm.Sum, 20, seed: 0)));
    }

    // Three gates of u units over i inputs have 3(u(i + u) + 2u) numbers; the decoder's first layer reads the encoder's last state.
    private static int Gates(int i, int u) => 3 * ((u * (i + u)) + (2 * u));

    private static int Branch(int inputs) => Gates(inputs, 64) + Gates(64, 32) + Gates(32, 32) + Gates(32, 64) + 65;

    [Fact]
    public void NarrowRecurrentNetworks_HaveTheCountedParameters()
    {
        int trunk = (2 * 101) + (4 * 102 * 101) + (102 * 200) + 1; // one coordinate, two outputs, the common bias
        Assert.Equal(Branch(2) + trunk, Parameters(CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 2, dimensions: 1, seed: 0, units: 64)));
        Assert.Equal((2 * Branch(1)) + trunk, Parameters(CouplingNetworks.Recurrent(CouplingArm.Multiple, outputs: 2, dimensions: 1, seed: 0, units: 64)));
        Assert.Throws<ArgumentException>(() => CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 2, dimensions: 1, seed: 0, units: 7));
    }

    [Fact]
    public void FittedTrunks_TakeTheDecoder_AtMatchedSize()
    {
        var problem = new BistablePair(2, new HistoryOptions { HistoryPoints = 26, Refinement = 1, Steps = 20 });
        using OperatorDataset train = OperatorDataset.Generate(problem, 70, seed: 1);
        var parameters = CouplingArm.All.ToDictionary(arm => arm, arm =>
        {
            using PodMioNet model = PodMioNet.Create(CouplingNetworks.WithFittedTrunk(arm, CouplingEncoder.RecurrentWithDecoder, 26, seed: 2), train);
            using Tensor prediction = model.Predict(train, 70);
            Assert.Equal([70, 64, 2], prediction.shape);
            Assert.True(prediction.isfinite().all().item<bool>());
            return model.ParameterCount;
        });
        Assert.InRange(parameters[CouplingArm.Matched] / (double)parameters[CouplingArm.Multiple], 0.97, 1.03);
        Assert.Equal(parameters[CouplingArm.Multiple], parameters[CouplingArm.Sum]);
        Assert.Equal((2 * Branch(1)) - Branch(2), parameters[CouplingArm.Multiple] - parameters[CouplingArm.Single]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FittedTrunks_MixThePodModes_WithMatchedParameters(bool recurrent)
    {
        CouplingEncoder encoder = recurrent ? CouplingEncoder.Recurrent : CouplingEncoder.FullyConnected;
        var problem = new BistablePair(2, new HistoryOptions { HistoryPoints = 26, Refinement = 1, Steps = 20 });
        using OperatorDataset train = OperatorDataset.Generate(problem, 70, seed: 1);
        int[] parameters = [.. CouplingArm.All.Select(arm =>
        {
            using PodMioNet model = PodMioNet.Create(CouplingNetworks.WithFittedTrunk(arm, encoder, 26, seed: 2), train);
            using Tensor prediction = model.Predict(train, 70);
            Assert.Equal([70, 64, 2], prediction.shape);
            return model.ParameterCount;
        })];
        Assert.Equal(recurrent ? (25_408, 42_240) : (39_744, 64_640), (parameters[0], parameters[1]));
        Assert.InRange(parameters[2] / (double)parameters[1], 0.978, 1.022); // units are even, and two units more are some 3 % of the recurrent parameters
        Assert.Equal(parameters[1], parameters[3]);
    }

    // ŝ_c(y) = Σₕ bₕ tₕ_c(y) + b₀, b = b₁ ∘ b₂, with h and c counted by hand and a trunk that is rectified at its end.
    [Fact]
    public void Output_IsTheSumOfProducts_ByALoop()
    {
        using DisposeScope scope = NewDisposeScope();
        MlpBranch branch = new() { Sensors = 5, Widths = [100] };
        using MioNet model = MioNet.Create(CouplingNetworks.Recurrent(CouplingArm.Multiple, outputs: 2, dimensions: 1, seed: 1) with { Branches = [branch, branch] });
        model.to(float64);
        using Generator random = new(2);
        Tensor[] f = [randn([3, 5, 1], float64, generator: random), randn([3, 5, 1], float64, generator: random)];
        Tensor y = rand([4, 1], float64, generator: random), came = model.call(f, y), t = y;
        Dictionary<string, Tensor> p = model.named_parameters().ToDictionary(e => e.name, e => (Tensor)e.parameter);
        using (no_grad()) p["bias"].fill_(0.3);
        came = model.call(f, y);
        Tensor Linear(string name, Tensor x) => nn.functional.linear(x, p[name + ".weight"], p[name + ".bias"]);
        for (int layer = 0; layer < 6; layer++) t = Linear($"trunk.layers.{layer}", t).relu();
        Tensor[] b = [.. f.Select((u, k) => Linear($"branches.{k}.network.layers.0", u.squeeze(2)))];
        for (int sample = 0; sample < 3; sample++)
            for (int point = 0; point < 4; point++)
                for (int output = 0; output < 2; output++)
                {
                    double sum = 0.3;
                    for (int h = 0; h < 100; h++) sum += b[0][sample, h].item<double>() * b[1][sample, h].item<double>() * t[point, (100 * output) + h].item<double>();
                    Assert.Equal(sum, came[sample, point, output].item<double>(), 1e-12);
                }
    }

    public static TheoryData<string, bool> Learners => [.. from arm in CouplingArm.All.Take(2) from recurrent in new[] { false, true } select (arm.Name, recurrent)];

    [Theory]
    [MemberData(nameof(Learners))]
    public void PaperNetworks_LearnFourFunctionsByHeart(string name, bool recurrent)
    {
        CouplingArm arm = CouplingArm.All.Single(candidate => candidate.Name == name);
        var histories = new HistoryOptions { Points = 16, HistoryPoints = 11, Refinement = 2, Steps = 50 };
        using OperatorDataset raw = OperatorDataset.Generate(new BistablePair(5, histories), 4, seed: 1), four = recurrent ? raw
            : new OperatorDataset(raw.InputNames, [.. raw.Inputs.Select(u => u.alias())], cat([raw.Locations, zeros_like(raw.Locations)], 1), ["u"], raw.Outputs.narrow(2, 0, 1).contiguous());
        using MioNet model = MioNet.Create(recurrent ? CouplingNetworks.Recurrent(arm, outputs: 2, dimensions: 1, seed: 1, units: 16) : CouplingNetworks.FullyConnected(arm, 11, seed: 1));
        int steps = recurrent ? 1_500 : 350;
        TrainingRun run = Trainer.Fit(model, four, new TrainerOptions
        { Iterations = steps, Seed = 0, Batch = new BatchOptions { Functions = 4 }, Loss = PooledVarianceLoss.Create(), Optimizer = new AdamOptions { Schedule = Schedule.Cosine(recurrent ? 0.01 : 1e-3, steps) } });
        double error = run.StepLosses[^1] / four.Locations.shape[0] / four.OutputNames.Count; // the loss is N·C times the mean square error over the variance
        TestContext.Current.TestOutputHelper?.WriteLine($"{error:e1}, {run.WallSeconds:f1} s");
        Assert.InRange(error, 0, 1e-3);
    }

    [Fact]
    public void SumOfBranches_CannotInteract_AndTheProductCan()
    {
        foreach (CouplingArm arm in CouplingArm.All)
        {
            using DisposeScope scope = NewDisposeScope();
            using MioNet model = MioNet.Create(CouplingNetworks.FullyConnected(arm, 8, seed: 3));
            using Generator random = new(1);
            Tensor[] f = [randn([1, 8, 1], generator: random), randn([1, 8, 1], generator: random)],
                g = [randn([1, 8, 1], generator: random), randn([1, 8, 1], generator: random)];
            Tensor y = rand([5, 2], generator: random);
            Tensor interaction = model.call([f[0], f[1]], y) + model.call([g[0], g[1]], y) - model.call([f[0], g[1]], y) - model.call([g[0], f[1]], y);
            double size = interaction.abs().max().item<float>(), scale = model.call(f, y).abs().max().item<float>();
            if (arm == CouplingArm.Sum) Assert.InRange(size / scale, 0, 1e-4);
            else Assert.True(size / scale > 1e-2, $"{arm}: {size / scale}");
        }
    }
}
