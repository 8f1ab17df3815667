using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class FnoTests
{
    private static Tensor Grid(params int[] points)
    {
        Tensor[] axes = [.. points.Select(count => arange(count, dtype: float64) / count)];
        return stack(meshgrid(axes, indexing: "ij"), -1).reshape(-1, points.Length);
    }

    private static Fno Small(int axes, bool coordinates = true, double padding = 0.0, FnoBlocks? blocks = null)
    {
        FnoBlocks chosen = blocks ?? new FnoBlocks { Layers = 2, ProjectionWidth = 6, AppendCoordinates = coordinates };
        Fno model = Fno.Create(new FnoOptions { Modes = [.. Enumerable.Repeat(3, axes)], Width = 4, InputChannels = 2, Outputs = 2, Blocks = chosen, Padding = padding, Seed = 2 });
        model.to(float64);
        return model;
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(2, 1, true)]
    [InlineData(3, 0, true)]
    [InlineData(3, 1, true)]
    [InlineData(3, 2, true)]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(2, 1, false)]
    [InlineData(3, 0, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, false)]
    public void SpectralLayer_WithDerivativeMultipliers_Differentiates(int axes, int along, bool truncated)
    {
        SpectralTransform transform = truncated ? SpectralTransform.Truncated : SpectralTransform.Full;
        const int modes = 6;
        using Generator random = new(1);
        SpectralConvolution layer = new(1, 1, [.. Enumerable.Repeat(modes, axes)], SpectralInitializer.Uniform, random) { Transform = transform };
        layer.to(float64);
        using (no_grad())
        {
            int corner = 0;
            foreach (Tensor weight in layer.parameters())
            {
                bool negative = along < axes - 1 && (corner & (1 << along)) != 0; // frequencies −modes … −1 in place of 0 … modes − 1
                long[] shape = [.. Enumerable.Range(0, axes + 2).Select(axis => axis == along + 2 ? (long)modes : 1L)];
                Tensor k = 2.0 * Math.PI * (arange(modes, dtype: float64) - (negative ? modes : 0)).reshape(shape);
                weight.zero_();
                weight.select(-1, 1).add_(k); // i k
                corner++;
            }
        }
        int[] points = [16, 14, 18];
        Tensor x = Grid(points[..axes]);
        Tensor phase = zeros(x.shape[0], float64), slope = zeros(x.shape[0], float64);
        double[] frequencies = [3, -2, 5];
        for (int axis = 0; axis < axes; axis++) phase += 2.0 * Math.PI * frequencies[axis] * x.select(1, axis);
        Tensor low = 2.0 * Math.PI * x.select(1, along);
        Tensor function = phase.sin() + 0.5 * low.cos() + 2.0, derivative = 2.0 * Math.PI * frequencies[along] * phase.cos() - 0.5 * 2.0 * Math.PI * low.sin();
        long[] field = [1, .. points[..axes].Select(count => (long)count), 1];
        Assert.InRange(ModelChecks.MaxDifference(layer.call(function.reshape(field)), derivative.reshape(field)), 0.0, 1e-10);

        layer.to(float32);
        Tensor single = layer.call(function.reshape(field).to(float32)), scale = derivative.abs().max();
        Assert.InRange(ModelChecks.MaxDifference(single, derivative.reshape(field)) / scale.item<double>(), 0.0, 1e-5);
    }

    [Theory]
    [InlineData(new[] { 3 }, new[] { 6 })]
    [InlineData(new[] { 3 }, new[] { 11 })]
    [InlineData(new[] { 2, 3 }, new[] { 4, 7 })]
    [InlineData(new[] { 4, 1 }, new[] { 9, 8 })]
    [InlineData(new[] { 2, 3, 2 }, new[] { 5, 6, 4 })]
    public void TheTwoTransforms_GiveTheSameFieldsAndGradients(int[] modes, int[] grid)
    {
        Tensor[] found = [.. new[] { SpectralTransform.Full, SpectralTransform.Truncated }.SelectMany(transform =>
        {
            using Generator random = new(5);
            SpectralConvolution layer = new(2, 3, modes, SpectralInitializer.Uniform, random) { Transform = transform };
            layer.to(float64);
            long[] shape = [.. grid.Select(points => (long)points)];
            Tensor input = randn([2, .. shape, 2], float64, generator: new Generator(6), requires_grad: true), added = randn([2, .. shape, 3], float64, generator: new Generator(7));
            Tensor alone = layer.call(input), output = layer.Add(input, added), weight = randn(output.shape, float64, generator: new Generator(8));
            Assert.InRange(ModelChecks.MaxDifference(alone + added, output), 0.0, 1e-12);
            return (Tensor[])[output, .. autograd.grad([(output * weight).sum()], [input, .. layer.parameters()])];
        })];
        for (int i = 0; i < found.Length / 2; i++) Assert.InRange(ModelChecks.MaxDifference(found[i], found[i + (found.Length / 2)]), 0.0, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 16 }, 64, 549_569)]        // fourier_1d.py: 287,425 where a complex number counts once
    [InlineData(new[] { 12, 12 }, 32, 2_368_001)]  // fourier_2d.py: 1,188,353 so counted
    public void ParameterCount_EqualsTheClosedForm_AndThe2021Scripts(int[] modes, int width, int expected)
    {
        using Fno model = Fno.Create(new FnoOptions { Modes = modes, Width = width, Seed = 0 });
        int axes = modes.Length, product = modes.Aggregate(1, (all, count) => all * count), corners = 1 << (axes - 1);
        int closed = ((1 + axes + 1) * width) + (4 * ((corners * 2 * product * width * width) + (width * width) + width)) + ((width + 1) * 128) + 129;
        Assert.Equal(expected, closed);
        Assert.Equal(closed, model.ParameterCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradients_EqualCentralDifferences(int axes)
    {
        int[] points = [7, 6, 8];
        long[] field = [2, .. points[..axes].Select(count => (long)count), 2];
        using Fno model = Small(axes);
        Assert.InRange(ModelChecks.GradientError(model, [ModelChecks.Random(1, field)], Grid(points[..axes])), 0.0, 1e-6);
        using Fno current = Small(axes, padding: 0.3, blocks: FnoBlocks.Current(4) with { Layers = 2 });
        Assert.InRange(ModelChecks.GradientError(current, [ModelChecks.Random(1, field)], Grid(points[..axes])), 0.0, 1e-6);
    }

    [Fact]
    public void TwiceTheResolution_SameFunction()
    {
        using Fno model = Small(1, coordinates: false);
        Tensor On(int points)
        {
            Tensor x = Grid(points);
            Tensor u = cat([(2 * Math.PI * x).sin(), (4 * Math.PI * x).cos() + 0.3 * (2 * Math.PI * x).cos()], 1).unsqueeze(0);
            return model.call([u], x);
        }
        Tensor coarse = On(64), fine = On(128), scale = coarse.abs().max();
        Assert.InRange(ModelChecks.MaxDifference(fine[.., TensorIndex.Slice(0, null, 2)], coarse) / scale.item<double>(), 0.0, 1e-5);
        Assert.True((coarse.amax([1]) - coarse.amin([1])).min().item<double>() > 1e-3); // not a constant
    }

    [Fact]
    public void TwiceTheResolution_SameFunction_OnTwoAxes()
    {
        using Fno model = Small(2, coordinates: false);
        Tensor On(int points)
        {
            Tensor x = Grid(points, points), phase = (x.select(1, 0) - 2 * x.select(1, 1)) * (2 * Math.PI);
            return model.call([stack([phase.sin(), (2 * Math.PI * x.select(1, 1)).cos()], 1).reshape(1, points, points, 2)], x).reshape(points, points, 2);
        }
        Tensor coarse = On(32), fine = On(64);
        Assert.InRange(ModelChecks.MaxDifference(fine[TensorIndex.Slice(0, null, 2), TensorIndex.Slice(0, null, 2)], coarse) / coarse.abs().max().item<double>(), 0.0, 1e-5);
        Assert.True((coarse.max() - coarse.min()).item<double>() > 1e-3);
    }

    [Fact]
    public void WithoutCoordinates_ShiftsCommute_WithThemTheyDoNot()
    {
        Tensor u = ModelChecks.Random(1, 2, 12, 10, 2), x = Grid(12, 10);
        Tensor Shifted(Tensor v) => v.reshape(2, 12, 10, 2).roll([3, 4], [1, 2]);
        foreach (bool coordinates in (bool[])[false, true])
        {
            using Fno model = Small(2, coordinates);
            double difference = ModelChecks.MaxDifference(Shifted(model.call([u], x)), Shifted(u) is var moved ? model.call([moved], x).reshape(2, 12, 10, 2) : u);
            Assert.Equal(coordinates, difference > 1e-6);
        }
    }

    [Fact]
    public void Padding_KeepsTheGrid_AndChangesTheResult()
    {
        Tensor u = ModelChecks.Random(1, 2, 10, 2), x = Grid(10);
        using Fno plain = Small(1), padded = Small(1, padding: 0.25);
        Assert.Equal([2L, 10L, 2L], padded.call([u], x).shape);
        Assert.True(ModelChecks.MaxDifference(plain.call([u], x), padded.call([u], x)) > 1e-4);
    }

    [Fact]
    public void SeveralFunctions_AreChannels()
    {
        using Fno model = Small(1);
        Tensor u = ModelChecks.Random(1, 2, 10, 2), x = Grid(10);
        Assert.Equal(0.0, ModelChecks.MaxDifference(model.call([u], x), model.call([u.narrow(2, 0, 1), u.narrow(2, 1, 1)], x)));
    }

    [Fact]
    public void GridsThatAreTooCoarse_OrLocationsOfAnother_AreNamed()
    {
        using Fno model = Small(1);
        Assert.Contains("6 points or more", Assert.Throws<ArgumentException>(() => model.call([ModelChecks.Random(1, 2, 5, 2)], Grid(5))).Message);
        Assert.Contains("10 points", Assert.Throws<ArgumentException>(() => model.call([ModelChecks.Random(1, 2, 10, 2)], Grid(9))).Message);
    }
}
