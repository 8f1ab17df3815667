using TorchSharp;
using Xunit;
using static OpLearn.Tests.ForwardChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public unsafe class TrunkCacheTests
{
    private const int Points = 40, Length = 3 * 16 * 8;
    private static readonly MlpStyle Tanh = new() { Activation = Activation.Tanh };

    private static DeepONet Model(DeepONetHead? head = null) => LossChecks.WithBiases(DeepONet.Create(new DeepONetOptions
    { Sensors = 7, Dimensions = 2, BranchWidths = [24, 24], TrunkWidths = [12, 24], Branch = Tanh, Trunk = Tanh, Head = head ?? new DeepONetHead(), Seed = 3 }));

    // A model with the same weights that has kept nothing.
    private static Tensor Afresh(DeepONet model, Tensor u, Tensor y, DeepONetHead? head = null)
    {
        using DeepONet twin = Model(head);
        using IDisposable noGradients = no_grad();
        foreach (var (own, other) in twin.parameters().Zip(model.parameters())) own.copy_(other);
        return Evaluate(twin, u, y);
    }

    private static bool SameBits(Tensor a, Tensor b) => a.shape.SequenceEqual(b.shape) && a.bytes.SequenceEqual(b.bytes);

    private static Tensor Functions(int count = 1) => Random(1, count, 7, 1);

    private static DeepONet AskedTwice(Tensor u, Tensor y)
    {
        DeepONet model = Model();
        Assert.True(SameBits(Evaluate(model, u, y), Evaluate(model, u, y)));
        return model;
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 100)]
    [InlineData(70, 333)]
    public void EvaluationsAtTheSamePoints_GiveTheSameBits(int functions, int points)
    {
        foreach (DeepONetHead head in new[] { new DeepONetHead(), new DeepONetHead { Outputs = 2, Mode = OutputMode.Independent }, new DeepONetHead { Outputs = 2, Mode = OutputMode.Shared } })
        {
            using DisposeScope scope = NewDisposeScope();
            using DeepONet model = Model(head);
            Tensor u = Functions(functions), y = Random(2, points, 2), expected = Evaluate(model, u, y);
            for (int again = 0; again < 3; again++) Assert.True(SameBits(expected, Evaluate(model, u, y.clone())));
            Tensor others = Random(5, functions, 7, 1);
            Assert.True(SameBits(Afresh(model, others, y, head), Evaluate(model, others, y)));
        }
    }

    [Fact]
    public void TheSecondEvaluationAtTheSamePoints_KeepsWhatTheThirdUses()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model();
        Tensor u = Functions(), y = Random(2, Points, 2), other = Random(3, Points, 2), expected = Evaluate(model, u, y);
        MlpWeights trunk = Trunk(model);
        Assert.Null(model.Caches[0].Find(trunk, y));
        Evaluate(model, u, other);
        Evaluate(model, u, y);
        Assert.Null(model.Caches[0].Find(trunk, y)); // not in a row
        Evaluate(model, u, y);
        model.Caches[0].Find(trunk, y)!.Start[0] += 1f;
        Assert.False(SameBits(expected, Evaluate(model, u, y))); // so it is used
        Evaluate(model, u, other);
        Assert.NotNull(model.Caches[0].Find(trunk, y)); // one look elsewhere changes nothing
        Evaluate(model, u, other);
        Evaluate(model, u, other);
        Assert.Null(model.Caches[0].Find(trunk, y));
        Assert.NotNull(model.Caches[0].Find(trunk, other));
    }

    [Fact]
    public void OneNumberOfOneWeightOrBias_IsNoticed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(3), y = Random(2, Points, 2);
        using DeepONet model = AskedTwice(u, y);
        foreach (var (name, parameter) in model.named_parameters())
        {
            Tensor before = Evaluate(model, u, y);
            using (no_grad()) parameter.view(-1)[-1] += 0.3f;
            Tensor after = Evaluate(model, u, y);
            Assert.False(SameBits(before, after), name);
            Assert.True(SameBits(Afresh(model, u, y), after), name);
            Evaluate(model, u, y);
        }
    }

    [Fact]
    public void AnOptimizersStep_IsNoticed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(3), y = Random(2, Points, 2);
        using DeepONet model = AskedTwice(u, y);
        Tensor before = Evaluate(model, u, y);
        using OperatorDataset data = new(["u"], [u], y, ["s"], Random(4, 3, Points, 1));
        Trainer.Fit(model, data, new TrainerOptions { Iterations = 1, Seed = 0 });
        Assert.False(SameBits(before, Evaluate(model, u, y)));
        Assert.True(SameBits(Afresh(model, u, y), Evaluate(model, u, y)));
    }

    [Fact]
    public void WhereWeightsChangeEachTime_NothingIsKept()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(3), y = Random(2, Points, 2);
        using DeepONet model = Model();
        for (int turn = 0; turn < 4; turn++)
        {
            using (no_grad()) foreach (var parameter in model.parameters()) parameter.mul_(1.01);
            Evaluate(model, u, y);
            Assert.Null(model.Caches[0].Find(Trunk(model), y));
        }
        Evaluate(model, u, y);
        Assert.NotNull(model.Caches[0].Find(Trunk(model), y));
    }

    [Fact]
    public void LoadedWeights_AreNoticed()
    {
        using DisposeScope scope = NewDisposeScope();
        string file = Path.GetTempFileName();
        try
        {
            Tensor u = Functions(3), y = Random(2, Points, 2);
            using DeepONet model = AskedTwice(u, y), other = Model();
            using (no_grad()) foreach (var parameter in other.parameters()) parameter.mul_(1.5);
            Checkpoint.SaveWeights(other, file);
            Checkpoint.LoadWeights(model, file);
            Assert.True(SameBits(Evaluate(other, u, y), Evaluate(model, u, y)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void OtherPoints_AreNoticed_AlsoWhereTheSameTensorChanges()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(3), y = Random(2, Points, 2), more = Random(3, 2 * Points, 2);
        using DeepONet model = AskedTwice(u, y);
        for (int turn = 0; turn < 6; turn++)
        {
            Tensor asked = turn % 2 == 0 ? more : y;
            Assert.True(SameBits(Afresh(model, u, asked), Evaluate(model, u, asked)));
        }
        y[Points - 1, 1] += 0.01f;
        Assert.True(SameBits(Afresh(model, u, y), Evaluate(model, u, y)));
        Tensor fewer = y[..(Points - 1)];
        Assert.True(SameBits(Afresh(model, u, fewer), Evaluate(model, u, fewer)));
    }

    [Fact]
    public void SignOfZeroAndNotANumber_AreBitsAsAnyOther()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(), y = zeros(Points, 2), negative = -y;
        using DeepONet model = AskedTwice(u, y);
        MlpWeights trunk = Trunk(model);
        Assert.NotNull(model.Caches[0].Find(trunk, y));
        Assert.Null(model.Caches[0].Find(trunk, negative));
        using (no_grad()) trunk.Weights[0][0, 0] = float.NaN;
        for (int turn = 0; turn < 2; turn++) Evaluate(model, u, y);
        Assert.NotNull(model.Caches[0].Find(trunk, y));
        Assert.True(Evaluate(model, u, y).isnan().all().item<bool>());
    }

    [Fact]
    public void WeightsThatChangeDuringAnEvaluation_AreNotKept()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = Mlp.Create(2, [8], 0);
        MlpWeights trunk = network.Weights!;
        Tensor y = Random(2, Points, 2);
        var basis = new TrunkCache();
        Assert.Null(basis.Room(trunk, y, Length));
        TrunkCache.Values values = basis.Room(trunk, y, Length)!;
        using (no_grad()) trunk.Weights[0].add_(1f);
        basis.Keep(values, trunk, y);
        using (no_grad()) trunk.Weights[0].copy_(Mlp.Create(2, [8], 0).Weights!.Weights[0]);
        Assert.Null(basis.Find(trunk, y));
        basis.Keep(values, trunk, y);
        Assert.Same(values, basis.Find(trunk, y));
    }

    [Theory]
    [InlineData(15, 100)]         // points too few to be worth it
    [InlineData(Points, 4_000_000)] // numbers too many
    public void ValuesThatAreNotWorthIt_AreNotKept(int points, long length)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = Mlp.Create(2, [8], 0);
        var basis = new TrunkCache();
        Tensor y = Random(2, points, 2);
        for (int turn = 0; turn < 3; turn++) Assert.Null(basis.Room(network.Weights!, y, length));
    }

    [Fact]
    public void SeveralThreads_EvaluateOneModelAtOnce()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model();
        Tensor[] u = [.. Enumerable.Range(0, 8).Select(i => Random(10 + i, 2, 7, 1))], y = [Random(2, Points, 2), Random(3, Points, 2)];
        Tensor[] expected = [.. u.SelectMany(functions => y.Select(points => Afresh(model, functions, points)))];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            for (int turn = 0; turn < 300; turn++)
            {
                using DisposeScope own = NewDisposeScope();
                int points = turn / 3 % 2; // several in a row at the same points: they are kept and replaced
                Assert.True(SameBits(expected[(index / 2 * 2) + points], Evaluate(model, u[index / 2], y[points])));
            }
        });
    }

    [Fact]
    public void ADisposedModel_KeepsNothing_NorDoesOneOfAnotherType()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Functions(), y = Random(2, Points, 2);
        DeepONet model = AskedTwice(u, y), twin = Model();
        MlpWeights trunk = Trunk(twin); // the same numbers
        Assert.NotNull(model.Caches[0].Find(trunk, y));
        model.Dispose();
        Assert.Null(model.Caches[0].Find(trunk, y));
        Evaluate(twin, u, y);
        Evaluate(twin, u, y);
        Tensor before = Evaluate(twin, u, y);
        twin.MoveTo(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, Evaluate(twin, u.to(float64), y.to(float64)).dtype);
        twin.MoveTo(ScalarType.Float32);
        Assert.True(SameBits(before, Evaluate(twin, u, y)));
        twin.Dispose();
    }

    private static MlpWeights Trunk(DeepONet model)
    {
        Tensor[] parameters = [.. model.named_parameters().Where(entry => entry.name.StartsWith("trunks", StringComparison.Ordinal)).Select(entry => entry.parameter)];
        return new MlpWeights([.. parameters.Where(each => each.dim() == 2)], [.. parameters.Where(each => each.dim() == 1)], FusedActivation.Tanh, FusedActivation.Tanh);
    }
}
