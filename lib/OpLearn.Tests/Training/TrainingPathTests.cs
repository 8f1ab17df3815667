using TorchSharp;
using Xunit;

namespace OpLearn.Tests;

/// <summary>A run says which way its gradients were found, and that is part of what a checkpoint and a sweep know of it.</summary>
public sealed class TrainingPathTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-path-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static TrainingRun Run(MlpStyle trunk, OperatorLoss? loss = null, CheckpointOptions? checkpoint = null, int steps = 3)
    {
        using OperatorDataset data = OperatorDataset.Generate(new Antiderivative(sensors: 10, points: 10), 8, seed: 0);
        using DeepONet model = DeepONet.Create(new DeepONetOptions { Sensors = 10, BranchWidths = [8, 8], TrunkWidths = [8, 8], Trunk = trunk, Seed = 0 });
        return Trainer.Fit(model, data, new TrainerOptions { Iterations = steps, Seed = 0, Loss = loss ?? OperatorLoss.MeanSquare(), Checkpoint = checkpoint });
    }

    [Fact]
    public void APassIsNamed_WhereTheProcessorHasOne()
    {
        Assert.SkipUnless(VectorFunctions.AreFast, "The fused passes need AVX2.");
        Assert.Equal("fused: branch–trunk", Run(new MlpStyle { Activation = Activation.Tanh }).Path);
        Assert.Equal("fused: derivatives pushed through the trunk", Run(new MlpStyle { Activation = Activation.Tanh }, OperatorLoss.Residual("s", output => output.Derivative(0))).Path);
    }

    [Fact]
    public void OperationsSayWhy()
    {
        Assert.Equal("operations: dropout in the trunk", Run(new MlpStyle { Dropout = new DropoutOptions(0.1) }).Path);
        Assert.Equal("operations: the trunk's activation", Run(new MlpStyle { Activation = Activation.Sine() }).Path);
        Assert.Equal("operations: a loss of the user's own", Run(new MlpStyle(), OperatorLoss.FromFunction("own", (model, batch) => model.call(batch.Functions, batch.Locations).square().mean())).Path);
        using IDisposable off = FastPaths.Off();
        Assert.Equal("operations: OPLEARN_FAST_PATHS=0", Run(new MlpStyle()).Path);
    }

    [Fact]
    public void ACheckpointOfOneWay_IsNotTakenUpByTheOther()
    {
        var checkpoint = new CheckpointOptions { File = Path.Combine(folder, "run.safetensors") };
        TrainingRun first = Run(new MlpStyle(), checkpoint: checkpoint);
        using IDisposable off = FastPaths.Off();
        Assert.Contains("operations on tensors alone", Assert.Throws<InvalidDataException>(() => Run(new MlpStyle(), checkpoint: checkpoint, steps: 6)).Message);
        Assert.DoesNotContain("operations on tensors alone", first.Settings);
    }

    [Fact]
    public void ASweepsKeyKnowsTheWay()
    {
        SweepRun run = new() { Name = "one", Seed = 0, Settings = new Dictionary<string, object> { ["steps"] = 4 }, Work = _ => new Dictionary<string, double>() };
        string key = run.Key();
        using (FastPaths.Off()) Assert.NotEqual(key, run.Key());
        Assert.Equal(key, run.Key());
    }
}
