using Xunit;

namespace OpLearn.Tests;

/// <summary>What every operator problem must keep to; a new problem is one line in <see cref="Problems"/>.</summary>
public class OperatorProblemContract
{
    private static readonly (string Name, Func<OperatorProblem> Make)[] Problems =
    [
        ("antiderivative", () => new Antiderivative(sensors: 20, points: 30, fieldPoints: 100)),
        ("nonlinear ODE", () => new NonlinearOde(sensors: 20, points: 30, fieldPoints: 100)),
        ("pendulum", () => new Pendulum(sensors: 20, points: 30, fieldPoints: 100)),
        ("diffusion-reaction", () => new DiffusionReaction(sensors: 20, intervals: 16, fieldPoints: 100)),
        ("advection I", () => new Advection(AdvectionCase.PeriodicInitialState, points: 12, fieldPoints: 100)),
        ("advection II", () => new Advection(AdvectionCase.InitialState, points: 12, fieldPoints: 100)),
        ("advection III", () => new Advection(AdvectionCase.Speed, points: 12, fieldPoints: 100)),
        ("Burgers", () => Burgers.Fno(32, solverPoints: 64)),
        ("Burgers, space-time", () => new Burgers(16, new PeriodicSpectralField(25, 5, 2), 0.05, solverPoints: 32, steps: 8, times: 5)),
        ("advection-diffusion", () => new AdvectionDiffusion(points: 12, fieldPoints: 100)),
        ("Legendre transform", () => new LegendreTransform(sensors: 20, fieldPoints: 100)),
        ("wave equation", () => WaveSplit.InDistribution().Problem(0.25, 17, 4)),
        ("wave equation, layers", () => WaveSplit.LayeredSpeed(points: 17).Problem(0.25, 17, 4)),
        ("membrane wave", () => new MembraneWave(points: 9, modes: 4)),
        ("reaction front", () => new ReactionFront(ReactionSource.ZeldovichFrankKamenetskii, [new(0.5, 1), new(1, 2)], 9, 3, refinement: 4, stepsPerTime: 4)),
        ("Darcy, annulus", () => new DarcyGeometry(PlaneDomain.Annulus(), 9, permeability: new LogNormalField(GaussianRandomField.SquaredExponential(0.25)), coarsening: 3)),
        ("heated plate", () => new HeatedPlate([new(2, 1), new(5, 1.2)], points: 11, layers: 3, spread: 0.1, refinements: 1, heightElements: 2)),
        ("Darcy", () => new Darcy(points: 9, solverPoints: 17)),
        ("advection IV", () => new Advection(AdvectionCase.PeriodicSpeed, points: 12, fieldPoints: 100)),
        ("reaction-diffusion", () => new ReactionDiffusion(new ReactionDiffusionOptions { Cells = 8, Points = 10, Steps = 12 })),
        ("bistable pair", () => new BistablePair(2, new HistoryOptions { Points = 9, HistoryPoints = 11, Steps = 20 })),
        ("bilinear control", () => new BistablePairControl(new HistoryOptions { Points = 9, HistoryPoints = 11, Steps = 20 })),
        ("thermo-electrical", () => new ThermoElectrical(null, new HistoryOptions { Points = 9, HistoryPoints = 11, Steps = 20 })),
        ("thermo-electrical NTC", () => new ThermoElectricalNtc(0.5, new HistoryOptions { Points = 9, HistoryPoints = 11, Steps = 20 })),
        ("solidification, uncoupled", () => new Solidification(SolidificationCoupling.None, SolidificationTests.Small)),
        ("solidification, two-way", () => new Solidification(SolidificationCoupling.TwoWay(1), SolidificationTests.Small)),
        ("factorial design", () => new FactorialDesign(new ReactionDiffusion(new ReactionDiffusionOptions { Cells = 8, Points = 17, Steps = 12 }), 3)),
    ];

    public static TheoryData<string> All => [.. Problems.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_DependOnSeedAndIndexAlone_WhateverTheBlockOrThread(string name)
    {
        OperatorProblem problem = Problems.Single(entry => entry.Name == name).Make();
        var whole = new SampleBlock(problem, 6);
        problem.Solve(0, 42, whole, CancellationToken.None);
        var singles = new SampleBlock[6];
        Parallel.For(0, 6, i =>
        {
            singles[i] = new SampleBlock(problem, 1);
            singles[i].Outputs.Concat(singles[i].Inputs).ToList().ForEach(values => Array.Fill(values, double.NaN));
            problem.Solve(i, 42, singles[i], CancellationToken.None);
        });
        for (int i = 0; i < 6; i++)
        {
            Compare(whole.Inputs, singles[i].Inputs, i);
            Compare(whole.Outputs, singles[i].Outputs, i);
        }
        var other = new SampleBlock(problem, 1);
        problem.Solve(0, 43, other, CancellationToken.None);
        Assert.NotEqual(singles[0].Outputs[0], other.Outputs[0]);

        static void Compare(IReadOnlyList<double[]> whole, IReadOnlyList<double[]> single, int sample)
        {
            for (int field = 0; field < single.Count; field++)
            {
                int points = single[field].Length;
                Assert.All(single[field], value => Assert.True(double.IsFinite(value)));
                Assert.Equal(whole[field].AsSpan(sample * points, points).ToArray(), single[field]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Card_IsCompleteAndConsistent(string name)
    {
        OperatorProblem problem = Problems.Single(entry => entry.Name == name).Make();
        Assert.All((string[])[problem.Name, problem.Equation, problem.Source], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.NotEmpty(problem.Parameters);
        Assert.All(problem.Parameters, entry => Assert.True(double.IsFinite(entry.Value), entry.Key));
        Assert.All(problem.Outputs, output => Assert.Equal(problem.Outputs[0].Axes, output.Axes));
        Assert.Equal(problem.Outputs[0].Points, problem.Locations.GetLength(0));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cancellation_StopsTheSolve(string name)
    {
        OperatorProblem problem = Problems.Single(entry => entry.Name == name).Make();
        Assert.ThrowsAny<OperationCanceledException>(() => problem.Solve(0, 1, new SampleBlock(problem, 2), new CancellationToken(true)));
    }
}
