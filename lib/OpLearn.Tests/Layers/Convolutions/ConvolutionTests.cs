using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class ConvolutionTests
{
    private static double[] Numbers(Tensor tensor) => tensor.detach().to(float64).reshape(-1).data<double>().ToArray();

    [Fact]
    public void Convolution_EqualsASumByHand_OnOneToThreeAxes_WithEachPadding()
    {
        foreach (ConvPadding padding in (ConvPadding[])[ConvPadding.Zeros, ConvPadding.Periodic, ConvPadding.Replicate, ConvPadding.None])
        {
            for (int axes = 1; axes <= 3; axes++)
            {
                using Generator random = new(3);
                Convolution layer = new(axes, 2, 3, new ConvStyle { Padding = padding }, random);
                layer.to(float64);
                long[] points = ((long[])[5, 4, 6])[..axes];
                Tensor input = ModelChecks.Random(1, [1, 2, .. points]), output = layer.call(input);
                Tensor weight = layer.parameters().First(), bias = layer.parameters().Last();
                long[] result = output.shape[2..];
                Assert.Equal(padding == ConvPadding.None ? [.. points.Select(n => n - 2)] : points, result);
                long[] at = [.. result.Select(n => n - 1)]; // the last corner, where the edge counts
                for (int channel = 0; channel < 3; channel++)
                {
                    double sum = bias[channel].item<double>();
                    for (int from = 0; from < 2; from++)
                    {
                        for (int tap = 0; tap < Math.Pow(3, axes); tap++)
                        {
                            long[] offset = [.. Enumerable.Range(0, axes).Select(axis => (long)((tap / (int)Math.Pow(3, axis)) % 3))];
                            long[] where = [.. at.Select((n, axis) => n + offset[axis] - (padding == ConvPadding.None ? 0 : 1))];
                            bool inside = where.Select((n, axis) => n >= 0 && n < points[axis]).All(x => x);
                            if (!inside && padding == ConvPadding.Zeros) continue;
                            long[] read = [.. where.Select((n, axis) => padding == ConvPadding.Periodic ? (n + points[axis]) % points[axis] : Math.Clamp(n, 0, points[axis] - 1))];
                            Tensor x = input[0, from], w = weight[channel, from];
                            for (int axis = 0; axis < axes; axis++) { x = x[read[axis]]; w = w[offset[axis]]; }
                            sum += x.item<double>() * w.item<double>();
                        }
                    }
                    Tensor y = output[0, channel];
                    for (int axis = 0; axis < axes; axis++) y = y[at[axis]];
                    Assert.Equal(sum, y.item<double>(), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Pooling_TakesMeansAndMaxima_AndLeavesOutAnOddPoint()
    {
        Tensor x = tensor(new[] { 1.0, 5.0, 2.0, 8.0, 100.0 }).reshape(1, 1, 5);
        Assert.Equal([3.0, 5.0], Numbers(Pooling.Average.Apply(x)));
        Assert.Equal([5.0, 8.0], Numbers(Pooling.Max.Apply(x)));
        Tensor square = arange(16, dtype: float64).reshape(1, 1, 4, 4), cube = arange(8, dtype: float64).reshape(1, 1, 2, 2, 2);
        Assert.Equal([2.5, 4.5, 10.5, 12.5], Numbers(Pooling.Average.Apply(square)));
        Assert.Equal([5.0, 7.0, 13.0, 15.0], Numbers(Pooling.Max.Apply(square)));
        Assert.Equal([3.5], Numbers(Pooling.Average.Apply(cube)));
        Assert.Equal([7.0], Numbers(Pooling.Max.Apply(cube)));
    }

    [Fact]
    public void BatchNorm_Normalises_KeepsRunningAverages_AndUsesThemInEvaluation()
    {
        foreach (bool channelsFirst in (bool[])[false, true])
        {
            FeatureNorm norm = new(3, NormLayer.Batch(1e-3, 0.25), channelsFirst);
            norm.to(float64);
            Tensor x = 2.0 * ModelChecks.Random(1, 6, channelsFirst ? 3 : 7, channelsFirst ? 7 : 3) + 5.0;
            long[] over = channelsFirst ? [0, 2] : [0, 1];
            Tensor Shaped(Tensor v) => channelsFirst ? v.reshape(1, 3, 1) : v.reshape(1, 1, 3);
            Tensor mean = x.mean(over), variance = x.var(over, unbiased: false);
            Tensor expected = (x - Shaped(mean)) / (Shaped(variance) + 1e-3).sqrt();
            Assert.InRange(ModelChecks.MaxDifference(norm.call(x), expected), 0.0, 1e-12);
            norm.eval();
            Tensor runningMean = 0.25 * mean, runningVariance = 0.25 * x.var(over, unbiased: true) + 0.75;
            Assert.InRange(ModelChecks.MaxDifference(norm.call(x), (x - Shaped(runningMean)) / (Shaped(runningVariance) + 1e-3).sqrt()), 0.0, 1e-12);
        }
    }

    [Fact]
    public void LayerNorm_Normalises_EachPoint()
    {
        FeatureNorm norm = new(3, NormLayer.Layer(1e-3), channelsFirst: true);
        norm.to(float64);
        Tensor x = ModelChecks.Random(1, 2, 3, 5);
        Tensor expected = (x - x.mean([1], keepdim: true)) / (x.var([1], unbiased: false, keepdim: true) + 1e-3).sqrt();
        Assert.InRange(ModelChecks.MaxDifference(norm.call(x), expected), 0.0, 1e-12);
    }

    [Fact]
    public void Dropout_HasItsRate_KeepsTheMean_AndGoesOnFromItsCounter()
    {
        Mlp Make() => Mlp.Create(1, [2001, 1], seed: 5, new MlpStyle { Activation = new Activation("one", x => 0.0 * x + 1.0), Dropout = new DropoutOptions(0.2) });
        using Mlp network = Make(), resumed = Make();
        using (no_grad()) foreach (Mlp one in (Mlp[])[network, resumed]) one.parameters().ElementAt(2).fill_(1.0 / 2001);
        float Call(Mlp one) => one.call(ones(1, 1)).item<float>();
        float first = Call(network), second = Call(network), third = Call(network);
        Assert.InRange(Math.Abs(first - 1.0), 1e-6, 0.05); // mean of 2001 numbers that are 0 or 1.25: deviation 0.011
        Assert.NotEqual(first, second);
        Assert.Equal(first, Call(resumed));
        manual_seed(3);
        resumed.load_state_dict(network.state_dict()); // as from a checkpoint after three calls
        Assert.Equal(Call(network), Call(resumed));
        Assert.NotEqual(third, Call(network));
        network.eval();
        Assert.Equal(1.0f, Call(network), 1e-5f);
    }

    [Fact]
    public void AZeroResidualBranch_LeavesTheShortcut()
    {
        using Generator random = new(3);
        ResidualBlock block = new(2, 2, 2, new ConvStyle(), 1, random);
        using (no_grad()) foreach (Tensor parameter in block.parameters()) parameter.zero_();
        Tensor x = ModelChecks.Random(1, 2, 2, 5, 4).to(float32);
        Assert.Equal(0.0, ModelChecks.MaxDifference(block.call(x), x.relu()));
    }

    [Fact]
    public void PeriodicConvolutions_CommuteWithShifts_ZerosDoNot()
    {
        Tensor u = ModelChecks.Random(1, 2, 12, 10, 1), x = ModelCase.Grid(12, 10);
        Tensor Shifted(Tensor v) => v.reshape(2, 12, 10, 1).roll([3, 4], [1, 2]);
        foreach (ConvPadding padding in (ConvPadding[])[ConvPadding.Periodic, ConvPadding.Zeros])
        {
            ConvStyle style = new() { Activation = Activation.Gelu, Padding = padding };
            GridField field = new() { Axes = 2, AppendCoordinates = false };
            foreach (OperatorModel model in (OperatorModel[])[Fcn.Create(new() { Field = field, Widths = [4, 4], Convolutions = style, Seed = 1 }), ResNet.Create(new() { Field = field, Width = 4, Blocks = 2, Convolutions = style, Seed = 1 })])
            {
                using (model)
                {
                    model.MoveTo(float64);
                    double difference = ModelChecks.MaxDifference(Shifted(model.call([u], x)), model.call([Shifted(u)], x).reshape(2, 12, 10, 1));
                    Assert.Equal(padding == ConvPadding.Zeros, difference > 1e-6);
                }
            }
        }
    }

    [Fact]
    public void UNet_OnAGridThatIsNoMultiple_EqualsTheCutOfTheContinuedGrid()
    {
        // Replicate continues 9 points to 12: the same as handing it the 12 points and cutting.
        using UNet model = UNet.Create(new() { Field = new() { Axes = 1, AppendCoordinates = false }, Width = 3, Depth = 2, Convolutions = new() { Padding = ConvPadding.Replicate, Activation = Activation.Gelu }, Seed = 1 });
        model.MoveTo(float64);
        Tensor u = ModelChecks.Random(1, 2, 9, 1), longer = cat([u, u.narrow(1, 8, 1).expand(-1, 3, -1)], 1);
        Assert.InRange(ModelChecks.MaxDifference(model.call([u], ModelCase.Grid(9)), model.call([longer], ModelCase.Grid(12)).narrow(1, 0, 9)), 0.0, 1e-13);
    }

    [Fact]
    public void UNet_SeesAcrossTheWholeGrid_AnFcnOfOneLayerDoesNot()
    {
        GridField field = new() { Axes = 1, AppendCoordinates = false };
        using UNet wide = UNet.Create(new() { Field = field, Width = 4, Depth = 3, Convolutions = new() { Activation = Activation.Gelu }, Seed = 1 });
        using Fcn narrow = Fcn.Create(new() { Field = field, Widths = [4], Seed = 1 });
        Tensor x = ModelCase.Grid(32).to(float32), u = ModelChecks.Random(1, 1, 32, 1).to(float32);
        Tensor Reach(OperatorModel model) => Sensitivity.OfInputs(model, [u], x, s => s[0, 16, 0])[0].reshape(-1).abs();
        Assert.True(Reach(wide)[0].item<float>() > 0.0f);
        Tensor near = Reach(narrow);
        Assert.Equal(0.0f, near[13].item<float>());
        Assert.True(near[14].item<float>() > 0.0f && near[18].item<float>() > 0.0f);
        Assert.Equal(0.0f, near[19].item<float>());
    }

    [Fact]
    public void GridsThatVanish_AndEvenKernels_AreNamed()
    {
        Generator random = new(1);
        string message = Assert.Throws<ArgumentException>(() => new CnnBranch { Grid = [3], Filters = [2, 2, 2], Widths = [4] }.Build(random)).Message;
        Assert.Contains("[3]", message);
        Assert.Contains("odd kernel", Assert.Throws<ArgumentException>(() => Fcn.Create(new() { Field = new() { Axes = 1 }, Convolutions = new() { Kernel = 4 }, Seed = 0 })).Message);
        Assert.Contains("keeps the grid", Assert.Throws<ArgumentException>(() => UNet.Create(new() { Field = new() { Axes = 1 }, Convolutions = new() { Padding = ConvPadding.None }, Seed = 0 })).Message);
    }
}
