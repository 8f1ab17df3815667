using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class FourierBlockTests
{
    private static Fno Model(int[] modes, int width = 16, Activation? activation = null, double padding = 0.0, int outputs = 1, FnoBlocks? blocks = null)
    {
        FnoBlocks parts = (blocks ?? new FnoBlocks { Layers = 3, ProjectionWidth = 32 }) with { Activation = activation ?? Activation.Gelu };
        Fno model = Fno.Create(new FnoOptions { Modes = modes, Width = width, InputChannels = 2, Outputs = outputs, Blocks = parts, Padding = padding, Seed = 3 });
        using IDisposable noGradients = no_grad();
        foreach (var parameter in model.parameters().Where(parameter => parameter.dim() > 2)) parameter.mul_(10.0 * width); // of the size of the path past the transform
        return model;
    }

    private static (Tensor Field, Tensor Locations) Data(int[] grid, int samples = 3)
    {
        Tensor[] axes = [.. grid.Select(points => arange(points, dtype: float32) / points)];
        return (ModelChecks.Random(1, [samples, .. grid.Select(points => (long)points), 2]).to(float32), stack(meshgrid(axes, indexing: "ij"), -1).reshape(-1, grid.Length));
    }

    /// <summary>The output and the gradients of all parameters of a weighted sum of it.</summary>
    private static Tensor[] Found(Fno model, Tensor field, Tensor locations)
    {
        Tensor output = model.call([field], locations), weight = ModelChecks.Random(2, output.shape).to(output.dtype);
        return [output, .. autograd.grad([(output * weight).sum()], [.. model.parameters()])];
    }

    private static double Distance(Tensor exact, Tensor came) => ((exact - came.to(exact.dtype)).norm() / exact.norm()).ToDouble();

    private static bool IsSupported(Fno model, int[] grid)
    {
        var block = model.modules().OfType<SpectralConvolution>().First();
        var path = model.modules().OfType<Dense>().First(dense => dense.Matrix.shape[0] == dense.Matrix.shape[1]);
        long channels = path.Matrix.shape[0];
        return block.Block(zeros([1, .. grid.Select(points => (long)points), channels]), path, Activation.Gelu) is not null;
    }

    /// <summary>Against the same model in float64 by operations: no worse than libtorch's own rounding by more than another order of the sums can make it.</summary>
    private static void AssertAsExact(Fno model, Fno exact, Tensor field, Tensor locations)
    {
        exact.to(float64);
        Tensor[] fast = Found(model, field, locations), truth = Found(exact, field.to(float64), locations.to(float64)), plain;
        using (FastPaths.Off()) plain = Found(model, field, locations);
        for (int i = 0; i < fast.Length; i++)
            Assert.True(Distance(truth[i], fast[i]) < Math.Max(3e-6, 10.0 * Distance(truth[i], plain[i])), $"{i}: {Distance(truth[i], fast[i]):E1}, libtorch {Distance(truth[i], plain[i]):E1}");
        Assert.NotEqual(0.0, Distance(plain[0].to(float64), fast[0])); // it has been taken
    }

    public static TheoryData<int[], int[], int, string, double> Cases => new()
    {
        { [16], [1024], 64, "gelu", 0.0 },
        { [3], [6], 16, "relu", 0.0 },
        { [7], [45], 32, "tanh", 0.0 },
        { [5], [33], 16, "identity", 0.3 },
        { [12, 12], [30, 29], 32, "gelu", 0.1 },
        { [2, 3], [9, 40], 48, "relu", 0.0 },
        { [3, 2, 5], [7, 6, 11], 16, "gelu", 0.0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ValuesAndGradients_AreThoseOfFloat64ByOperations(int[] modes, int[] grid, int width, string name, double padding)
    {
        using DisposeScope scope = NewDisposeScope();
        Activation activation = new[] { Activation.Gelu, Activation.Relu, Activation.Tanh, Activation.Identity }.Single(each => each.Name == name);
        using Fno model = Model(modes, width, activation, padding), exact = Model(modes, width, activation, padding);
        Assert.True(IsSupported(model, grid));
        (Tensor field, Tensor locations) = Data(grid);
        AssertAsExact(model, exact, field, locations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void SeveralOutputs_AndAChannelNetwork(int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        FnoBlocks blocks = FnoBlocks.Current(16) with { Layers = 2 };
        using Fno model = Model([4], outputs: outputs, blocks: blocks), exact = Model([4], outputs: outputs, blocks: blocks);
        (Tensor field, Tensor locations) = Data([131]);
        AssertAsExact(model, exact, field, locations);
    }

    [Fact]
    public void WithoutGradients_TheSameBits()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fno model = Model([6, 5], width: 32);
        (Tensor field, Tensor locations) = Data([20, 70], samples: 2);
        Tensor withGradients = model.call([field], locations);
        using IDisposable noGradients = no_grad();
        Assert.Equal(0.0, ModelChecks.MaxDifference(withGradients, model.call([field], locations)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void OnAnyNumberOfThreads_TheBlockHasTheSameBits(int threads) // the lifting before it is libtorch's product, whose sums may differ
    {
        using DisposeScope scope = NewDisposeScope();
        using var restored = new RestoredThreads();
        using Fno model = Model([6, 5], width: 32);
        var block = model.modules().OfType<SpectralConvolution>().First();
        var path = model.modules().OfType<Dense>().First(dense => dense.Matrix.shape[0] == dense.Matrix.shape[1]);
        Tensor field = ModelChecks.Random(1, 2, 20, 70, 32).to(float32).requires_grad_(), weight = ModelChecks.Random(2, 2, 20, 70, 32).to(float32);
        Tensor[] Found(int count)
        {
            set_num_threads(count);
            Tensor output = block.Block(field, path, Activation.Gelu)!;
            return [output, .. autograd.grad([(output * weight).sum()], [field, .. block.parameters(), .. path.parameters()])];
        }
        Assert.All(Found(1).Zip(Found(threads)), pair => Assert.Equal(0.0, ModelChecks.MaxDifference(pair.First, pair.Second)));
    }

    [Fact]
    public void GradientsOfGradients_AreThoseOfThePlainForm()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fno model = Model([3], activation: Activation.Tanh);
        (Tensor field, Tensor locations) = Data([20]);
        Tensor[] Second()
        {
            Tensor[] parameters = [.. model.parameters()];
            Tensor loss = model.call([field], locations).square().sum();
            IList<Tensor> first = autograd.grad([loss], parameters, retain_graph: true, create_graph: true);
            Tensor norm = first.Aggregate(zeros(1), (sum, gradient) => sum + gradient.square().sum());
            return [.. first, .. autograd.grad([norm], parameters[..^1])]; // the last bias takes no part in it beyond a constant
        }
        Tensor[] fast = Second(), plain;
        using (FastPaths.Off()) plain = Second();
        Assert.All(fast.Zip(plain), pair => Assert.InRange(Distance(pair.Second, pair.First), 0.0, 1e-5));
    }

    [Fact]
    public void GradientsOfGradients_WhereTheMatricesFollowFromTheField()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(1);
        var path = new Dense(16, 16, Initializer.PyTorchLinear, random);
        Tensor[] Found(bool fast)
        {
            Tensor field = ModelChecks.Random(3, 2, 12, 16).to(float32).requires_grad_(), weight = field.square().narrow(1, 0, 4).reshape(16, 1, 4, 2).expand(-1, 16, -1, -1).contiguous();
            Tensor output = fast ? FourierBlock.Run(field, [4], weight, path.Matrix, path.Offset!, FusedActivation.Tanh) : FourierBlock.ByOperations([field, weight, path.Matrix, path.Offset!], [4], FusedActivation.Tanh);
            Tensor first = autograd.grad([output.square().sum()], [field], retain_graph: true, create_graph: true)[0];
            return [first, .. autograd.grad([first.square().sum()], [field, path.Matrix])];
        }
        Assert.All(Found(fast: true).Zip(Found(fast: false)), pair => Assert.InRange(Distance(pair.Second, pair.First), 0.0, 1e-5));
    }

    [Fact]
    public void WhatItDoesNotReach_IsLeftToOperations()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fno narrow = Model([3], width: 20), twice = Model([3]);
        twice.to(float64);
        Assert.False(IsSupported(narrow, [20]));
        Assert.Null(twice.modules().OfType<SpectralConvolution>().First().Block(zeros(1, 20, 16, dtype: float64), twice.modules().OfType<Dense>().First(dense => dense.Matrix.shape[0] == dense.Matrix.shape[1]), Activation.Gelu));
        using Fno wide = Model([3]);
        Assert.True(IsSupported(wide, [20]));
        using (FastPaths.Off()) Assert.False(IsSupported(wide, [20]));
        wide.Transform = SpectralTransform.Full;
        Assert.False(IsSupported(wide, [20]));
        var block = wide.modules().OfType<SpectralConvolution>().First();
        block.Transform = SpectralTransform.Truncated;
        var path = wide.modules().OfType<Dense>().First(dense => dense.Matrix.shape[0] == dense.Matrix.shape[1]);
        Assert.Null(block.Block(zeros(1, 20, 16), path, Activation.Elu));
        Assert.NotNull(block.Block(zeros(1, 20, 16), path, Activation.Gelu));
    }

    [Fact]
    public void FieldsThatAreNotContiguous_OrEmpty_GiveWhatOperationsGive()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fno model = Model([3]);
        var block = model.modules().OfType<SpectralConvolution>().First();
        var path = model.modules().OfType<Dense>().First(dense => dense.Matrix.shape[0] == dense.Matrix.shape[1]);
        Tensor turned = ModelChecks.Random(4, 2, 16, 20).to(float32).transpose(1, 2);
        Assert.Equal(0.0, ModelChecks.MaxDifference(block.Block(turned, path, Activation.Gelu)!, block.Block(turned.contiguous(), path, Activation.Gelu)!));
        Assert.Null(block.Block(zeros(0, 20, 16), path, Activation.Gelu));
    }

    [Fact]
    public void NaN_ComesThrough()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Activation activation in new[] { Activation.Gelu, Activation.Relu, Activation.Tanh })
        {
            using Fno model = Model([3], activation: activation);
            (Tensor field, Tensor locations) = Data([20]);
            field[1, 4, 0] = float.NaN;
            Tensor output = model.call([field], locations);
            Assert.True(output[1].isnan().any().item<bool>());
            Assert.False(output[0].isnan().any().item<bool>());
        }
    }

    [Fact]
    public void Training_WithAndWithout_GivesTheSameToRounding()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor field, Tensor locations) = Data([64], samples: 8);
        Tensor targets = field.narrow(2, 0, 1).cumsum(1) / 8.0;
        using var data = new OperatorDataset(["u"], [field.clone()], locations.clone(), ["s"], targets.clone());
        double Trained()
        {
            using Fno model = Fno.Create(new FnoOptions { Modes = [6], Width = 16, InputChannels = 2, Seed = 1 });
            TrainingRun run = Trainer.Fit(model, data, new TrainerOptions { Iterations = 30, Seed = 0, Loss = OperatorLoss.RelativeL2() });
            return run.FinalLoss;
        }
        double fast = Trained(), plain;
        using (FastPaths.Off()) plain = Trained();
        Assert.InRange(fast / plain, 0.999, 1.001);
        Assert.NotEqual(fast, plain);
    }
}
