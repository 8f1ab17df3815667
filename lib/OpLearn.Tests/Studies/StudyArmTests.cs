using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>The arms that the studies compare: linear in one input, sums in place of products, fitted bases, sine bases, paths switched off, equal sizes.</summary>
public sealed class StudyArmTests
{
    private static readonly Tensor Y = ModelCase.Grid(9);

    private static KernelOperator Kernel(int sensors = 128, int rank = 16) => KernelOperator.Create(new()
    {
        Sensors = sensors,
        Rank = rank,
        Kernel = new MlpBranch { Sensors = sensors, Widths = [128, 128, 128, rank * 32] },
        TrunkWidths = [128, 128, 128, 32],
        Seed = 1,
    });

    [Fact]
    public void KernelNetwork_OfTheWaveStudy_HasItsPublishedSize_AndIsLinearInItsFirstInput()
    {
        using KernelOperator model = Kernel();
        Assert.Equal(155_040, model.ParameterCount);
        Linear(model, 128);
    }

    [Fact]
    public void MioNet_WithABranchWithoutBias_IsLinearInThatInput_AndNotOtherwise()
    {
        MioNet Make(bool bias) => MioNet.Create(new()
        {
            Branches = [new MlpBranch { Sensors = 8, Widths = [4], Style = new() { Bias = bias } }, new MlpBranch { Sensors = 8, Widths = [5, 4] }],
            TrunkWidths = [6, 4],
            Head = new() { Bias = bias ? OutputBias.PerOutput : OutputBias.None },
            Seed = 1,
        });
        using MioNet linear = Make(false), affine = Make(true);
        Linear(linear, 8);
        affine.MoveTo(float64);
        using (no_grad()) foreach (Tensor parameter in affine.parameters()) parameter.add_(0.1);
        Tensor c = ModelChecks.Random(3, 2, 8, 1), u = ModelChecks.Random(1, 2, 8, 1);
        Assert.True(ModelChecks.MaxDifference(2.0 * affine.call([u, c], Y), affine.call([2.0 * u, c], Y)) > 1e-3);
    }

    private static void Linear(OperatorModel model, int sensors)
    {
        model.MoveTo(float64);
        Tensor c = ModelChecks.Random(3, 2, sensors, 1), u = ModelChecks.Random(1, 2, sensors, 1), v = ModelChecks.Random(2, 2, sensors, 1);
        Tensor sum = 2.0 * model.call([u, c], Y) - 3.0 * model.call([v, c], Y), together = model.call([2.0 * u - 3.0 * v, c], Y);
        Assert.InRange(ModelChecks.MaxDifference(sum, together) / together.abs().max().item<double>(), 0.0, 1e-12);
        double second = ModelChecks.MaxDifference(-model.call([u, c], Y), model.call([u, -c], Y)) / together.abs().max().item<double>();
        Assert.True(second > 1e-3);
    }

    [Fact]
    public void SumFusion_HasNoInteraction_ProductFusionHas()
    {
        foreach (BranchMerge merge in (BranchMerge[])[BranchMerge.Sum, BranchMerge.Product])
        {
            MlpBranch branch = new() { Sensors = 6, Widths = [5, 4], Style = new() { Activation = Activation.Tanh } };
            using MioNet model = MioNet.Create(new() { Branches = [branch, branch], TrunkWidths = [6, 4], Merge = merge, Seed = 1 });
            model.MoveTo(float64);
            Tensor[] u = [.. Enumerable.Range(1, 4).Select(seed => ModelChecks.Random(seed, 2, 6, 1))];
            Tensor mixed = model.call([u[0], u[2]], Y) - model.call([u[1], u[2]], Y) - model.call([u[0], u[3]], Y) + model.call([u[1], u[3]], Y); // zero for f(u) + g(v)
            double interaction = mixed.abs().max().item<double>();
            Assert.Equal(merge == BranchMerge.Product, interaction > 1e-9);
        }
    }

