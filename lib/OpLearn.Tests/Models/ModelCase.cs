using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>A small model of one kind with inputs that fit it. A new model joins <see cref="All"/> and inherits all of <see cref="EveryModelTests"/>.</summary>
internal sealed record ModelCase(string Name, Func<int, OperatorModel> Create, Func<int, Tensor[]> Inputs, Tensor Locations, int Outputs, int Parameters)
{
    private static readonly MlpStyle Tanh = new() { Activation = Activation.Tanh };
    private static readonly ConvStyle SmoothConv = new() { Activation = Activation.Gelu };

    public static IReadOnlyList<ModelCase> All { get; } = [.. Build()];

    public override string ToString() => Name;

    /// <summary>Points of a uniform grid of the unit cube, row-major.</summary>
    public static Tensor Grid(params int[] points)
    {
        Tensor[] axes = [.. points.Select(count => arange(count, dtype: float64) / count)];
        return stack(meshgrid(axes, indexing: "ij"), -1).reshape(-1, points.Length);
    }

    public OperatorDataset Data(int samples)
    {
        Tensor[] inputs = Inputs(samples);
        return new OperatorDataset([.. inputs.Select((_, i) => $"u{i}")], inputs, Locations.clone(), [.. Enumerable.Range(0, Outputs).Select(i => $"s{i}")],
            ModelChecks.Random(77, samples, Locations.shape[0], Outputs));
    }

    private static int Mlp(params int[] widths) => widths.Skip(1).Zip(widths, (to, from) => (from + 1) * to).Sum();

    private static int Convolution(int axes, int kernel, int from, int to) => (((int)Math.Pow(kernel, axes) * from) + 1) * to;

    private static Func<int, Tensor[]> Functions(params long[][] shapes) => samples => [.. shapes.Select((shape, i) => ModelChecks.Random(i + 1, [samples, .. shape]))];

