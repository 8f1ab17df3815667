using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>What relative errors are made of: regions, amplitude and direction, span, linearity, resolution.</summary>
public class DiagnosisTests
{
    private static Tensor Random(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Fact]
    public void RegionsSplitTheError()
    {
        Tensor truth = ones([2, 12, 1], ScalarType.Float64), prediction = truth.clone(), edge = RegionError.Boundary([3, 4]);
        Assert.Equal(10, edge.sum().item<double>());
        prediction[TensorIndex.Colon, 5] += 0.3; // row 1, column 1: inside
        prediction[TensorIndex.Colon, 0] += 0.4; // a corner
        IReadOnlyList<RegionError> found = RegionError.Of(prediction, truth, new Dictionary<string, Tensor> { ["edge"] = edge, ["inside"] = 1 - edge });
        Assert.Equal(["edge", "inside"], found.Select(region => region.Region));
        MetricsTests.Close([10.0 / 12, 2.0 / 12], [.. found.Select(region => region.PointShare)]);
        MetricsTests.Close([0.16 / 0.25, 0.09 / 0.25], [.. found.Select(region => region.SquaredErrorShare)]);
        MetricsTests.Close([0.4 / Math.Sqrt(10), 0.3 / Math.Sqrt(2)], [.. found.Select(region => region.RootMeanSquare.Mean)]);
        double whole = Metrics.RelativeL2(prediction, truth).Mean;
        Assert.Equal(whole * whole, found.Sum(region => region.Relative.Mean * region.Relative.Mean), 1e-14);
        Assert.Equal(12, RegionError.Boundary([3, 4], width: 2).sum().item<double>());
        Assert.Throws<ArgumentException>(() => RegionError.Of(prediction, truth, new Dictionary<string, Tensor> { ["edge"] = edge }, 1 - edge));
    }

    [Fact]
    public void GainAndCosineMakeTheRelativeError()
    {
        Tensor truth = Random(1, 20, 30, 2), prediction = 0.5 * truth + 0.3 * Random(2, 20, 30, 2);
        Agreement found = Agreement.Of(prediction, truth);
        IReadOnlyList<double> error = Metrics.RelativeL2(prediction, truth).PerSample;
        for (int i = 0; i < 20; i++)
            Assert.Equal(error[i], Math.Sqrt(1 + found.Gains[i] * found.Gains[i] - 2 * found.Gains[i] * found.Cosines[i]), 1e-12);
        Agreement scaled = Agreement.Of(-3 * truth, truth), nothing = Agreement.Of(zeros_like(truth), truth);
        Assert.Equal((3, -1, 0, 0), (Math.Round(scaled.MeanGain, 12), Math.Round(scaled.MeanCosine, 12), nothing.MeanGain, nothing.MeanCosine));
        Tensor mask = ones(30);
        mask[4] = 0;
        prediction[TensorIndex.Colon, 4] = double.NaN;
        Assert.True(Agreement.Of(prediction, truth, mask).MeanCosine > 0.8);
        Assert.Throws<ArgumentException>(() => Agreement.Of(prediction, truth));
    }

    [Fact]
    public void GainAndCosineByWavenumber()
    {
        Tensor x = linspace(0, Math.PI, 33, ScalarType.Float64), truth = (x.sin() + (3 * x).sin()).reshape(1, 33, 1);
        Tensor prediction = (0.5 * x.sin() - 2 * (3 * x).sin() + 0.1 * (5 * x).sin()).reshape(1, 33, 1);
        SpectralErrors found = ErrorSpectrum.Sine(prediction, truth);
        MetricsTests.Close([0.5, 1, 2, -1], [found.Gain[0], found.Cosine[0], found.Gain[2], found.Cosine[2]]);
        Assert.True(found.Gain[4] > 1e10);
        // Errors 0.5, 3 and 0.1 in k = 1, 3, 5; a sine has the mean square ½.
        Assert.Equal(Math.Sqrt((9 + 0.01) / 2), found.BandRootMeanSquare(3, 5), 1e-12);
        Assert.Equal(Metrics.RootMeanSquare(prediction.narrow(1, 0, 32), truth.narrow(1, 0, 32)).Mean, found.BandRootMeanSquare(0, 99), 1e-12);
    }

    [Fact]
    public void TheSpanOfABasisBoundsTheError()
    {
        Tensor x = linspace(0, 1, 50, ScalarType.Float64), basis = stack([ones_like(x), x, 2 * x - 1, x * x], 1); // the third is no new one
        Tensor inside = (3 - 2 * x + x * x).reshape(1, 50, 1), outside = (8 * Math.PI * x).sin().reshape(1, 50, 1);
        SpanProjection found = SpanProjection.Of(basis, cat([inside, outside], 0), tolerance: 1e-10);
        Assert.Equal(3, found.Rank);
        Assert.True(found.Error.PerSample[0] < 1e-13 && found.Error.PerSample[1] > 0.9);
        // Half of the energy in the span, half orthogonal to it.
        Tensor unit = stack([tensor(new double[] { 1, 0, 0 }), tensor(new double[] { 0, 1e-5, 0 })], 1);
        Assert.Equal(Math.Sqrt(0.5), SpanProjection.Of(unit, tensor(new double[] { 1, 0, 1 }).reshape(1, 3, 1)).Error.Mean, 1e-12);
        Tensor second = tensor(new double[] { 0, 2, 0 }).reshape(1, 3, 1);
        Assert.Equal((1, 1.0), (SpanProjection.Of(unit, second).Rank, SpanProjection.Of(unit, second).Error.Mean)); // below the tolerance
        Assert.Equal(0, SpanProjection.Of(unit, second, tolerance: 1e-6).Error.Mean, 1e-9);
        Assert.Equal(0, SpanProjection.Of(unit, second, offset: second[0]).Error.Mean, 1e-12);
        Assert.Throws<ArgumentException>(() => SpanProjection.Of(unit.t(), second));
    }

