using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class OptimizerTests
{
    /// <summary>A model that is a point θ: its output is θ itself, whatever it is given.</summary>
    private sealed class Point : OperatorModel
    {
        private readonly Parameter position;

        public Point(params double[] start) : base("point")
        {
            position = new Parameter(tensor(start));
            RegisterComponents();
        }

        public double[] Position => position.detach().data<double>().ToArray();

        public override Tensor forward(Tensor[] functions, Tensor locations) => position.alias();
    }

    private static TrainingRun Minimize(Point point, int steps, OptimizerOptions optimizer, Func<Tensor, Tensor> function)
    {
        using var set = new OperatorDataset(["u"], [ones(1, 1, 1, dtype: ScalarType.Float64)], ones(1, 1, dtype: ScalarType.Float64), ["s"], ones(1, 1, 1, dtype: ScalarType.Float64));
        return Trainer.Fit(point, set, new TrainerOptions { Iterations = steps, Seed = 0, Optimizer = optimizer, Loss = OperatorLoss.FromFunction("function", (model, batch) => function(model.call(batch.Functions, batch.Locations))) });
    }

    private static Tensor Rosenbrock(Tensor x) => 100.0 * (x[1] - x[0].square()).square() + (1.0 - x[0]).square();

    [Fact]
    public void Lbfgs_FindsTheMinimumOfRosenbrock_FromTheClassicalStart()
    {
        using var point = new Point(-1.2, 1.0);
        var run = Minimize(point, 45, new LbfgsOptions(), Rosenbrock);
        Assert.All(point.Position, x => Assert.Equal(1.0, x, 8));
        Assert.Equal(24.2, run.StepLosses[0], 12);
        Assert.All(run.StepLosses.Zip(run.StepLosses.Skip(1)), pair => Assert.True(pair.Second <= pair.First, $"{pair.First} → {pair.Second}"));
    }

    [Fact]
    public void Lbfgs_EvaluatesMostlyOnceAStep_AndNoMoreAtTheMinimum()
    {
        using var point = new Point(3.0, -2.0);
        int calls = 0;
        Minimize(point, 40, new LbfgsOptions(), x =>
        {
            calls++;
            return (x.square() * torch.tensor(new[] { 1.0, 3.0 })).sum();
        });
        Assert.All(point.Position, x => Assert.Equal(0.0, x, 10));
        Assert.InRange(calls, 5, 100); // 40 steps: the converged ones are free, save for the line searches that found out
    }

    [Fact]
    public void Lbfgs_ResumesBitwise()
    {
        string file = Path.Combine(Path.GetTempPath(), $"oplearn-{Guid.NewGuid():N}.safetensors");
        using var data = TinyOperator.Data(20, seed: 1, ScalarType.Float64);
        try
        {
            foreach (int? functions in new int?[] { null, 7 })
            {
                var (whole, _) = Run(functions, null, 40);
                Run(functions, file, 13);
                var (resumed, from) = Run(functions, file, 40);
                Assert.Equal(13, from);
                Assert.Equal(whole, resumed);
                File.Delete(file);
            }
        }
        finally
        {
            File.Delete(file);
        }

        (IReadOnlyList<double> Losses, int From) Run(int? functions, string? keep, int stop)
        {
            using var source = new CancellationTokenSource();
            using var model = new TinyOperator(12, seed: 3, type: ScalarType.Float64);
            int from = -1;
            var options = new TrainerOptions
            {
                Iterations = 40,
                Seed = 0,
                Optimizer = new LbfgsOptions { Memory = 6 },
                Batch = new BatchOptions { Functions = functions },
                Checkpoint = keep is null ? null : new CheckpointOptions { File = keep },
                Monitor = new MonitorOptions
                {
                    Every = 1,
                    Cancellation = source.Token,
                    OnReport = progress =>
                    {
                        if (from < 0) from = progress.Iteration - 1;
                        if (progress.Iteration == stop && stop < 40) source.Cancel();
                    },
                },
            };
            try
            {
                return (Trainer.Fit(model, data, options).StepLosses, from);
            }
            catch (OperationCanceledException)
            {
                return ([], from);
            }
        }
    }

    [Fact]
    public void Lbfgs_EndsOnAQuadraticOfNVariablesInNSteps()
    {
        // With exact line searches BFGS has conjugate directions on a quadratic. The cubic through two values and slopes is exact there; a small c₂ makes the search use it.
        const int n = 8;
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        Tensor root = randn([n, n], dtype: ScalarType.Float64, generator: generator), matrix = root.matmul(root.t()) + eye(n, dtype: ScalarType.Float64), target = randn([n], dtype: ScalarType.Float64, generator: generator);
        using var point = new Point(new double[n]);
        var run = Minimize(point, n + 2, new LbfgsOptions { Memory = n, Curvature = 1e-3, SufficientDecrease = 1e-4 }, x => 0.5 * (x - target).dot(matrix.mv(x - target)));
        Assert.True(run.StepLosses[^1] < 1e-12 * run.StepLosses[0], $"{run.StepLosses[0]} → {run.StepLosses[^1]}");
        Assert.True(run.StepLosses[n / 2] > 1e-6 * run.StepLosses[0], "the problem is too easy to show anything");
    }

    [Fact]
    public void Lbfgs_IsNotThrownByValuesThatAreNotFinite_AndStopsAtTheMinimum()
    {
        using var point = new Point(0.5);
        var run = Minimize(point, 60, new LbfgsOptions(), x => (x - x.log()).sum()); // infinite or NaN for x ≤ 0
        Assert.Equal(1.0, point.Position[0], 7);
        Assert.All(run.StepLosses, loss => Assert.True(double.IsFinite(loss)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10.0)]
    [InlineData(1000.0)]
    public void WolfeSearch_MeetsBothConditions_WhateverItTriesFirst(double first)
    {
        // f(t) = −t / (t² + 2), the first test function of Moré and Thuente (1994), section 5: minimum at √2.
        static LinePoint F(double t) => new(t, -t / (t * t + 2.0), (t * t - 2.0) / Math.Pow(t * t + 2.0, 2));
        var found = new WolfeSearch(1e-3, 0.1, 25).Find(F(0.0), first, F);
        Assert.NotNull(found);
        Assert.True(found.Value.Value <= 1e-3 * found.Value.Length * F(0.0).Slope);
        Assert.True(Math.Abs(found.Value.Slope) <= -0.1 * F(0.0).Slope, $"{found}");
    }

    [Fact]
    public void Lbfgs_TrainsAnOperatorFurtherThanAdam_AtAnEqualNumberOfSteps()
    {
        using var data = TinyOperator.Data(30, seed: 1, ScalarType.Float64);
        double Train(OptimizerOptions optimizer)
        {
            using var model = new TinyOperator(12, seed: 3, type: ScalarType.Float64);
            return Trainer.Fit(model, data, new TrainerOptions { Iterations = 100, Seed = 0, Optimizer = optimizer }).StepLosses[^1];
        }
        double quasiNewton = Train(new LbfgsOptions()), adam = Train(new AdamOptions { Schedule = Schedule.Constant(1e-2) });
        Assert.True(quasiNewton < 0.1 * adam, $"L-BFGS {quasiNewton}, Adam {adam}");
    }

    [Fact]
    public void Lion_WalksByItsFormula()
    {
        using var point = new Point(0.3, -2.0, 5.0);
        Minimize(point, 30, new LionOptions { Schedule = Schedule.Constant(0.01), WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.95 }, x => (x - 1.0).pow(4).sum());
        double[] x = [0.3, -2.0, 5.0], m = [0, 0, 0];
        for (int step = 0; step < 30; step++)
            for (int i = 0; i < 3; i++)
            {
                double gradient = 4.0 * Math.Pow(x[i] - 1.0, 3), direction = Math.Sign(0.8 * m[i] + 0.2 * gradient);
                x[i] = x[i] * (1.0 - 0.01 * 0.1) - 0.01 * direction;
                m[i] = 0.95 * m[i] + 0.05 * gradient;
            }
        Assert.All(point.Position.Zip(x), pair => Assert.Equal(pair.Second, pair.First, 12));
    }

    [Fact]
    public void Average_IsThatOfTheFormula_AndTheModelEndsWithIt()
    {
        using var point = new Point(3.0);
        var seen = new List<double>();
        Minimize(point, 25, new AdamOptions { Schedule = Schedule.Constant(0.1), AverageDecay = 0.6 }, x =>
        {
            seen.Add(x.item<double>());
            return x.square().sum();
        });
        using var unaveraged = new Point(3.0);
        Minimize(unaveraged, 25, new AdamOptions { Schedule = Schedule.Constant(0.1) }, x => x.square().sum());
        double average = 3.0;
        for (int k = 1; k <= 25; k++) // θ after k steps is what step k + 1 began with
        {
            double decay = Math.Min(0.6, (1.0 + (k - 1)) / (10.0 + (k - 1)));
            average = decay * average + (1.0 - decay) * (k < 25 ? seen[k] : unaveraged.Position[0]);
        }
        Assert.Equal(average, point.Position[0], 12);
        Assert.NotEqual(unaveraged.Position[0], point.Position[0]);
    }

    [Fact]
    public void BadOptions_AreRefused()
    {
        using var point = new Point(1.0);
        foreach (OptimizerOptions bad in new OptimizerOptions[] { new LbfgsOptions { Memory = 0 }, new LbfgsOptions { ClipNorm = 1 }, new LbfgsOptions { Curvature = 1e-5 }, new LionOptions { Beta1 = 1 }, new AdamOptions { Epsilon = 0 } })
            Assert.Throws<ArgumentException>(() => Minimize(point, 1, bad, x => x.sum()));
    }
}
