using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class HeldNumbersTests
{
    private static readonly double[] Values = [-2.5, -1.0, -0.3, 0.0, 0.7, 1.0, 3.3];

    public static TheoryData<string> Names => [.. Operations.Keys];

    /// <summary>Each operation and what C# finds for one value.</summary>
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Torch, Func<double, double> Plain)> Operations = new()
    {
        ["x + y"] = (x => x.Plus(x), x => x + x),
        ["x + number"] = (x => x.Plus(0.1), x => x + 0.1),
        ["x + whole number"] = (x => x.Plus(3), x => x + 3),
        ["x − number"] = (x => x.Minus(0.1), x => x - 0.1),
        ["number − x"] = (x => x.SubtractedFrom(0.1), x => 0.1 - x),
        ["number x"] = (x => x.Times(0.1), x => 0.1 * x),
        ["x / number"] = (x => x.DividedBy(0.3), x => x / 0.3),
        ["x / whole number"] = (x => x.DividedBy(3), x => x / 3),
        ["x²"] = (x => x.Squared(), x => x * x),
        ["x³"] = (x => x.Power(3), x => x * x * x),
        ["x = number"] = (x => x.EqualTo(0.7), x => x == 0.7 ? 1 : 0),
        ["x ≠ number"] = (x => x.NotEqualTo(0.7), x => x != 0.7 ? 1 : 0),
        ["x > number"] = (x => x.GreaterThan(0.7), x => x > 0.7 ? 1 : 0),
        ["x ≥ number"] = (x => x.GreaterOrEqual(0.7), x => x >= 0.7 ? 1 : 0),
        ["x < number"] = (x => x.LessThan(0.7), x => x < 0.7 ? 1 : 0),
        ["max(x, number)"] = (x => x.ClampMin(0.1), x => Math.Max(x, 0.1)),
        ["leaky relu"] = (x => x.LeakyRelu(0.2), x => x < 0 ? 0.2 * x : x),
        ["all one number"] = (x => x.FullLike(0.1), _ => 0.1),
        ["in place: x + number"] = (x => x.clone().Increase(0.1), x => x + 0.1),
        ["in place: x + y"] = (x => x.clone().Increase(x), x => x + x),
        ["in place: x + factor y"] = (x => x.clone().AddScaled(ones_like(x), 0.25), x => x + 0.25),
        ["in place: x + factor y z"] = (x => x.clone().AddProduct(ones_like(x), ones_like(x), 0.25), x => x + 0.25),
        ["in place: number x"] = (x => x.clone().Scale(0.1), x => 0.1 * x),
        ["in place: x / number"] = (x => x.clone().Divide(0.3), x => x / 0.3),
        ["in place: number"] = (x => x.clone().Fill(0.1), _ => 0.1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_FindWhatCSharpFinds(string name)
    {
        using var scope = NewDisposeScope();
        var (operation, plain) = Operations[name];
        Assert.Equal(Values.Select(plain), operation(tensor(Values)).to(float64).data<double>().ToArray());
    }

    [Fact]
    public void WholeNumbers_KeepTheTypeOfWholeTensors()
    {
        using var scope = NewDisposeScope();
        Tensor x = HeldNumbers.Range(2, 5);
        Assert.Equal([2L, 3L, 4L], x.data<long>().ToArray());
        Assert.Equal([5L, 7L, 9L], x.Times(2).Plus(1).data<long>().ToArray());
        Assert.Equal([1L, 2L, 3L], x.clone().Increase(-1).data<long>().ToArray());
        Assert.Equal(float32, x.Times(2.0).dtype);
        Assert.Equal([0f, 1f, 2f], HeldNumbers.Range(3, float32).data<float>().ToArray());
        Assert.Equal([0.5f, 0.5f], HeldNumbers.Full([2], 0.5).data<float>().ToArray());
        Assert.Equal(3.0, x[1].AsDouble());
    }

    [Fact]
    public void Squares_HaveTheirDerivatives()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(Values).requires_grad_();
        Tensor first = autograd.grad([x.Squared().sum()], [x], create_graph: true)[0];
        Assert.Equal(Values.Select(value => 2 * value), first.data<double>().ToArray());
        Assert.Equal(Values.Select(_ => 2.0), autograd.grad([first.sum()], [x])[0].data<double>().ToArray());
    }

    // TorchSharp's own x.pow(2), x * 2.0 or x + y throws here once in 10,000 to 30,000 operations, and its ToDouble ends the process.
    [Fact]
    public void Numbers_OutliveACollectorThatNeverRests()
    {
        Collecting(() => Parallel.Invoke(Work, Work));

        static void Work()
        {
            using Tensor x = tensor(Values);
            for (int i = 0; i < 15_000; i++)
            {
                using var scope = NewDisposeScope();
                Tensor y = x.Squared().Times(0.25).Plus(x).Minus(1.5).DividedBy(0.5).ClampMin(-2.0);
                Assert.Equal(Values.Sum(value => Math.Max((value * value * 0.25 + value - 1.5) / 0.5, -2.0)), y.sum().AsDouble(), 1e-12);
            }
        }
    }

    [Fact]
    public void Training_OutlivesACollectorThatNeverRests() => Collecting(() =>
    {
        using OperatorDataset data = TinyOperator.Data(6, seed: 1);
        using TinyOperator model = new(12, seed: 3);
        TrainingRun run = Trainer.Fit(model, data, new TrainerOptions { Iterations = 1000, Seed = 0, Loss = PooledVarianceLoss.Create(), Optimizer = new AdamOptions { Schedule = Schedule.Constant(1e-2) } });
        Assert.True(run.StepLosses[^1] < run.StepLosses[0]);
    });

    /// <summary>Does the work while another thread collects without a pause.</summary>
    private static void Collecting(Action work)
    {
        using CancellationTokenSource done = new();
        Thread collector = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            work();
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }
}