    private static IEnumerable<ModelCase> Build()
    {
        Tensor line = Grid(9), cloud = ModelChecks.Random(5, 7, 2);
        yield return new("DeepONet", seed => DeepONet.Create(new() { Sensors = 14, BranchWidths = [9, 6], TrunkWidths = [8, 12], Dimensions = 2, Branch = Tanh, Trunk = Tanh, Head = new() { Outputs = 2 }, Seed = seed }),
            Functions([8, 1], [3, 2]), cloud, 2, Mlp(14, 9, 6) + Mlp(2, 8, 12) + 2);
        yield return new("DeepONet, independent", seed => DeepONet.Create(new() { Sensors = 6, BranchWidths = [5, 4], TrunkWidths = [8, 4], Dimensions = 2, Branch = Tanh, Trunk = Tanh, Head = new() { Outputs = 3, Mode = OutputMode.Independent }, Seed = seed }),
            Functions([6, 1]), cloud, 3, (3 * (Mlp(6, 5, 4) + Mlp(2, 8, 4))) + 3);
        yield return new("DeepONet, Fourier features", seed => DeepONet.Create(new() { Sensors = 6, BranchWidths = [5, 4], TrunkWidths = [8, 4], Trunk = Tanh with { FourierFeatures = FourierFeatures.Random(3) }, Branch = Tanh, Seed = seed }),
            Functions([6, 1]), line, 1, Mlp(6, 5, 4) + Mlp(6, 8, 4) + 1);
        foreach (BranchMerge merge in (BranchMerge[])[BranchMerge.Product, BranchMerge.Sum])
        {
            yield return new($"MioNet, {merge}", seed => MioNet.Create(new() { Branches = [new MlpBranch { Sensors = 6, Widths = [5, 4], Style = Tanh }, new MlpBranch { Sensors = 5, Widths = [4] }], TrunkWidths = [6, 4], Trunk = Tanh, Merge = merge, Seed = seed }),
                Functions([6, 1], [5, 1]), line, 1, Mlp(6, 5, 4) + Mlp(5, 4) + Mlp(1, 6, 4) + 1);
        }
        yield return new("MioNet, GRU", seed => MioNet.Create(new() { Branches = [new SequenceBranch { Coefficients = 4, Encoder = [5, 3], Decoder = [3] }], TrunkWidths = [6, 8], Trunk = Tanh, Head = new() { Outputs = 2, Bias = OutputBias.Common }, Seed = seed }),
            Functions([6, 1]), line, 2, (3 * ((5 * 6) + 10)) + (3 * ((3 * 8) + 6)) + (3 * ((3 * 6) + 6)) + 4 + Mlp(1, 6, 8) + 1);
        yield return new("MioNet, GRU without decoder", seed => MioNet.Create(new() { Branches = [new SequenceBranch { Coefficients = 4, Encoder = [5], Decoder = [] }], TrunkWidths = [6, 4], Trunk = Tanh, Seed = seed }),
            Functions([6, 1]), line, 1, (3 * ((5 * 6) + 10)) + (4 * 6) + Mlp(1, 6, 4) + 1);
        yield return new("MioNet, LSTM", seed => MioNet.Create(new() { Branches = [new SequenceBranch { Coefficients = 4, Encoder = [5], Decoder = [3], LongShortTermMemory = true }], TrunkWidths = [6, 4], Trunk = Tanh, Seed = seed }),
            Functions([6, 1]), line, 1, (4 * ((5 * 6) + 10)) + (4 * ((3 * 8) + 6)) + 4 + Mlp(1, 6, 4) + 1);
        foreach (int axes in (int[])[1, 2, 3])
        {
            long[] shape = [.. ((long[])[9, 8, 8])[..axes]];
            int[] grid = [.. shape.Select(points => (int)points)];
            int rest = (int)Math.Pow(2, axes) * 3;
            yield return new($"MioNet, CNN {axes}-D", seed => MioNet.Create(new() { Branches = [new CnnBranch { Grid = grid, Channels = 2, Filters = [2, 3], Convolutions = SmoothConv, Widths = [6, 4], Dense = Tanh }], TrunkWidths = [5, 4], Trunk = Tanh, Seed = seed }),
                Functions([.. shape, 1], [.. shape, 1]), line, 1, Convolution(axes, 3, 2, 2) + Convolution(axes, 3, 2, 3) + Mlp(rest, 6, 4) + Mlp(1, 5, 4) + 1);
        }
        yield return new("MioNet, CNN with batch norm", seed => MioNet.Create(new()
        {
            Branches = [new CnnBranch { Grid = [8, 8], Filters = [2], Pooling = Pooling.Max, Convolutions = SmoothConv with { Norm = NormLayer.Batch() }, GlobalAverage = true, Widths = [6, 4], Dense = Tanh with { Norm = NormLayer.Batch() } }],
            TrunkWidths = [5, 4],
            Trunk = Tanh with { Norm = NormLayer.Layer() },
            Seed = seed,
        }), Functions([8, 8, 1]), line, 1, Convolution(2, 3, 1, 2) + 4 + Mlp(2, 6, 4) + 12 + Mlp(1, 5, 4) + 10 + 1);
        foreach (int axes in (int[])[1, 2])
        {
            int a = axes;
            yield return new($"MioNet, ResNet {axes}-D", seed => MioNet.Create(new()
            {
                Branches = [new ResNetBranch { Axes = a, Filters = [2, 3], Blocks = [1, 2], Convolutions = SmoothConv with { Norm = NormLayer.Batch() }, Widths = [4], Dense = Tanh }],
                TrunkWidths = [5, 4],
                Trunk = Tanh,
                Seed = seed,
            }), Functions([.. ((long[])[9, 6])[..a], 1]), line, 1,
                Convolution(a, 3, 1, 2) + 4 + (2 * (Convolution(a, 3, 2, 2) + 4)) + Convolution(a, 3, 2, 3) + (3 * Convolution(a, 3, 3, 3)) + (4 * 6) + Convolution(a, 1, 2, 3) + 6 + Mlp(3, 4) + Mlp(1, 5, 4) + 1);
        }
        yield return new("MultiONet", seed => MultiONet.Create(new() { Sensors = 6, Widths = [5, 5, 4], Branch = Tanh, Trunk = Tanh, Seed = seed }), Functions([6, 1]), line, 1, Mlp(6, 5, 5, 4) + Mlp(1, 5, 5, 4) + 3 + 1);
        yield return new("KernelOperator", seed => KernelOperator.Create(new() { Sensors = 6, Rank = 3, Kernel = new MlpBranch { Sensors = 5, Widths = [7, 12], Style = Tanh }, TrunkWidths = [6, 4], Trunk = Tanh, Seed = seed }),
            Functions([6, 1], [5, 1]), line, 1, 18 + Mlp(5, 7, 12) + Mlp(1, 6, 4));
        yield return new("MultiONet, 2 outputs", seed => MultiONet.Create(new() { Sensors = 6, Widths = [5, 4], Outputs = 2, Branch = Tanh, Trunk = Tanh, Seed = seed }), Functions([6, 1]), line, 2, Mlp(6, 5, 4) + Mlp(1, 10, 8) + 2 + 2);
        yield return new("KernelOperator, 2 outputs", seed => KernelOperator.Create(new() { Sensors = 6, Rank = 3, Outputs = 2, Kernel = new MlpBranch { Sensors = 10, Widths = [7, 12], Style = Tanh }, TrunkWidths = [6, 8], Trunk = Tanh, Seed = seed }),
            Functions([6, 1], [5, 1], [5, 1]), line, 2, 18 + Mlp(10, 7, 12) + Mlp(1, 6, 8));
        yield return new("FnnOperator", seed => FnnOperator.Create(new() { Sensors = 6, Widths = [7, 7, 2], Style = Tanh with { Architecture = MlpArchitecture.Residual }, Seed = seed }), Functions([6, 1]), line, 2, Mlp(7, 7, 7, 2));
        foreach (bool shared in (bool[])[false, true])
        {
            yield return new($"PodMioNet, {(shared ? "shared" : "own")} coefficients", seed =>
            {
                using OperatorDataset train = PodTraining(line);
                return PodMioNet.Create(new() { Branches = [new MlpBranch { Sensors = 6, Widths = [5, shared ? 3 : 6], Style = Tanh }, new MlpBranch { Sensors = 5, Widths = [shared ? 3 : 6] }], Modes = 3, SharedCoefficients = shared, Seed = seed }, train);
            }, Functions([6, 1], [5, 1]), line, 2, Mlp(6, 5, shared ? 3 : 6) + Mlp(5, shared ? 3 : 6));
        }
        yield return new("PodDeepONet", seed =>
        {
            using OperatorDataset train = PodTraining(line);
            return PodDeepONet.Create(new() { Sensors = 11, HiddenWidths = [5], Modes = 3, Branch = Tanh, Seed = seed }, train);
        }, Functions([6, 1], [5, 1]), line, 2, Mlp(11, 5, 6));
        foreach (ModelCase grid in OnGrids()) yield return grid;
        yield return new("NormalizedOperator", seed =>
        {
            using OperatorDataset train = PodTraining(line);
            using Normalization normalization = Normalization.Fit(train);
            return NormalizedOperator.Create(FnnOperator.Create(new() { Sensors = 11, Widths = [7, 2], Style = Tanh, Seed = seed }), normalization);
        }, Functions([6, 1], [5, 1]), line, 2, Mlp(12, 7, 2));
        yield return new("MaskedOperator", seed => MaskedOperator.Create(FnnOperator.Create(new() { Sensors = 18, Widths = [7, 2], Style = Tanh, Seed = seed }), 1), Functions([9, 1], [9, 1]), line, 2, Mlp(19, 7, 2));
        yield return new("EnvelopeOperator", seed => EnvelopeOperator.Create(FnnOperator.Create(new() { Sensors = 9, Widths = [7, 2], Style = Tanh, Seed = seed }), y => 4.0 * y * (1.0 - y)), Functions([9, 1]), line, 2, Mlp(10, 7, 2));
        yield return new("CorrectionOperator", seed => CorrectionOperator.Create(FnnOperator.Create(new() { Sensors = 27, Widths = [7, 2], Style = Tanh, Seed = seed }), 1), Functions([9, 1], [9, 2]), line, 2, Mlp(28, 7, 2));
    }

