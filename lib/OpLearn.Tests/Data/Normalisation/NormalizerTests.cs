using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class NormalizerTests
{
    private static Tensor Values()
    {
        using var generator = new Generator(7);
        return randn([50, 9, 2], ScalarType.Float64, generator: generator) * tensor(new[] { 3.0, 0.01 }) + tensor(new[] { -5.0, 100.0 });
    }

    [Fact]
    public void GaussianGivesZeroMeanAndUnitDeviationOfEachChannel()
    {
        using Normalizer normalizer = Normalizer.Gaussian(Values());
        Tensor encoded = normalizer.Encode(Values());
        Assert.Equal([2], normalizer.Shift.shape);
        Assert.True(encoded.mean([0, 1]).abs().max().item<double>() < 1e-10);
        Assert.True((encoded.square().mean([0, 1]) - 1).abs().max().item<double>() < 1e-10);
    }

    [Fact]
    public void PointGaussianGivesThemAtEachPoint()
    {
        using Normalizer normalizer = Normalizer.PointGaussian(Values());
        Tensor encoded = normalizer.Encode(Values());
        Assert.Equal([9, 2], normalizer.Scale.shape);
        Assert.True(encoded.mean([0]).abs().max().item<double>() < 1e-9);
        Assert.True((encoded.square().mean([0]) - 1).abs().max().item<double>() < 1e-9);
        Assert.Contains("[9, 2]", Assert.Throws<ArgumentException>(() => normalizer.Encode(ones(4, 8, 2))).Message);
    }

    [Theory, InlineData(-1, 1), InlineData(0, 1), InlineData(2, 7)]
    public void MinMaxFillsTheInterval(double lower, double upper)
    {
        using Normalizer normalizer = Normalizer.MinMax(Values(), null, lower, upper);
        Tensor encoded = normalizer.Encode(Values());
        for (int channel = 0; channel < 2; channel++)
        {
            Assert.Equal(lower, encoded.select(2, channel).min().item<double>(), 1e-10);
            Assert.Equal(upper, encoded.select(2, channel).max().item<double>(), 1e-10);
        }
    }

    [Theory, InlineData(NormalizerKind.None), InlineData(NormalizerKind.Gaussian), InlineData(NormalizerKind.PointGaussian), InlineData(NormalizerKind.MinMax)]
    public void DecodeInvertsEncode(NormalizerKind kind)
    {
        using Normalizer normalizer = Normalizer.Fit(kind, Values(), null, 0);
        Assert.True((normalizer.Decode(normalizer.Encode(Values())) - Values()).abs().max().item<double>() < 1e-12);
        Tensor single = Values().to(ScalarType.Float32);
        Assert.Equal(ScalarType.Float32, normalizer.Encode(single).dtype);
        Assert.True((normalizer.Decode(normalizer.Encode(single)) - single).abs().max().item<float>() < 2e-5f);
    }

    [Theory, InlineData(NormalizerKind.Gaussian), InlineData(NormalizerKind.PointGaussian), InlineData(NormalizerKind.MinMax)]
    public void AConstantChannelEncodesToZero(NormalizerKind kind)
    {
        Tensor values = full([30, 4, 1], 0.1, ScalarType.Float64);
        using Normalizer normalizer = Normalizer.Fit(kind, values, null, 0);
        Assert.True(normalizer.Encode(values).abs().max().item<double>() < 1e-14);
        Assert.True((normalizer.Decode(normalizer.Encode(values)) - values).abs().max().item<double>() < 1e-14);
    }

    [Fact]
    public void MaskedPointsDoNotCount()
    {
        Tensor values = ones(6, 4, 1).to(ScalarType.Float64);
        values[0, 0, 0] = 3;
        values[.., 3, 0] = 1000;
        using Normalizer normalizer = Normalizer.Gaussian(values, tensor(new[] { 1.0, 1, 1, 0 }));
        Assert.Equal(1 + 2.0 / 18, normalizer.Shift.item<double>(), 1e-12);
    }

    [Fact]
    public void MaskedPointsDoNotCountPointByPoint()
    {
        Tensor values = Values(), mask = ones(50, 9);
        mask[TensorIndex.Slice(0, 20), 4] = 0;
        mask[TensorIndex.Colon, 7] = 0;
        Tensor wild = where(mask.ne(0).unsqueeze(-1), values, full_like(values, 1e9));
        using Normalizer plain = Normalizer.PointGaussian(values), part = Normalizer.PointGaussian(values.narrow(0, 20, 30)), masked = Normalizer.PointGaussian(wild, mask);
        Assert.True((masked.Shift[4] - part.Shift[4]).abs().max().item<double>() < 1e-12 && (masked.Scale[4] - part.Scale[4]).abs().max().item<double>() < 1e-12);
        Assert.True((masked.Shift[2] - plain.Shift[2]).abs().max().item<double>() < 1e-12 && (masked.Scale[2] - plain.Scale[2]).abs().max().item<double>() < 1e-12);
        Assert.Equal([0, 0, 1, 1], cat([masked.Shift[7], masked.Scale[7]]).data<double>().ToArray());
    }

    [Theory, InlineData(NormalizerKind.Gaussian), InlineData(NormalizerKind.PointGaussian), InlineData(NormalizerKind.MinMax)]
    public void WhatFillsMaskedPointsChangesNothingOnTheWay(NormalizerKind kind)
    {
        // From the set over its normaliser to the errors: whatever stands at points that do not count, the numbers are the same.
        using var generator = new Generator(4);
        Tensor inputs = randn([12, 5, 1], generator: generator), outputs = randn([12, 8, 2], generator: generator), mask = ones(12, 8);
        mask[TensorIndex.Slice(0, 6), TensorIndex.Slice(5, 8)] = 0;
        double[] Numbers(double filler)
        {
            using var scope = NewDisposeScope();
            Tensor filled = where(mask.ne(0).unsqueeze(-1), outputs, full_like(outputs, filler));
            using var set = new OperatorDataset(["u"], [inputs.clone()], arange(8, ScalarType.Float32).unsqueeze(-1), ["s", "t"], filled, null, mask.clone());
            using Normalization fitted = Normalization.Fit(set, new NormalizationOptions { Outputs = kind });
            Tensor prediction = fitted.Outputs.Decode(0.9f * fitted.Outputs.Encode(set.Outputs));
            using OperatorDataset drawn = set.SamplePoints(3, seed: 1);
            return [.. fitted.Outputs.Shift.flatten().data<double>(), .. fitted.Outputs.Scale.flatten().data<double>(), Metrics.RelativeL2(prediction, set.Outputs, set.Mask).Mean,
                Metrics.GlobalRelativeL2(prediction, set.Outputs, set.Mask), Metrics.Maximum(prediction, set.Outputs, set.Mask).Mean, drawn.Outputs.abs().max().item<float>()];
        }
        Assert.Equal(Numbers(0), Numbers(1e6));
    }

    [Fact]
    public void EpsilonIsAddedToTheDeviation()
    {
        using Normalizer plain = Normalizer.Gaussian(Values()), padded = Normalizer.Gaussian(Values(), null, 0.5);
        Assert.True((padded.Scale - plain.Scale - 0.5).abs().max().item<double>() < 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Normalizer.Gaussian(Values(), null, -1));
    }

    [Fact]
    public void FitUsesTheTrainingSetOnly()
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 40, seed: 1);
        using DatasetSplit split = all.Split(20, 10, 10);
        using Normalization fitted = Normalization.Fit(split.Train), leaky = Normalization.Fit(all);
        using Normalizer direct = Normalizer.Gaussian(split.Train.Outputs);
        Assert.True(fitted.Outputs.Shift.SameBits(direct.Shift));
        Assert.False(fitted.Outputs.Shift.SameBits(leaky.Outputs.Shift));
        Tensor locations = fitted.Locations.Encode(all.Locations);
        Assert.Equal((-1f, 1f), (locations.min().item<float>(), locations.max().item<float>()));
    }

    [Fact]
    public void KindsThatDoNotFitAreRefused()
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 4, seed: 1);
        using OperatorDataset triples = all.ToTriples(2, seed: 1);
        Assert.Throws<ArgumentException>(() => Normalization.Fit(triples, new NormalizationOptions { Outputs = NormalizerKind.PointGaussian }));
        Assert.Throws<ArgumentException>(() => new Normalizer(zeros(2), zeros(2)));
    }
}
