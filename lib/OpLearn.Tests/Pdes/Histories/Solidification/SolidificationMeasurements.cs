using System.Globalization;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Measurements behind data/solidification, on demand only: <c>-explicit only -class "*SolidificationMeasurements"</c>.</summary>
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
                double Difference(SampleBlock other) => Math.Sqrt(values.Zip(other.Outputs[field], (a, b) => (a - b) * (a - b)).Average());
                output.WriteLine($"{(field == 0 ? "T" : "stress")} {Named(Dial[i])}: from {values.Min():f1} to {values.Max():f1}, spread {spread:f2}; "
                    + $"difference from the others {string.Join(", ", blocks.Select(other => Difference(other).ToString("f2", CultureInfo.InvariantCulture)))}");
            }
    }
}
