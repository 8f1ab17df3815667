using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class OperatorLossTests
{
    [Fact]
    public void Losses_HaveTheirHandComputedValues()
    {
        using var scope = NewDisposeScope();
        // Two functions, two points, one channel: errors (1, 2) and (0, 3) against truths (3, 4) and (0, 6).
        using var model = new Fixed(new double[,,] { { { 4 }, { 6 } }, { { 0 }, { 9 } } });
        Tensor truth = tensor(new double[,,] { { { 3 }, { 4 } }, { { 0 }, { 6 } } });
        OperatorBatch batch = new([], zeros(2, 1), truth, null), masked = batch with { Mask = tensor(new double[,] { { 1, 0 }, { 1, 1 } }) };
        Assert.Equal((1 + 4 + 0 + 9) / 4.0, Value(OperatorLoss.MeanSquare(), batch), 14);
        Assert.Equal((1 + 4.5) / 2.0, Value(OperatorLoss.MeanSquare(), masked), 14);
        Assert.Equal((Math.Sqrt(5) / 5 + 0.5) / 2, Value(OperatorLoss.RelativeL2(), batch), 14);
        Assert.Equal((1 / 3.0 + 0.5) / 2, Value(OperatorLoss.RelativeL2(), masked), 14);
        Assert.Equal(2 * 3.5 + 3 * (Math.Sqrt(5) / 5 + 0.5) / 2, Value(OperatorLoss.WeightedSum([OperatorLoss.MeanSquare(), OperatorLoss.RelativeL2()], [2, 3]), batch), 13);

        double Value(OperatorLoss loss, OperatorBatch what) => loss.Evaluate(model, what).ToDouble();
    }

    [Fact]
    public void VarianceNormalized_DoesNotFeelUnits()
    {
        using var scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor truth = randn([5, 4, 2], dtype: ScalarType.Float64, generator: generator), error = randn([5, 4, 2], dtype: ScalarType.Float64, generator: generator);
        Tensor units = tensor(new[] { 1.0, 1e6 });
        double plain = Loss(truth, error), scaled = Loss(truth * units, error * units);
        Assert.Equal(1.0, scaled / plain, 12);

        static double Loss(Tensor truth, Tensor error)
        {
            var train = new OperatorDataset(["u"], [zeros(5, 1, 1, dtype: ScalarType.Float64)], zeros(4, 1, dtype: ScalarType.Float64), ["pressure", "velocity"], truth);
            using var model = new Fixed((truth + error).detach());
            return OperatorLoss.VarianceNormalized(train).Evaluate(model, new OperatorBatch([], zeros(4, 1), truth, null)).ToDouble();
        }
    }

    [Fact]
    public void RelativeL2_HasAFiniteGradientAtAPerfectFit()
    {
        using var scope = NewDisposeScope();
        Tensor truth = ones(2, 3, 1, dtype: ScalarType.Float64), prediction = truth.clone().requires_grad_();
        using var model = new Fixed(prediction);
        OperatorLoss.RelativeL2().Evaluate(model, new OperatorBatch([], zeros(3, 1), truth, null)).backward();
        Assert.Equal(0.0, prediction.grad!.abs().max().ToDouble());
    }

    [Fact]
    public void WrongShape_NamesBoth()
    {
        using var scope = NewDisposeScope();
        using var model = new Fixed(zeros(2, 3, 1));
        var error = Assert.Throws<ArgumentException>(() => OperatorLoss.MeanSquare().Evaluate(model, new OperatorBatch([], zeros(3, 1), zeros(2, 4, 1), null)));
        Assert.Contains("[2, 3, 1]", error.Message);
        Assert.Contains("[2, 4, 1]", error.Message);
    }

    [Fact]
    public void Batches_VisitEveryFunctionOnceAnEpoch_AndDependOnSeedAndStepOnly()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [arange(10, dtype: ScalarType.Float32).reshape(10, 1, 1)], arange(6, dtype: ScalarType.Float32).reshape(6, 1), ["s"],
            arange(60, dtype: ScalarType.Float32).reshape(10, 6, 1));
        var options = new BatchOptions { Functions = 4, Points = 3 };
        var sampler = new BatchSampler(set, options, seed: 1);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            float[] seen = [.. Enumerable.Range(3 * epoch, 3).SelectMany(step => sampler.At(step).Functions[0].data<float>().ToArray())];
            Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), seen.Order());
            Assert.NotEqual(seen.Order(), seen);
        }
        var late = new BatchSampler(set, options, seed: 1).At(7);
        var walked = sampler.At(7);
        Assert.Equal(walked.Targets.data<float>().ToArray(), late.Targets.data<float>().ToArray());
        Tensor expected = 6 * late.Functions[0] + late.Locations.squeeze(-1).unsqueeze(0).unsqueeze(-1); // the value names its function and its point
        Assert.Equal(0.0, (expected - late.Targets).abs().max().ToDouble());
        Assert.NotEqual(late.Targets.data<float>().ToArray(), new BatchSampler(set, options, seed: 2).At(7).Targets.data<float>().ToArray());
    }

    private sealed class Fixed : OperatorModel
    {
        private readonly Tensor output;

        public Fixed(Tensor output) : base("fixed") => this.output = output;

        public Fixed(double[,,] output) : this(tensor(output))
        {
        }

        public override Tensor forward(Tensor[] functions, Tensor locations) => output.alias();
    }
}