    [Fact]
    public void TheSpanOfPredictionsIsTheTrunks()
    {
        // Predictions with a bias and a trunk of three functions: the bound is that of the trunk, and of the bias at no inputs' cost.
        Tensor trunk = Random(1, 40, 3), bias = Random(2, 40, 1), truth = Random(3, 6, 40, 1);
        Tensor predictions = Random(4, 25, 1, 3).mul(trunk).sum([2], keepdim: true) + bias;
        SpanProjection found = Assert.Single(SpanProjection.OfPredictions(predictions, truth)), expected = SpanProjection.Of(trunk, truth, bias);
        Assert.Equal(3, found.Rank);
        // The mean prediction is the bias plus something in the span.
        MetricsTests.Close(expected.Error.PerSample, found.Error.PerSample);
        Assert.True(SpanProjection.OfPredictions(predictions, predictions.narrow(0, 0, 2))[0].Error.Worst < 1e-12);
        Assert.Equal(2, SpanProjection.OfPredictions(cat([predictions, -predictions], 2), cat([truth, truth], 2)).Count);
    }

    [Fact]
    public void LinearModelsHaveNoDefectAndOthersHaveTheirOwn()
    {
        using var set = new OperatorDataset(["u", "c"], [Random(1, 9, 7, 1), Random(2, 9, 7, 1)], Random(3, 7, 1), ["s"], Random(4, 9, 7, 1));
        LinearityDefect linear = LinearityDefect.Of(new StatePredictor(s => s.Inputs[0].cumsum(1) * s.Inputs[1]), set);
        Assert.True(linear.Additivity.Worst < 1e-13 && linear.Homogeneity.All(one => one.Error.Worst < 1e-13));
        Assert.Equal(0, linear.Offset);
        LinearityDefect square = LinearityDefect.Of(new StatePredictor(s => s.Inputs[0].square()), set, factors: [0.1, 10]);
        MetricsTests.Close([0.9, 9], [.. square.Homogeneity.Select(one => one.Error.Mean)]); // |λ² − λ| / λ
        Assert.True(square.Additivity.Mean > 0.1);
        LinearityDefect modulus = LinearityDefect.Of(new StatePredictor(s => s.Inputs[0].abs()), set); // scales, and does not add
        Assert.True(modulus.Additivity.Mean > 0.1 && modulus.Homogeneity.All(one => one.Error.Worst < 1e-13));
        LinearityDefect shifted = LinearityDefect.Of(new StatePredictor(s => s.Inputs[0] + 1e6), set);
        Assert.Equal(1, shifted.Offset, 1e-5);
        // In c the first model is linear too; pairs of u must not bring their own c.
        Assert.True(LinearityDefect.Of(new StatePredictor(s => s.Inputs[0].exp() * s.Inputs[1]), set, "c").Additivity.Worst < 1e-13);
        Assert.Throws<ArgumentException>(() => LinearityDefect.Of(new StatePredictor(s => s.Outputs), set, "k"));
    }

    [Fact]
    public void TheResolutionSuiteRatesEveryModelOnEveryGrid()
    {
        using OperatorDataset fine = OperatorDataset.Generate(new CosineProblem(41), 6, seed: 1), middle = fine.Strided([2]), coarse = fine.Strided([4]);
        using MeanBaseline fixedGrid = MeanBaseline.Fit(middle);
        // u′ of a cosine by differences gets worse on coarser grids; u² is exact.
        var square = new StatePredictor(set => cat([1.1 * set.Outputs.narrow(2, 0, 1), set.Inputs[0].square()], 2));
        IReadOnlyList<ResolutionError> rows = ResolutionSuite.Run(new Dictionary<string, IOperatorPredictor> { ["square"] = square, ["mean"] = fixedGrid }, middle, [coarse, fine]);
        Assert.Equal(["square 21", "square 11", "square 41", "mean 21", "mean 11", "mean 41"], rows.Select(row => $"{row.Model} {row.Axes[0]}"));
        Assert.Equal(1, rows[0].Ratio);
        Assert.InRange(rows[1].Ratio!.Value, 0.9, 1.1);
        Assert.Equal(rows[2].Error!.Mean / rows[0].Error!.Mean, rows[2].Ratio!.Value, 1e-12);
        Assert.Equal(1, rows[3].Ratio);
        Assert.All(rows.Skip(4), row => Assert.True(row.Error is null && row.Ratio is null && row.Reason!.Contains("Fit on this grid")));
        using OperatorDataset fewer = fine.Subset(0, 3);
        Assert.Throws<ArgumentException>(() => ResolutionSuite.Run(new Dictionary<string, IOperatorPredictor>(), middle, [fewer]));
    }

    [Fact]
    public void WhatIsLostOfATotal()
    {
        Tensor truth = ones([1, 4, 2], ScalarType.Float64), prediction = truth.clone();
        prediction[0, 0, 0] += 1;
        prediction[0, 1, 0] -= 1; // moved, not lost
        prediction[0, 2, 1] += 0.8;
        Assert.Equal(Math.Sqrt(0.2 * 0.2 / 2), Metrics.Conservation(prediction, truth).Mean, 1e-14);
        Assert.Equal(Math.Sqrt(0.5 * 0.5 / 2), Metrics.Conservation(prediction, truth, tensor(new double[] { 1, 0, 0, 1 }).unsqueeze(0).expand(1, 4)).Mean, 1e-14);
    }
}