    private static IEnumerable<ModelCase> OnGrids()
    {
        foreach (int axes in (int[])[1, 2, 3])
        {
            int[] points = ((int[])[9, 8, 7])[..axes];
            long[] shape = [.. points.Select(count => (long)count)];
            int fed = 2 + axes, corners = 1 << (axes - 1), modes = (int)Math.Pow(3, axes);
            FnoBlocks blocks = new() { Layers = 2, ProjectionWidth = 6 };
            GridField field = new() { Axes = axes, InputChannels = 2, Outputs = 2 };
            yield return new($"Fno {axes}-D", seed => Fno.Create(new() { Modes = [.. Enumerable.Repeat(3, axes)], Width = 4, InputChannels = 2, Outputs = 2, Blocks = blocks, Seed = seed }),
                Functions([.. shape, 2]), Grid(points), 2, Mlp(fed, 4) + (2 * ((corners * 2 * modes * 16) + Mlp(4, 4))) + Mlp(4, 6, 2));
            foreach (SpectralBasis basis in (SpectralBasis[])[SpectralBasis.Sine, SpectralBasis.Cosine])
            {
                yield return new($"Fno {axes}-D, {basis}, no point-wise path", seed => Fno.Create(new() { Modes = [.. Enumerable.Repeat(3, axes)], Width = 4, InputChannels = 2, Outputs = 2, Basis = basis, Blocks = blocks with { PointwisePath = false }, Seed = seed }),
                    Functions([.. shape, 1], [.. shape, 1]), Grid(points), 2, Mlp(fed, 4) + (2 * modes * 16) + Mlp(4, 6, 2));
            }
            yield return new($"Fno {axes}-D, current, padded", seed => Fno.Create(new() { Modes = [.. Enumerable.Repeat(3, axes)], Width = 4, InputChannels = 2, Padding = 0.25, Blocks = FnoBlocks.Current(4) with { Layers = 2 }, Seed = seed }),
                Functions([.. shape, 2]), Grid(points), 1, Mlp(fed, 8, 4) + (2 * ((corners * 2 * modes * 16) + Mlp(4, 4) + Mlp(4, 2, 4))) + Mlp(4, 8, 1));
            yield return new($"Fcn {axes}-D", seed => Fcn.Create(new() { Field = field, Widths = [3, 4], Convolutions = SmoothConv with { Padding = ConvPadding.Periodic }, Seed = seed }),
                Functions([.. shape, 2]), Grid(points), 2, Convolution(axes, 3, fed, 3) + Convolution(axes, 3, 3, 4) + Mlp(4, 2));
            yield return new($"ResNet {axes}-D", seed => ResNet.Create(new() { Field = field, Width = 3, Blocks = 2, Convolutions = SmoothConv with { Norm = NormLayer.Layer() }, Seed = seed }),
                Functions([.. shape, 2]), Grid(points), 2, Convolution(axes, 3, fed, 3) + (4 * Convolution(axes, 3, 3, 3)) + (5 * 6) + Mlp(3, 2));
            int Double(int from, int to) => Convolution(axes, 3, from, to) + Convolution(axes, 3, to, to) + (4 * to);
            int Level(int below, int above) => Double(below, above) + (((1 << axes) * above) + 1) * below + Double(above, below);
            yield return new($"UNet {axes}-D", seed => UNet.Create(new() { Field = field, Width = 2, Depth = 2, Convolutions = SmoothConv with { Norm = NormLayer.Batch(), Padding = ConvPadding.Replicate }, Seed = seed }),
                Functions([.. shape, 2]), Grid(points), 2, Double(fed, 2) + Level(2, 4) + Level(4, 8) + Mlp(2, 2));
        }
    }

    private static OperatorDataset PodTraining(Tensor line) => new(["u", "v"], [ModelChecks.Random(1, 12, 6, 1), ModelChecks.Random(2, 12, 5, 1)], line.clone(), ["a", "b"], ModelChecks.Random(4, 12, 9, 2) + 3.0);
}
