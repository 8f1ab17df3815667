using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Steps as the studies' notebooks make them at quick: networks between normalisers, with the studies' own losses, batches and data.</summary>
internal static class StudySteps
{
    private const int Functions = 32, WavePoints = 128;
    private static readonly int[] Four = [128, 128, 128, 128];

    public static Workload[] All => [.. Steps.Select(step => step with { HasPeer = false })];

    private static Workload[] Steps =>
    [
        .. Coupling("pair", () => new BistablePair(10, new HistoryOptions { HistoryPoints = 26 })),
        .. Coupling("rd", () => new ReactionDiffusion(new ReactionDiffusionOptions { Points = 32, StoredEvery = 60 })),
        Frequency("study-wave-fno", Arithmetic.Fourier(Functions, [WavePoints], 3, 32, [16], 4, 128), _ => Fno.Create(new FnoOptions { Modes = [16], Width = 32, InputChannels = 2, Seed = 0 })),
        Frequency("study-wave-deeponet", Arithmetic.Network(Functions, 256, Four) + Trunk(128), _ => DeepONet.Create(new DeepONetOptions { Sensors = 256, BranchWidths = Four, TrunkWidths = Four, Seed = 0 })),
        Frequency("study-wave-mionet", Arithmetic.Network(Functions, WavePoints, [128]) + Arithmetic.Network(Functions, WavePoints, Four) + Trunk(128), _ => MioNet.Create(new MioNetOptions
        {
            Branches = [new MlpBranch { Sensors = 128, Widths = [128], Style = new MlpStyle { Bias = false } }, new MlpBranch { Sensors = 128, Widths = Four }],
            TrunkWidths = Four, Head = new DeepONetHead { Bias = OutputBias.None }, Seed = 0,
        })),
        Frequency("study-wave-kernel", KernelFlops, _ => KernelOperator.Create(new KernelOperatorOptions { Sensors = 128, Rank = 16, Kernel = new MlpBranch { Sensors = 128, Widths = [128, 128, 128, 512] }, TrunkWidths = [128, 128, 128, 32], Seed = 0 })),
        Source(),
    ];

    private static Workload[] Coupling(string name, Func<CoupledProblem> problem) =>
        [Coupling(name, "dense", problem, CouplingArm.Multiple, CouplingEncoder.FullyConnected), Coupling(name, "matched", problem, CouplingArm.Matched, CouplingEncoder.FullyConnected), Coupling(name, "recurrent", problem, CouplingArm.Multiple, CouplingEncoder.Recurrent)];

    private static Workload Coupling(string name, string suffix, Func<CoupledProblem> problem, CouplingArm arm, CouplingEncoder encoder) =>
        new($"study-{name}-{suffix}", $"coupling study, {problem().GetType().Name}, {arm.Name}, {encoder.Name}, 64 functions", Flops(problem(), arm, encoder), () =>
        {
            OperatorDataset train = OperatorDataset.Generate(problem(), 256, seed: 0);
            Normalization scaling = new([.. train.Inputs.Select(input => Normalizer.Gaussian(input))], Normalizer.MinMax(train.Locations), Around(train.Outputs));
            var options = CouplingNetworks.WithFittedTrunk(arm, encoder, (int)train.Inputs[0].shape[1], 0);
            return OwnStep.Both(() => NormalizedOperator.Create(PodMioNet.Create(options, train, scaling), scaling), Batch(train, 64), OperatorLoss.VarianceNormalized(train));
        });

    // Branches, the layer that mixes their coefficients into those of the modes, and these times the fitted modes, which are constants.
    private static double Flops(CoupledProblem problem, CouplingArm arm, CouplingEncoder encoder)
    {
        const int latent = CouplingNetworks.LatentWidth, modes = CouplingNetworks.FittedModes;
        int sensors = problem.Inputs[0].Points, outputs = problem.Outputs.Count, points = problem.Locations.GetLength(0);
        double branches = CouplingNetworks.WithFittedTrunk(arm, encoder, sensors, 0).Branches.Sum(branch => branch switch
        {
            MlpBranch dense => Arithmetic.Network(64, dense.Sensors, dense.Widths),
            SequenceBranch gated => Arithmetic.Gated(64, gated.Channels, gated.Encoder[0], sensors, 4, sensors) + Arithmetic.Combination(64, gated.Coefficients, gated.Encoder[0]), // one layer of units
            _ => double.NaN,
        });
        return branches + Arithmetic.Combination(64, outputs * modes, latent) + (4.0 * 64 * outputs * points * modes);
    }

    private static Normalizer Around(Tensor values)
    {
        var mean = values.mean([0L]);
        return new Normalizer(mean, (values - mean).square().mean([0L, 1L]).sqrt().expand(mean.shape).contiguous());
    }

    private static Workload Frequency(string name, double flops, Func<OperatorDataset, OperatorModel> network) =>
        new(name, $"frequency study, {Functions} functions × {WavePoints} points, relative L2", flops, () =>
        {
            OperatorDataset train = OperatorDataset.Generate(WaveSplit.InDistribution().Problem(1.0 / 3), 64, seed: 0);
            Normalization scaling = new([Normalizer.Identity(1), Normalizer.Gaussian(train.Inputs[1])], Normalizer.Gaussian(train.Locations), Normalizer.Identity(1));
            return OwnStep.Both(() => EnvelopeOperator.Create(NormalizedOperator.Create(network(train), scaling), x => (4 * x * (1 - x)).prod(-1, keepdim: true)), Batch(train, Functions), OperatorLoss.RelativeL2());
        });

    private static double Trunk(int latent) => Arithmetic.Network(WavePoints, 1, [128, 128, 128, latent]) + Arithmetic.Combination(Functions, WavePoints, latent);

    // The matrices M of the functions, what the first layer makes of u, and M times that.
    private static double KernelFlops => Arithmetic.Network(Functions, 128, [128, 128, 128, 512]) + Arithmetic.Network(Functions, 128, [16]) + Arithmetic.Combination(Functions, 32, 16) + Trunk(32);

    private static double SourceFlops => Arithmetic.Network(64, 68, [128, 128, 300]) + Arithmetic.Network(160, 2, [128, 128, 128, 300]) + Arithmetic.Combination(64, 160, 300);

    private static Workload Source() => new("study-source", "source terms, 64 functions × 160 points", SourceFlops, () =>
    {
        var batch = new OperatorBatch([randn(64, 68, 1)], rand(160, 2), randn(64, 160, 1), null);
        var loss = OperatorLoss.WeightedSum([OperatorLoss.MeanSquare(), OperatorLoss.FromFunction("squares of the branch's kernels",
            (model, _) => model.named_parameters().Where(p => p.name.StartsWith("branches", StringComparison.Ordinal) && p.parameter.dim() == 2).Aggregate(zeros(1).sum(), (sum, p) => sum + p.parameter.square().sum()))], [1, 1e-3]);
        return OwnStep.Both(() => MioNet.Create(MultiTaskNetworks.SourceTerms(68, seed: 0)), batch, loss);
    });

    private static OperatorBatch Batch(OperatorDataset set, int functions) =>
        new([.. set.Inputs.Select(input => input.narrow(0, 0, functions).clone())], set.Locations.clone(), set.Outputs.narrow(0, 0, functions).clone(), null);
}
