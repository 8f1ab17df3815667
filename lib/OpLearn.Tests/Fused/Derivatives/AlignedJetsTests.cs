using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class AlignedJetsTests
{
    private static DeepONet Model(int[] branch, int[] trunk, Activation activation, bool bias = true, int dimensions = 2)
    {
        var style = new MlpStyle { Activation = activation };
        DeepONet model = DeepONet.Create(new DeepONetOptions
        {
            Sensors = 7,
            Dimensions = dimensions,
            BranchWidths = branch,
            TrunkWidths = trunk,
            Branch = style,
            Trunk = style,
            Head = new() { Bias = bias ? OutputBias.PerOutput : OutputBias.None },
            Seed = 3,
        });
        using IDisposable noGradients = no_grad();
        using var random = new Generator(5);
        foreach (var parameter in model.parameters().Where(parameter => parameter.dim() == 1)) parameter.uniform_(-0.5, 0.5, random); // biases that count
        return model;
    }

    private static OperatorBatch Batch(int functions, int points, int dimensions = 2) => new([ModelChecks.Random(1, functions, 7, 1).to(ScalarType.Float32)],
        ModelChecks.Random(2, points, dimensions).to(ScalarType.Float32), zeros(functions, points, 1), null);

    private static OperatorLoss Heat() => OperatorLoss.Residual("heat", output =>
        output.Derivative(1) - 0.3 * output.SecondDerivative(0, 0) - 0.2 * output.Value().square() - output.Coordinate(0));

    /// <summary>Loss and gradient by automatic differentiation.</summary>
    private static Tensor[] Differentiate(OperatorModel model, OperatorLoss loss, OperatorBatch batch)
    {
        model.zero_grad();
        Tensor value = loss.Evaluate(model, batch);
        value.backward();
        return [value, .. model.parameters().Select(parameter => parameter.grad is { } gradient ? gradient.clone() : zeros_like(parameter))];
    }

    /// <summary>The same as a training step takes them.</summary>
    private static Tensor[] Step(OperatorModel model, OperatorLoss loss, OperatorBatch batch) => LossChecks.Step(model, batch, loss);

    private static double Distance(Tensor[] expected, Tensor[] came) => LossChecks.Distance(expected, came);

    private static void SameBits(Tensor[] expected, Tensor[] came) => Assert.True(LossChecks.AreSame(expected, came));

    [Theory]
    [InlineData(1, 1, "tanh", true)]
    [InlineData(3, 17, "tanh", false)]  // a point more than a panel's columns
    [InlineData(64, 40, "tanh", true)]
    [InlineData(65, 130, "relu", true)] // more than a chunk of functions, sums of several blocks
    [InlineData(300, 100, "tanh", true)]
    [InlineData(9, 64, "identity", false)]
    public void LossAndGradient_AreThoseOfThePlainForm(int functions, int points, string activation, bool bias)
    {
        Activation curve = activation == "relu" ? Activation.Relu : activation == "tanh" ? Activation.Tanh : Activation.Identity;
        foreach (var (branch, trunk) in new[] { (new[] { 40, 20 }, new[] { 17, 33, 20 }), (new[] { 16 }, new[] { 16 }), (new[] { 5, 101, 64 }, new[] { 128, 64 }), (new[] { 7 }, new[] { 9, 7 }) })
        {
            using DisposeScope scope = NewDisposeScope();
            using DeepONet model = Model(branch, trunk, curve, bias);
            OperatorBatch batch = Batch(functions, points);
            OperatorLoss loss = Heat();
            Tensor[] fast = Differentiate(model, loss, batch), step = Step(model, loss, batch), plain;
            using (FastPaths.Off()) plain = Differentiate(model, loss, batch);
            Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
            SameBits(fast, step); // the same kernel, once by automatic differentiation and once past it
        }
    }

    [Fact]
    public void BesideALossOfTheUsersOwn_AndWithoutTheValue_TheGradientIsThatOfThePlainForm()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([20, 16], [20, 16], Activation.Tanh, dimensions: 1);
        OperatorBatch batch = Batch(9, 20, dimensions: 1);
        OperatorLoss loss = OperatorLoss.WeightedSum(
        [
            OperatorLoss.Residual("slope", output => output.Derivative(0) - output.Batch.Functions[0].mean([1L])),
            OperatorLoss.FromFunction("start", (network, data) => network.call(data.Functions, zeros(1, 1)).square().mean()),
        ], [1, 2]);
        for (int again = 0; again < 2; again++) // the first evaluation learns what is asked for
        {
            Tensor[] step = Step(model, loss, batch), fast = Differentiate(model, loss, batch), plain;
            using (FastPaths.Off()) plain = Differentiate(model, loss, batch);
            Assert.InRange(Distance(plain, fast), 0.0, 1e-5);
            Assert.InRange(Distance(plain, step), 0.0, 1e-5);
        }
    }

    [Fact]
    public void EverySetOfDerivatives_IsThatOfThePlainForm()
    {
        var residuals = new Func<OperatorOutput, Tensor>[]
        {
            output => output.Value() - 1.0,
            output => output.Derivative(2),
            output => output.SecondDerivative(0, 2) + output.Derivative(1) * output.Value(),
            output => output.SecondDerivative(1, 1) + output.SecondDerivative(2, 0) * output.Derivative(0) - output.SecondDerivative(0, 0) + output.SecondDerivative(2, 2) - output.SecondDerivative(0, 1) + output.SecondDerivative(1, 2),
            output => stack([output.Derivative(0), output.SecondDerivative(1, 1)], 2),
        };
        foreach (Func<OperatorOutput, Tensor> residual in residuals)
            foreach (bool masked in new[] { false, true })
            {
                using DisposeScope scope = NewDisposeScope();
                using DeepONet model = Model([12, 20], [12, 18, 20], Activation.Tanh, dimensions: 3);
                OperatorBatch batch = Batch(5, 37, dimensions: 3);
                if (masked) batch = batch with { Mask = ModelChecks.Random(4, 5, 37).to(ScalarType.Float32).square() };
                OperatorLoss loss = OperatorLoss.Residual("any", residual);
                Tensor[] fast = Step(model, loss, batch), plain;
                using (FastPaths.Off()) plain = Differentiate(model, loss, batch);
                Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
            }
    }

    [Fact]
    public void UnderATape_NoParameterTakesPartInAutomaticDifferentiation()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        OperatorBatch batch = Batch(5, 20);
        OperatorLoss loss = OperatorLoss.WeightedSum([Heat(), Heat()], [1.0, 2.0]);
        Tensor[] expected = Differentiate(model, loss, batch);
        model.zero_grad();
        Dictionary<IntPtr, Tensor> places = model.parameters().ToDictionary(parameter => parameter.Handle, parameter => zeros_like(parameter).detach());
        using (var tape = new GradientTape(parameter => places[parameter.Handle]))
        {
            Tensor value = loss.Evaluate(model, batch);
            value.backward();
            Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
            Assert.All(places.Values, place => Assert.Equal(0.0, place.abs().max().ToDouble()));
            tape.Finish();
            Tensor[] found = [value, .. model.parameters().Select(parameter => places[parameter.Handle])];
            Assert.True(Distance(expected, found) < 1e-6, $"{Distance(expected, found)}");
        }
        Assert.Null(GradientTape.Current);
    }

    [Fact]
    public void ALossThatTakesGradientsItself_GetsThem()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        OperatorBatch batch = Batch(5, 20);
        OperatorLoss heat = Heat();
        OperatorLoss loss = OperatorLoss.FromFunction("penalty", (network, data) =>
        {
            Tensor value = heat.Evaluate(network, data);
            Tensor[] weights = [.. network.parameters().Where(parameter => parameter.dim() == 2)];
            return value + autograd.grad([value], weights, retain_graph: true, create_graph: true).Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
        });
        Assert.False(OperatorLoss.WeightedSum([heat, loss], [1.0, 1.0]).UsesTape);
        Tensor[] fast = Step(model, loss, batch), plain;
        using (FastPaths.Off()) plain = Differentiate(model, loss, batch);
        Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
    }

    [Fact]
    public void NumberOfThreads_ChangesNoBit()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 24], [40, 24], Activation.Tanh);
        OperatorBatch batch = Batch(300, 500);
        OperatorLoss loss = Heat();
        using var restored = new RestoredThreads();
        set_num_threads(1);
        Tensor[] one = Step(model, loss, batch);
        set_num_threads(3);
        Tensor[] three = Step(model, loss, batch);
        for (int i = 1; i < one.Length; i++) Assert.True(one[i].equal(three[i]).all().item<bool>(), $"{i}");
    }

    [Fact]
    public void TheFirstStep_TheNextOnes_AndThoseOfAResumedRun_HaveTheSameBits()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 24], [40, 24], Activation.Tanh);
        OperatorBatch batch = Batch(20, 50);
        OperatorLoss loss = Heat();
        Tensor[] first = Step(model, loss, batch);
        SameBits(first, Step(model, loss, batch));
        SameBits(first, Step(model, Heat(), batch));

        bool more = false;
        OperatorLoss changing = OperatorLoss.Residual("changes", output => output.SecondDerivative(0, 0) + (more ? output.Derivative(0) : output.Value())); // the plan holds ∂₀, but nobody asked for it
        Step(model, changing, batch);
        more = true;
        Tensor[] asksForMore = Step(model, changing, batch);
        SameBits(asksForMore, Step(model, changing, batch));
    }

    [Fact]
    public void FrozenParameters_StayWithoutGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        OperatorBatch batch = Batch(5, 20);
        Tensor[] all = Step(model, Heat(), batch);
        string[] names = [.. model.named_parameters().Select(entry => entry.name)];
        model.SetTrainable(name => name.StartsWith("trunk", StringComparison.Ordinal));
        using var flat = new FlatParameters(model);
        OperatorLoss loss = Heat();
        loss.Prepare(flat, model, batch);
        flat.Differentiate(() => loss.Evaluate(model, batch));
        foreach (var ((name, parameter), expected) in model.named_parameters().Zip(all.Skip(1)))
            if (name.StartsWith("trunk", StringComparison.Ordinal)) Assert.True(parameter.grad!.equal(expected).all().item<bool>());
            else Assert.Null(parameter.grad);
    }

    [Fact]
    public void GradientsOfGradients_GoThroughThePlainForm()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        OperatorBatch batch = Batch(5, 20);
        OperatorLoss loss = Heat();
        Tensor[] Second()
        {
            model.zero_grad();
            var parameters = model.parameters().ToArray();
            Tensor value = 3.0 * loss.Evaluate(model, batch);
            Tensor norm = autograd.grad([value], parameters, retain_graph: true, create_graph: true).Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
            (norm + value).backward();
            return [norm, .. parameters.Select(parameter => parameter.grad is { } gradient ? gradient.clone() : zeros(1))];
        }
        Tensor[] learning = Second(), fast = Second(), plain;
        using (FastPaths.Off()) plain = Second();
        Assert.True(Distance(plain, learning) < 1e-5 && Distance(plain, fast) < 1e-5, $"{Distance(plain, learning)}, {Distance(plain, fast)}");
    }

    [Fact]
    public void Training_EndsWhereThePlainFormEnds_AndThousandsOfSteps_HoldNoTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        using var data = TinyOperator.Data(60, seed: 1);
        var batch = new BatchOptions { Functions = 20, Points = 9 };
        double[] Fit(bool fast, int steps)
        {
            using IDisposable? off = fast ? null : FastPaths.Off();
            var style = new MlpStyle { Activation = Activation.Tanh };
            using DeepONet model = DeepONet.Create(new DeepONetOptions { Sensors = 12, BranchWidths = [24, 16], TrunkWidths = [24, 16], Branch = style, Trunk = style, Seed = 0 });
            OperatorLoss loss = OperatorLoss.WeightedSum([OperatorLoss.Residual("s′ = 1", output => output.Derivative(0) - 1.0), OperatorLoss.MeanSquare()], [0.1, 1.0]);
            return [.. Trainer.Fit(model, data, new TrainerOptions { Iterations = steps, Seed = 0, Batch = batch, Loss = loss }).StepLosses];
        }
        double[] fast = Fit(true, 100), plain = Fit(false, 100);
        Assert.True(fast[^1] < fast[0]);
        for (int step = 0; step < fast.Length; step++) Assert.Equal(plain[step], fast[step], 1e-3 * plain[step]); // roundings grow in a hundred steps
        for (int step = 0; step < 10; step++) Assert.Equal(plain[step], fast[step], 1e-5 * plain[step]);
        long before = Count();
        Fit(true, 20);
        long few = Count();
        Fit(true, 2_000);
        Assert.Equal(few - before, Count() - few); // what a run leaves does not depend on its steps

        static long Count()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return Tensor.TotalCount;
        }
    }
}
