using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class PooledVarianceLossTests
{
    [Fact]
    public void Loss_IsPointsTimesChannelsTimesMeanSquareErrorOverVariance()
    {
        using DisposeScope scope = NewDisposeScope();
        using MioNet model = MioNet.Create(CouplingNetworks.Recurrent(CouplingArm.Single, outputs: 2, dimensions: 1, seed: 1) with
        { Branches = [new MlpBranch { Sensors = 10, Widths = [8, 100] }] });
        using Generator random = new(4);
        var batch = new OperatorBatch([randn([7, 5, 1], generator: random), randn([7, 5, 1], generator: random)], rand([9, 1], generator: random),
            randn([7, 9, 2], generator: random), null);
        double[] prediction = [.. model.call(batch.Functions, batch.Locations).flatten().data<float>().ToArray().Select(v => (double)v)];
        double[] truth = [.. batch.Targets.flatten().data<float>().ToArray().Select(v => (double)v)];
        double mean = truth.Average(), variance = truth.Average(v => (v - mean) * (v - mean)),
            square = prediction.Zip(truth, (a, b) => (a - b) * (a - b)).Average();
        Assert.Equal(9 * 2 * square / variance, PooledVarianceLoss.Create().Evaluate(model, batch).item<float>(), 1e-4 * square / variance);
    }

    [Fact]
    public void Masks_AndConstantTargets_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using MioNet model = MioNet.Create(CouplingNetworks.FullyConnected(CouplingArm.Single, 4, seed: 1));
        var batch = new OperatorBatch([zeros(2, 4, 1), zeros(2, 4, 1)], zeros(3, 2), ones(2, 3, 1), null);
        Assert.Throws<ArgumentException>(() => PooledVarianceLoss.Create().Evaluate(model, batch));
        Assert.Throws<ArgumentException>(() => PooledVarianceLoss.Create().Evaluate(model, batch with { Mask = ones(3) }));
    }
}