    [Fact]
    public void SharedCoefficients_AreOneBasisOfTheJoinedOutputs()
    {
        // Both outputs are driven by the same two coefficients: two joint modes hold them exactly.
        Tensor a = ModelChecks.Random(1, 12, 2), s = stack([a.matmul(ModelChecks.Random(2, 2, 9)), a.matmul(ModelChecks.Random(3, 2, 9)) + 1.0], 2);
        using OperatorDataset train = new(["u"], [a.unsqueeze(2)], Y.clone(), ["p", "q"], s);
        using PodTrunk trunk = new(train, null, 2, joint: true, "test");
        Tensor centred = (s - s.mean([0])).flatten(1), basis = PodBasis.Fit(s.flatten(1), 2, "test").Modes;
        Tensor coefficients = centred.matmul(basis.t()), deviations = coefficients.square().mean([0]).sqrt();
        Assert.InRange(ModelChecks.MaxDifference(trunk.call(coefficients / deviations, Y), s), 0.0, 1e-11);
        Assert.Equal(2, trunk.Width);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SineAndCosineLayers_WithIdentityWeights_ReproduceWhatTheyHold_AndNothingElse(int axes)
    {
        int[] points = ((int[])[12, 11, 10])[..axes];
        long[] field = [1, .. points.Select(n => (long)n), 1];
        Tensor Wave(Func<Tensor, int, Tensor> function, int[] k)
        {
            Tensor[] xs = [.. points.Select((n, axis) => function(linspace(0, Math.PI, n, dtype: float64), k[axis]))];
            return meshgrid(xs, indexing: "ij").Aggregate((one, two) => one * two).reshape(field);
        }
        foreach (SpectralBasis basis in (SpectralBasis[])[SpectralBasis.Sine, SpectralBasis.Cosine])
        {
            using Generator random = new(1);
            RealSpectralConvolution layer = new(1, 1, [.. Enumerable.Repeat(4, axes)], basis, SpectralInitializer.Uniform, random);
            layer.to(float64);
            using (no_grad()) layer.parameters().Single().fill_(1.0);
            Tensor Function(Tensor x, int k) => basis == SpectralBasis.Sine ? (k * x).sin() : (k * x).cos();
            int first = basis == SpectralBasis.Sine ? 1 : 0;
            Tensor kept = Wave(Function, [first, first + 3, first + 1]), dropped = Wave(Function, [first + 4, first, first]);
            Assert.InRange(ModelChecks.MaxDifference(layer.call(kept), kept), 0.0, 1e-13);
            Assert.InRange(layer.call(dropped).abs().max().item<double>(), 0.0, 1e-13);
        }
    }

    [Fact]
    public void SineFno_AtTwiceTheResolution_IsTheSameFunction()
    {
        foreach (SpectralBasis basis in (SpectralBasis[])[SpectralBasis.Sine, SpectralBasis.Cosine])
        {
            // One block: the activation of a second one would make frequencies that the coarse grid does not resolve.
            using Fno model = Fno.Create(new() { Modes = [6], Width = 5, Basis = basis, Blocks = new() { Layers = 1, ProjectionWidth = 0, AppendCoordinates = false }, Seed = 2 });
            model.MoveTo(float64);
            if (basis == SpectralBasis.Sine) using (no_grad()) model.named_parameters().Single(p => p.name == "lifting.layers.0.bias").parameter.zero_(); // a constant does not vanish at the ends
            Tensor On(int points)
            {
                Tensor x = linspace(0, Math.PI, points, dtype: float64).reshape(-1, 1);
                Tensor u = basis == SpectralBasis.Sine ? (2 * x).sin() - 0.4 * (5 * x).sin() : (2 * x).cos() - 0.4 * (5 * x).cos();
                return model.call([u.unsqueeze(0)], x);
            }
            Tensor coarse = On(17), fine = On(33);
            Assert.InRange(ModelChecks.MaxDifference(fine[.., TensorIndex.Slice(0, null, 2)], coarse) / coarse.abs().max().item<double>(), 0.0, 1e-12);
            Assert.True((coarse.max() - coarse.min()).item<double>() > 1e-3);
        }
    }

    [Fact]
    public void WithoutThePointwisePath_AHighFrequencyDoesNotPassABlock()
    {
        // k = 40 above 8 modes: the path W v + b is its only way through. The last block is without σ, so nothing new is made there.
        Fno Make(bool path) => Fno.Create(new() { Modes = [8], Width = 6, Blocks = new() { Layers = 3, PointwisePath = path, AppendCoordinates = false }, Seed = 4 });
        using Fno with = Make(true), without = Make(false);
        Assert.Equal(with.ParameterCount - (3 * ((6 * 6) + 6)), without.ParameterCount);
        Tensor x = ModelCase.Grid(128).to(float32), u = (2.0 * Math.PI * 40 * x).sin().unsqueeze(0);
        using FnoTrace passed = with.Trace([u], x), switched = with.Trace([u], x, pointwisePath: false), built = without.Trace([u], x);
        Assert.Equal(4, passed.Amplitudes(40, SpectralBasis.Fourier).Count);
        Assert.All(passed.Amplitudes(40, SpectralBasis.Fourier), amplitude => Assert.True(amplitude > 1e-3));
        foreach (FnoTrace trace in (FnoTrace[])[switched, built])
        {
            Assert.True(trace.Amplitudes(40, SpectralBasis.Fourier)[0] > 1e-2); // lifted
            Assert.All(trace.Amplitudes(40, SpectralBasis.Fourier).Skip(1), amplitude => Assert.InRange(amplitude, 0.0, 1e-6));
            Assert.All(trace.Layers, layer => Assert.Null(layer.Pointwise));
        }
        Assert.All(passed.Layers, layer => Assert.InRange(FnoTrace.Amplitude(layer.Spectral, 40, SpectralBasis.Fourier), 0.0, 1e-6));
        Assert.InRange(ModelChecks.MaxDifference(passed.Layers[2].Spectral + passed.Layers[2].Pointwise!, passed.Layers[2].Output), 0.0, 1e-6);
        Assert.InRange(ModelChecks.MaxDifference(passed.Output, with.call([u], x)), 0.0, 1e-6); // the model adds the two paths in one product
    }

    [Fact]
    public void Amplitude_OfAWave_IsOne_InItsOwnBasis()
    {
        Tensor x = linspace(0, 1, 65, dtype: float64);
        Tensor Field(Tensor values) => values.reshape(1, -1, 1);
        Assert.Equal(1.0, FnoTrace.Amplitude(Field((7 * Math.PI * x).sin()), 7, SpectralBasis.Sine), 1e-12);
        Assert.Equal(0.0, FnoTrace.Amplitude(Field((7 * Math.PI * x).sin()), 6, SpectralBasis.Sine), 1e-12);
        Assert.Equal(1.0, FnoTrace.Amplitude(Field((7 * Math.PI * x).cos()), 7, SpectralBasis.Cosine), 1e-12);
        Assert.Equal(1.0, FnoTrace.Amplitude(Field(x.ones_like()), 0, SpectralBasis.Cosine), 1e-12);
        Tensor periodic = arange(64, dtype: float64) / 64;
        Assert.Equal(1.0, FnoTrace.Amplitude(Field((2 * Math.PI * 7 * periodic).sin()), 7, SpectralBasis.Fourier), 1e-12);
        Assert.Equal(1.0, FnoTrace.Amplitude(Field(periodic.ones_like()), 0, SpectralBasis.Fourier), 1e-12);
        Assert.Throws<ArgumentException>(() => FnoTrace.Amplitude(Field(periodic), 33, SpectralBasis.Fourier));
    }

    [Fact]
    public void ParameterMatch_FindsTheNearestWidth()
    {
        // The wave study: an FNO of 549,633 numbers and a DeepONet of three hidden layers, for which its notes give width 310 and 545,547 with a latent width of 128.
        FnoOptions Wave(int width) => new() { Modes = [16], Width = width, InputChannels = 2, Seed = 0 };
        DeepONetOptions Deep(int width) => new() { Sensors = 256, BranchWidths = [width, width, width, 128], TrunkWidths = [width, width, width, 128], Seed = 0 };
        using Fno fno = Fno.Create(Wave(64));
        Assert.Equal(549_633, fno.ParameterCount);
        using (Fno small = Fno.Create(Wave(32))) Assert.Equal(139_777, small.ParameterCount);
        using (DeepONet plain = DeepONet.Create(Deep(128))) Assert.Equal(132_225, plain.ParameterCount);
        MatchedOptions<DeepONetOptions> match = ParameterMatch.Find(fno.ParameterCount, Deep, DeepONet.Create);
        Assert.InRange(match.Width, 310, 312);
        Assert.InRange(Math.Abs(match.RelativeDifference), 0.0, 0.005);
        using DeepONet matched = DeepONet.Create(match.Options);
        Assert.Equal(match.ParameterCount, matched.ParameterCount);
        foreach (int other in (int[])[match.Width - 1, match.Width + 1])
        {
            using DeepONet neighbour = DeepONet.Create(Deep(other));
            Assert.True(Math.Abs(neighbour.ParameterCount - match.Target) >= Math.Abs(match.ParameterCount - match.Target));
        }
        foreach (int near in (int[])[-1, 0, 1]) Assert.Equal(match.Width, ParameterMatch.Find(match.ParameterCount + near, Deep, DeepONet.Create).Width); // from below and from above
        Assert.Throws<ArgumentException>(() => ParameterMatch.Find(1000, _ => Deep(8), DeepONet.Create, 64));
        Assert.Throws<ArgumentException>(() => ParameterMatch.Find(10, Deep, DeepONet.Create));
    }

    [Fact]
    public void Sensitivity_OfALinearOperator_IsItsMatrix_AndOfTheLocationsItsSlope()
    {
        using KernelOperator model = Kernel(8, 2);
        model.MoveTo(float64);
        Tensor u = ModelChecks.Random(1, 2, 8, 1), c = ModelChecks.Random(2, 2, 8, 1);
        IReadOnlyList<Tensor> gradients = Sensitivity.OfInputs(model, [u, c], Y, s => s.select(1, 4).sum());
        Assert.Equal(u.shape, gradients[0].shape);
        Tensor value = model.call([u, c], Y).select(1, 4).squeeze(1);
        Assert.InRange(ModelChecks.MaxDifference((gradients[0] * u).sum([1, 2]), value), 0.0, 1e-12); // homogeneous: value = gradient · u
        Assert.True(gradients[1].abs().max().item<double>() > 1e-6);
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));

