using System.Diagnostics;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Measurements that are run by hand: <c>-explicit only -class OpLearn.Tests.DatasetAssessmentMeasurements -showLiveOutput</c>.</summary>
public sealed class DatasetAssessmentMeasurements(ITestOutputHelper output)
{
    // A pilot of the coupling study with another program read, in per cent: reaction-diffusion, shares 97.4 / 0.2 / 2.4, linear ridge 18.3, quadratic 4.6, nearest 48;
    // bistable pair, first field, at exchange 10 shares 61 / 23 / 15, errors at rank 1, 2, 4, 8 of 72, 37, 24, 14, linear 50, quadratic 51, cubic 39 to 40, nearest 67 to 69.
    [Theory(Explicit = true), InlineData("reaction-diffusion"), InlineData("pair 0"), InlineData("pair 2"), InlineData("pair 10"), InlineData("control")]
    public void AsInThePilot(string name)
    {
        CoupledProblem problem = name switch
        {
            "reaction-diffusion" => new ReactionDiffusion(new ReactionDiffusionOptions { Points = 64, StoredEvery = 40 }),
            "control" => new BistablePairControl(new HistoryOptions { HistoryPoints = 26 }),
            _ => new BistablePair(double.Parse(name[5..], System.Globalization.CultureInfo.InvariantCulture), new HistoryOptions { HistoryPoints = 26 }),
        };
        var clock = Stopwatch.StartNew();
        using OperatorDataset all = OperatorDataset.Generate(problem, 2600, seed: 1, new GenerationOptions { Type = ScalarType.Float64 });
        using FactorialAnalysis design = FactorialAnalysis.Generate(new FactorialDesign(problem, 32), seed: 2);
        double generation = clock.Elapsed.TotalSeconds;
        clock.Restart();
        using DatasetSplit split = all.Split(2000, 200, 400);
        DatasetAssessment found = DatasetAssessment.Of(split, design);
        output.WriteLine($"{name}: generation {generation:F1} s, assessment {clock.Elapsed.TotalSeconds:F1} s, cubic features {found.CubicFeatures}, can test: {found.CanTest()}");
        foreach (FieldAssessment field in found.Fields)
        {
            output.WriteLine($"{name}: {field}");
            output.WriteLine($"{name}: rank errors {string.Join(", ", new[] { 1, 2, 4, 8, 12, 16 }.Select(rank => $"{rank}: {100 * field.Spectrum!.FirstErrors[rank]:G3} / {100 * field.Spectrum.SecondErrors[rank]:G3}"))}; all draws: {field.Shares!.ForAllDraws()}");
        }
    }
}
