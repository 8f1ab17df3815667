using System.Globalization;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Measurements behind data/solidification. They take minutes, so they run on demand only: <c>-explicit only -class "*SolidificationMeasurements"</c>.</summary>
public class SolidificationMeasurements(ITestOutputHelper output)
{
    private static readonly SolidificationCoupling[] Dial = [SolidificationCoupling.None, SolidificationCoupling.OneWay,
        .. new[] { 0.3, 1, 3 }.Select(SolidificationCoupling.TwoWay)];

    private static HistoryOptions Quick => new() { Points = 61, HistoryPoints = 26, Steps = 340 };

    private static string Named(SolidificationCoupling coupling) =>
        coupling.GapFactor > 0 ? $"two-way, r = {coupling.GapFactor}" : coupling.StressFollowsTemperature ? "one-way" : "uncoupled";

    [Fact(Explicit = true)]
    public void WhatTheDialDoes()
    {
        foreach (SolidificationCoupling coupling in Dial)
        {
            var problem = new Solidification(coupling, Quick);
            using var design = FactorialAnalysis.Generate(new FactorialDesign(problem, 16), 200);
            DatasetSplit split = OperatorDataset.Generate(problem, 800, 100).Split(600, 100, 100);
            output.WriteLine($"{Named(coupling)}{Environment.NewLine}{DatasetAssessment.Of(split, design)}");
        }
    }

    [Fact(Explicit = true)]
    public void HowFarCouplingsDiffer()
    {
        const int samples = 400;
        SampleBlock[] blocks = [.. Dial.Select(coupling =>
        {
            var problem = new Solidification(coupling, Quick);
            var block = new SampleBlock(problem, samples);
            problem.Solve(0, 100, block, TestContext.Current.CancellationToken);
            return block;
        })];
        for (int field = 0; field < 2; field++)
            for (int i = 0; i < Dial.Length; i++)
            {
                double[] values = blocks[i].Outputs[field];
                int points = values.Length / samples;
                double[] mean = [.. Enumerable.Range(0, points).Select(p => Enumerable.Range(0, samples).Average(s => values[(s * points) + p]))];
                double spread = Math.Sqrt(Enumerable.Range(0, values.Length).Average(k => Math.Pow(values[k] - mean[k % points], 2)));
                output.WriteLine($"{(field == 0 ? "T" : "stress")} {Named(Dial[i])}: from {values.Min():f1} to {values.Max():f1}, spread {spread:f2}; difference from the others "
                    + string.Join(", ", blocks.Select(other => Math.Sqrt(values.Zip(other.Outputs[field], (a, b) => (a - b) * (a - b)).Average()).ToString("f2", CultureInfo.InvariantCulture))));
            }
        string[] lines = [.. Enumerable.Range(0, 61 * 12).Select(k => string.Join(",", new double[] { k / 61, k % 61 * 0.5 }.Concat(blocks.SelectMany(b => new[] { b.Outputs[0][k], b.Outputs[1][k] }))
            .Select(v => v.ToString("r", CultureInfo.InvariantCulture))))];
        if (Environment.GetEnvironmentVariable("OPLEARN_OUT") is { } folder) File.WriteAllLines(Path.Combine(folder, "samples.csv"), lines);
    }

    [Fact(Explicit = true)]
    public void OneSampleInTime()
    {
        if (Environment.GetEnvironmentVariable("OPLEARN_OUT") is not { } folder) return;
        var lines = new List<string>();
        SolidificationBatch solver = null!;
        solver = new SolidificationBatch(new SolidificationNumbers(300, 680, true, 1))
        {
            AfterStep = n =>
            {
                if (n % 4 != 0) return;
                for (int i = 0; i <= 300; i += 2) lines.Add(FormattableString.Invariant(
                    $"{n * 0.025},{i * 0.1},{solver.Heat.Temperature[i][0]},{solver.Stress.Y(i, 0)},{solver.Stress.Z(i, 0)},{solver.Gap[0]},{solver.Flux[0]},{solver.Stress.Strain[0]}"));
            },
        };
        double[] flux = new double[681 * solver.Lanes], drawn = new double[681 * solver.Lanes];
        for (int i = 0; i < flux.Length; i++) (flux[i], drawn[i]) = (1 + (0.25 * Math.Sin(i / solver.Lanes / 90.0)), 0.002 * Math.Cos(i / solver.Lanes / 120.0));
        solver.Solve(flux, drawn, TestContext.Current.CancellationToken);
        File.WriteAllLines(Path.Combine(folder, "time.csv"), lines);
    }
}