        Tensor y = Y + 0.01, slope = Sensitivity.OfLocations(model, [u, c], y, s => s.sum());
        Tensor numeric = ((model.call([u, c], y + 1e-6) - model.call([u, c], y - 1e-6)) / 2e-6).sum([0]);
        Assert.InRange(ModelChecks.MaxDifference(slope, numeric), 0.0, 1e-7);
        Assert.Throws<ArgumentException>(() => Sensitivity.OfInputs(model, [u, c], Y, s => s));
    }

    [Fact]
    public void FixedFrequencies_AreCosinesAndSinesOfEachCoordinate_AndMakeThePeriodicTrunk()
    {
        Mlp network = Mlp.Create(2, [8], seed: 5, new MlpStyle { FourierFeatures = FourierFeatures.Fixed([1, 2]), Initializer = Initializer.Zeros });
        network.to(float64);
        using (no_grad()) network.parameters().First().copy_(eye(8, dtype: float64)); // shows the features themselves
        Tensor y = tensor(new[] { 0.1, 0.35 });
        double[] expected = [.. new[] { 0.1, 0.2, 0.35, 0.7 }.Select(turn => Math.Cos(2 * Math.PI * turn)), .. new[] { 0.1, 0.2, 0.35, 0.7 }.Select(turn => Math.Sin(2 * Math.PI * turn))];
        Assert.InRange(ModelChecks.MaxDifference(network.call(y), tensor(expected)), 0.0, 1e-7);
        Assert.InRange(ModelChecks.MaxDifference(network.call(y), network.call(y + 1.0)), 0.0, 1e-12);
    }

    [Fact]
    public void AnEnvelope_HoldsTheBoundaryExactly()
    {
        using EnvelopeOperator model = EnvelopeOperator.Create(Fno.Create(new() { Modes = [3], Width = 4, Seed = 1 }), y => 4.0 * y * (1.0 - y));
        Tensor y = linspace(0, 1, 17).reshape(-1, 1), s = model.call([ModelChecks.Random(1, 2, 17, 1).to(float32)], y);
        Assert.Equal(0.0f, s.select(1, 0).abs().max().item<float>());
        Assert.Equal(0.0f, s.select(1, 16).abs().max().item<float>());
        Assert.Equal(0.0, ModelChecks.MaxDifference(s.select(1, 8), model.Inner.call([ModelChecks.Random(1, 2, 17, 1).to(float32)], y).select(1, 8)));
    }

    [Fact]
    public void ACorrection_IsAddedToTheGivenAnswer()
    {
        using CorrectionOperator model = CorrectionOperator.Create(FnnOperator.Create(new() { Sensors = 12, Widths = [3, 1], Seed = 1 }), given: 1);
        Tensor u = ModelChecks.Random(1, 2, 6, 1).to(float32), w = ModelChecks.Random(2, 2, 6, 1).to(float32), y = linspace(0, 1, 6).reshape(-1, 1);
        Assert.Equal(0.0, ModelChecks.MaxDifference(model.call([u, w], y), w + model.Inner.call([u, w], y)));
        using (no_grad()) foreach (var parameter in model.parameters()) parameter.zero_();
        Assert.Equal(0.0, ModelChecks.MaxDifference(model.call([u, w], y), w)); // nothing learnt, nothing changed
        Assert.Contains("2 input functions", Assert.Throws<ArgumentException>(() => model.call([cat([u, w], 1)], y)).Message);
        Assert.Contains("[2, 6, 1]", Assert.Throws<ArgumentException>(() => model.call([u, w.narrow(1, 0, 5), u.narrow(1, 0, 1)], y)).Message);
    }

    [Fact]
    public void MultiONet_SumsTheProductsOfAllLayers()
    {
        using MultiONet model = MultiONet.Create(new() { Sensors = 6, Widths = [5, 4], Branch = new() { Activation = Activation.Tanh }, Trunk = new() { Activation = Activation.Tanh }, Seed = 1 });
        model.MoveTo(float64);
        Dictionary<string, Tensor> p = model.named_parameters().ToDictionary(e => e.name, e => (Tensor)e.parameter);
        using (no_grad()) { p["layerWeights"].copy_(tensor(new[] { 0.3, -0.7 })); p["bias"].fill_(0.2); }
        Tensor u = ModelChecks.Random(1, 3, 6, 1);
        Tensor Linear(string name, Tensor h) => nn.functional.linear(h, p[name + ".weight"], p[name + ".bias"]);
        Tensor b1 = Linear("branch.layers.0", u.squeeze(2)).tanh(), b2 = Linear("branch.layers.1", b1), t1 = Linear("trunk.layers.0", Y).tanh(), t2 = Linear("trunk.layers.1", t1).tanh();
        Tensor expected = 0.3 * b1.matmul(t1.t()) + 0.2 - 0.7 * b2.matmul(t2.t());
        Assert.InRange(ModelChecks.MaxDifference(model.call([u], Y).squeeze(2), expected), 0.0, 1e-12);
    }

    [Fact]
    public void TheTrunksSpan_HoldsEveryAnswer_AndProjectsNothingElse()
    {
        foreach (OutputMode mode in (OutputMode[])[OutputMode.Independent, OutputMode.Shared, OutputMode.SplitBranch, OutputMode.SplitTrunk])
        {
            int branch = mode == OutputMode.Shared || mode == OutputMode.SplitBranch ? 6 : 3, trunk = mode == OutputMode.Shared || mode == OutputMode.SplitTrunk ? 6 : 3;
            using DeepONet model = DeepONet.Create(new() { Sensors = 5, BranchWidths = [branch], TrunkWidths = [8, trunk], Trunk = new() { Activation = Activation.Tanh }, Head = new() { Outputs = 2, Mode = mode }, Seed = 1 });
            model.MoveTo(float64);
            Tensor basis = model.Basis(Y), s = model.call([ModelChecks.Random(1, 4, 5, 1)], Y);
            Assert.Equal([mode == OutputMode.SplitBranch ? 1L : 2L, 9L, 3L], basis.shape);
            for (int output = 0; output < 2; output++)
            {
                Tensor own = basis[basis.shape[0] == 1 ? 0 : output], answers = s.select(2, output);
                Assert.InRange(ModelChecks.MaxDifference(TrunkProjection.Project(own, answers, 0.0), answers), 0.0, 1e-12);
                Tensor other = ModelChecks.Random(2, 4, 9), rest = other - TrunkProjection.Project(own, other, 0.0);
                Assert.InRange(rest.matmul(own).abs().max().item<double>(), 0.0, 1e-12); // orthogonal to the span
                Assert.True(rest.abs().max().item<double>() > 0.1);
            }
        }
        using MioNet joined = MioNet.Create(new() { Branches = [new MlpBranch { Sensors = 5, Widths = [3] }], TrunkWidths = [6], Head = new() { Outputs = 2 }, Seed = 1 });
        Assert.Equal([2L, 9L, 3L], joined.Basis(Y.to(float32)).shape);
    }

    [Fact]
    public void FrozenParameters_DoNotMove_AndTheSummaryCountsThem()
    {
        using FnnOperator model = FnnOperator.Create(new() { Sensors = 3, Widths = [5, 4, 1], Seed = 1 });
        using OperatorDataset train = new(["u"], [ModelChecks.Random(1, 6, 3, 1).to(float32)], Y.to(float32), ["s"], ModelChecks.Random(2, 6, 9, 1).to(float32));
        model.SetTrainable(name => name.StartsWith("network.layers.2", StringComparison.Ordinal));
        Assert.Matches(@"frozen +49$", model.Summary().TrimEnd()); // (4 + 1) 5 + (5 + 1) 4
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        Trainer.Fit(model, train, new TrainerOptions { Iterations = 5, Seed = 0 });
        foreach (var (name, parameter) in model.named_parameters()) Assert.Equal(name.Contains("layers.2"), ModelChecks.MaxDifference(before[name], parameter) > 0.0);
        Assert.Throws<ArgumentException>(() => model.SetTrainable(_ => false));
    }
}
