using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class SurrogateSpeedTests
{
    // Takes at least a known time a call and a known time a sample.
    private sealed class Slow(double call, double sample) : IOperatorPredictor
    {
        public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(call + (sample * dataset.Samples)));
            return zeros(dataset.Samples, dataset.Points, 1);
        }
    }

    [Fact]
    public void Times_AreThoseOfACallAndOfASample()
    {
        var problem = new Antiderivative(sensors: 5, points: 6, fieldPoints: 20);
        using OperatorDataset inputs = OperatorDataset.Generate(problem, 10, seed: 1);
        SurrogateSpeed speed = SurrogateSpeed.Measure(problem, new Slow(call: 20, sample: 1), inputs, batch: 10, solved: 4);
        Assert.InRange(speed.SingleSeconds, 0.021, 1);
        Assert.InRange(speed.BatchedSeconds, 0.003, 0.3);
        Assert.True(speed.BatchedSeconds < speed.SingleSeconds);
        Assert.True(speed.SolverSeconds > 0);
        Assert.Equal(speed.SolverSeconds / speed.SingleSeconds, speed.SpeedUpSingle, 1e-12);
    }

    [Fact]
    public void BreakEven_CountsEvaluations()
    {
        var speed = new SurrogateSpeed(SolverSeconds: 1.25, SingleSeconds: 0.25, BatchedSeconds: 2, Batch: 8, Threads: 1);
        Assert.Equal(100, speed.BreakEven(100, batched: false));
        Assert.Equal(double.PositiveInfinity, speed.BreakEven(1, batched: true));
        Assert.Equal(5, speed.SpeedUpSingle);
        Assert.Throws<ArgumentOutOfRangeException>(() => speed.BreakEven(-1, batched: false));
    }

    [Fact]
    public void ABatchLargerThanTheSet_IsRefused()
    {
        var problem = new Antiderivative(sensors: 5, points: 6, fieldPoints: 20);
        using OperatorDataset inputs = OperatorDataset.Generate(problem, 3, seed: 1);
        Assert.Throws<ArgumentException>(() => SurrogateSpeed.Measure(problem, new Slow(0, 0), inputs, batch: 4));
    }
}
