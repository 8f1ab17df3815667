using System.Diagnostics;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Measurements behind the numbers of the documentation. They print and take minutes, so they run on demand only: <c>-explicit only -class "*GeneratorMeasurements"</c>.</summary>
public class GeneratorMeasurements(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void SamplesPerSecond_OfEveryProblemAtItsDefaultSize()
    {
        (string Name, OperatorProblem Problem, int Samples)[] all =
        [
            ("antiderivative", new Antiderivative(), 4000),
            ("Legendre transform", new LegendreTransform(), 1000),
            ("nonlinear ODE", new NonlinearOde(), 1000),
            ("pendulum", new Pendulum(), 1000),
            ("diffusion-reaction 101 x 101", new DiffusionReaction(), 400),
            ("advection I", new Advection(AdvectionCase.PeriodicInitialState), 400),
            ("advection II", new Advection(AdvectionCase.InitialState), 400),
            ("advection III", new Advection(AdvectionCase.Speed), 400),
            ("advection IV", new Advection(AdvectionCase.PeriodicSpeed), 200),
            ("advection-diffusion", new AdvectionDiffusion(), 200),
            ("Burgers R10, 1024", Burgers.Fno(1024), 100),
            ("Burgers space-time, 1024 x 101", Burgers.SpaceTime(1024), 50),
            ("wave, 4064 cells, T = 1", WaveSplit.InDistribution().Problem(), 200),
            ("wave, 4064 cells, T = 1/3", WaveSplit.InDistribution().Problem(1.0 / 3), 400),
            ("wave, 4064 cells, very rough", WaveSplit.VeryRoughSpeed().Problem(1.0 / 3), 400),
            ("reaction front, Fisher-KPP", ReactionFront.MultiTask(ReactionSource.FisherKpp), 100),
            ("reaction front, exponential", ReactionFront.MultiTask(ReactionSource.ZeldovichFrankKamenetskii), 50),
            ("membrane wave 64 x 64", new MembraneWave(), 400),
            ("Darcy on the disc, 100", new DarcyGeometry(PlaneDomain.Disc()), 20),
            ("Darcy with two cracks, 100", new DarcyGeometry(PlaneDomain.TwoCracks()), 20),
            ("Darcy with two cracks, quadratic", new DarcyGeometry(PlaneDomain.TwoCracks(), degree: 2), 20),
            ("heated plate 50 x 50 x 5", new HeatedPlate(HeatedPlate.FullDesign([0.9, 1.2, 1.6])), 24),
            ("Darcy 85, solved at 85", new Darcy(85, 85), 100),
            ("Darcy 85, solved at 421", new Darcy(), 8),
        ];
        foreach ((string name, OperatorProblem problem, int samples) in all)
        {
            Solve(problem, 0, 2); // compiled before it is timed
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, half => Solve(problem, half * samples / 2, samples / 2));
            double seconds = clock.Elapsed.TotalSeconds, used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            output.WriteLine($"{name,-32} {samples / seconds,9:f1} samples/s on 2 threads, {samples / used,9:f1} a second of processor");
        }
    }

    [Fact(Explicit = true)]
    public void InputsThatEscape_OfTheNonlinearOde()
    {
        const int samples = 100_000;
        var field = new CountingField(GaussianRandomField.SquaredExponential(0.2));
        Parallel.For(0, 100, block => Solve(new NonlinearOde(20, 20, field: field), block * samples / 100, samples / 100));
        output.WriteLine($"{field.Draws - samples} of {samples} inputs drawn again");
    }

    [Fact(Explicit = true)]
    public void ErrorOfBurgers_AtItsDefaultsAgainstAFinerSolver()
    {
        const int samples = 20;
        foreach ((string name, Func<int, int, Burgers> make, int steps) in new (string, Func<int, int, Burgers>, int)[]
        {
            ("R10", (solver, steps) => new Burgers(128, new PeriodicSpectralField(25, 5, 2), 0.1, 2 * Math.PI, solverPoints: solver, steps: steps), 100),
            ("space-time", (solver, steps) => new Burgers(128, new PeriodicSpectralField(625, 5, 4), 0.01, solverPoints: solver, steps: steps), 200),
        })
        {
            double[] truth = Solve(make(8192, 4 * steps), 0, samples).Outputs[0];
            foreach ((int solver, int n) in new[] { (256, steps), (512, steps), (1024, steps), (2048, steps), (8192, steps) })
                output.WriteLine($"{name} {solver} points, {n} steps: {Errors(truth, Solve(make(solver, n), 0, samples).Outputs[0], samples)}");
        }
    }

    [Fact(Explicit = true)]
    public void ErrorOfReactionFronts_AtTheirDefaults()
    {
        const int samples = 20;
        foreach (ReactionSource source in new[] { ReactionSource.FisherKpp, ReactionSource.NewellWhiteheadSegel, ReactionSource.ZeldovichFrankKamenetskii })
        {
            ReactionFront Make(int refinement, int steps) => new(source, [new(1, 2), new(0.5, 1)],
                field: new FourierFeatureField(GaussianRandomField.SquaredExponential(0.2, 2.25)), refinement: refinement, stepsPerTime: steps); // the same functions on every grid
            double[] truth = Solve(Make(64, 80), 0, samples).Outputs[0];
            foreach ((int refinement, int steps) in new[] { (16, 10), (16, 20), (16, 80), (64, 10) })
                output.WriteLine($"{source.Name}, {refinement} cells, {steps} steps: {Errors(truth, Solve(Make(refinement, steps), 0, samples).Outputs[0], samples)}");
        }
    }

    [Fact(Explicit = true)]
    public void ErrorOfDarcy_AtItsResolutions()
    {
        const int samples = 16;
        double[] truth = Solve(new Darcy(22, 841), 0, samples).Outputs[0];
        foreach (int nodes in new[] { 85, 169, 421 })
            output.WriteLine($"{nodes} nodes: difference from 841 {Errors(truth, Solve(new Darcy(22, nodes), 0, samples).Outputs[0], samples)}");
        foreach (int nodes in new[] { 85, 421 })
        {
            SampleBlock block = Solve(new Darcy(nodes, nodes), 0, 2 * samples);
            double[] largest = [.. Enumerable.Range(0, 2 * samples).Select(s => block.Outputs[0].Skip(s * nodes * nodes).Take(nodes * nodes).Max())];
            output.WriteLine($"{nodes} nodes: mean a {block.Inputs[0].Average():f3}, mean of max u {largest.Average():f5}, mean u {block.Outputs[0].Average():f5}");
        }
    }

    [Fact(Explicit = true)]
    public void BaselinesOfTheWaveEquation_AtEveryHorizon()
    {
        foreach ((double horizon, double contrast) in new[] { (1, 0.3), (0.5, 0.3), (1.0 / 3, 0.3), (0.25, 0.3), (1, 0.15), (0.5, 0.15) })
            foreach (WaveSplit split in WaveSplit.All(contrast))
            {
                double[] errors = WavePropagatorTests.Errors(split, horizon, 100);
                double[] reference = split.Problem(horizon).ReferenceErrors(20, 5);
                output.WriteLine($"T = {horizon:f3}, contrast {contrast}, {split.Name,-18} travel time {errors[0]:e2}, identity {errors[1]:f2}, c = 1 {errors[2]:f2}; solver mean {reference.Average():e1}, worst {reference.Max():e1}");
            }
    }

    [Fact(Explicit = true)]
    public void ErrorOfDarcyOnEveryDomain_AgainstMeshesTwiceAsFine()
    {
        const int samples = 4;
        foreach (PlaneDomain domain in PlaneDomain.All())
        {
            double[] truth = Solve(new DarcyGeometry(domain, coarsening: -1, degree: 2), 0, samples).Outputs[0];
            foreach ((int coarsening, int degree) in new[] { (1, 1), (0, 1), (1, 2), (0, 2) })
                output.WriteLine($"{domain}, degree {degree}, {coarsening} left out: {Errors(truth, Solve(new DarcyGeometry(domain, coarsening: coarsening, degree: degree), 0, samples).Outputs[0], samples)}");
        }
    }

    [Fact(Explicit = true)]
    public void ErrorOfTheHeatedPlate_AtItsResolutions()
    {
        PlateDesign[] designs = [new(2, 0.9), new(4, 1.2), new(9, 1.6)];
        foreach (PlateDesign design in designs)
        {
            double[] truth = new HeatedPlate([design], refinements: 4, heightElements: 16).SolveFor(design);
            foreach ((int refinements, int heights) in new[] { (1, 4), (2, 2), (2, 4), (2, 8), (3, 4), (3, 8) })
            {
                var clock = Stopwatch.StartNew();
                double[] found = new HeatedPlate([design], refinements: refinements, heightElements: heights).SolveFor(design);
                output.WriteLine($"{design}, {refinements} refinements, {heights} elements: {Errors(truth, found, 1)}, worst point {truth.Zip(found, (a, b) => Math.Abs(a - b)).Max():e1}, {clock.Elapsed.TotalSeconds:f2} s");
            }
            if (Environment.GetEnvironmentVariable("OPLEARN_PLATE") is { } folder)
                File.WriteAllBytes(Path.Combine(folder, $"plate-{design.Holes}.f64"), truth.SelectMany(BitConverter.GetBytes).ToArray());
        }
    }

    private static string Errors(double[] truth, double[] values, int samples)
    {
        int points = truth.Length / samples;
        double[] errors = [.. Enumerable.Range(0, samples).Select(s =>
        {
            double error = 0, size = 0;
            for (int i = s * points; i < (s + 1) * points; i++) (error, size) = (error + Math.Pow(values[i] - truth[i], 2), size + (truth[i] * truth[i]));
            return Math.Sqrt(error / size);
        })];
        return $"relative L2 mean {errors.Average():e2}, worst {errors.Max():e2}";
    }

    private static SampleBlock Solve(OperatorProblem problem, int first, int samples)
    {
        var block = new SampleBlock(problem, samples);
        problem.Solve(first, 1, block, TestContext.Current.CancellationToken);
        return block;
    }

    private sealed class CountingField(RandomField counted) : RandomField
    {
        private int draws;

        public int Draws => draws;

        public override string Name => counted.Name;

        public override IReadOnlyDictionary<string, double> Parameters => counted.Parameters;

        public override FieldSampler On(Grid grid) => new Sampler(this, counted.On(grid));

        private sealed class Sampler(CountingField owner, FieldSampler inner) : FieldSampler(inner.Grid)
        {
            protected internal override void Fill(int sample, int seed, double[] target)
            {
                Interlocked.Increment(ref owner.draws);
                inner.Fill(sample, seed, target);
            }
        }
    }
}
