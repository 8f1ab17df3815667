using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>What every model must satisfy.</summary>
public sealed class EveryModelTests
{
    public static TheoryData<string> Names => [.. ModelCase.All.Select(model => model.Name)];

    private static ModelCase Case(string name) => ModelCase.All.Single(model => model.Name == name);

    private static OperatorModel InDouble(ModelCase kind, int seed = 1)
    {
        OperatorModel model = kind.Create(seed);
        model.MoveTo(float64);
        return model;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_EqualTheClosedForm_AndTheSummaryListsThem(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = kind.Create(1);
        Assert.Equal(kind.Parameters, model.ParameterCount);
        string[] summary = model.Summary().TrimEnd().Split('\n');
        Assert.Equal(model.parameters().Count() + 3, summary.Length);
        Assert.EndsWith($" {kind.Parameters:N0}", summary[^1]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_IsSamplesPointsChannels_AndLeavesNothingBehind(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = InDouble(kind);
        Tensor[] inputs = kind.Inputs(5);
        using DisposeScope scope = NewDisposeScope();
        Tensor output = model.call(inputs, kind.Locations);
        Assert.Equal([5L, kind.Locations.shape[0], kind.Outputs], output.shape);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.True(output.isfinite().all().item<bool>());
        Assert.True(output.std().item<double>() > 1e-6, "the output is constant");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_EqualCentralDifferences(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = kind.Create(3);
        Assert.InRange(ModelChecks.GradientError(model, kind.Inputs(4), kind.Locations), 0.0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryWeightAndEveryInput_ChangesTheOutput(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = InDouble(kind);
        using (no_grad()) // away from the start, where biases are zero and norms are one
        {
            int index = 0;
            foreach (Tensor parameter in model.parameters()) parameter.add_(0.1 * ModelChecks.Random(1000 + index++, parameter.shape));
        }
        Tensor[] inputs = [.. kind.Inputs(4).Select(input => input.requires_grad_(true))];
        Tensor output = model.call(inputs, kind.Locations);
        (output * ModelChecks.Random(99, output.shape)).sum().backward();
        bool normalizes = model.named_buffers().Any(buffer => buffer.name.EndsWith("runningMean", StringComparison.Ordinal));
        foreach (var (parameter, tensor) in model.named_parameters())
        {
            if (normalizes && parameter.EndsWith("bias", StringComparison.Ordinal)) continue; // a batch norm takes the constant before it out again
            Assert.True(tensor.grad is { } gradient && gradient.abs().max().item<double>() > 1e-12, $"{parameter} changes nothing");
        }
        Assert.All(inputs, input => Assert.True(input.grad!.abs().max().item<double>() > 1e-12, "an input changes nothing"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSeed_DecidesTheWeights_BitByBit_AndNothingElseDoes(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel first = kind.Create(11);
        manual_seed(12345);
        rand(10);
        using OperatorModel second = kind.Create(11), other = kind.Create(12);
        Assert.True(Same(first, second));
        Assert.False(Same(first, other));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SavedAndLoaded_ItIsTheSame_BitByBit(string name)
    {
        ModelCase kind = Case(name);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using OperatorModel model = kind.Create(11), loaded = kind.Create(12);
            Tensor[] inputs = [.. kind.Inputs(4).Select(input => input.to(float32))];
            Tensor locations = kind.Locations.to(float32);
            model.call(inputs, locations).Dispose(); // in training mode: running averages move
            Checkpoint.SaveWeights(model, file);
            Checkpoint.LoadWeights(loaded, file);
            Assert.True(Same(model, loaded));
            model.eval();
            loaded.eval();
            Assert.Equal(0.0, ModelChecks.MaxDifference(model.call(inputs, locations), loaded.call(inputs, locations)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SingleAndDoublePrecision_Agree(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel single = kind.Create(2), wide = InDouble(kind, 2);
        Tensor expected = wide.call(kind.Inputs(4), kind.Locations), output = single.call([.. kind.Inputs(4).Select(input => input.to(float32))], kind.Locations.to(float32));
        Assert.Equal(float32, output.dtype);
        Assert.Equal(float64, expected.dtype);
        Assert.InRange(ModelChecks.MaxDifference(output.to(float64), expected) / expected.abs().max().item<double>(), 0.0, 2e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_DoesNotDependOnTheBatch_AndKeepsNothingButItsResult(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = InDouble(kind);
        using OperatorDataset set = kind.Data(7);
        using DisposeScope scope = NewDisposeScope();
        Tensor whole = model.Predict(set, 7), parts = model.Predict(set, 3);
        Assert.Equal(2, scope.DisposablesCount);
        Assert.False(parts.requires_grad);
        Assert.True(model.training);
        Assert.InRange(ModelChecks.MaxDifference(whole, parts) / whole.abs().max().item<double>(), 0.0, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InputsThatDoNotFit_AreAnswered_WithWhatWasExpectedAndWhatCame(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel model = InDouble(kind);
        Tensor[] inputs = kind.Inputs(3);
        Tensor[] longer = [.. inputs.Select(input => cat([input, input], 1))], more = [.. inputs, .. inputs];
        bool anyGrid = name.Contains("ResNet", StringComparison.Ordinal) || name.Contains("GRU", StringComparison.Ordinal) || name.Contains("LSTM", StringComparison.Ordinal);
        void Refused(Action action)
        {
            string message = Assert.ThrowsAny<ArgumentException>(action).Message;
            Assert.Matches(@"^\w+(\.\w+)?: expected .+; got .+", message);
        }
        if (!anyGrid) Refused(() => model.call(longer, kind.Locations));
        if (name != "KernelOperator") Refused(() => model.call(more, kind.Locations));
        if (inputs.Length > 1) Refused(() => model.call([inputs[0], .. longer[1..]], kind.Locations)); // grids that differ
        Refused(() => model.call([], kind.Locations));
        Refused(() => model.call(inputs, cat([kind.Locations, kind.Locations], 1)));
        Assert.ThrowsAny<ArgumentNullException>(() => model.call(inputs, null!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AModelMadeInAScope_OutlivesIt(string name)
    {
        ModelCase kind = Case(name);
        OperatorModel model;
        using (DisposeScope scope = NewDisposeScope()) model = kind.Create(1);
        using (model) Assert.Equal(3L, model.call([.. kind.Inputs(3).Select(input => input.to(float32))], kind.Locations.to(float32)).shape[0]);
    }

    private static bool Same(OperatorModel one, OperatorModel two)
    {
        var other = two.state_dict();
        return one.state_dict().All(entry => entry.Value.eq(other[entry.Key]).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AModel_LearnsWhatAnotherOfItsKindKnows(string name)
    {
        ModelCase kind = Case(name);
        using OperatorModel teacher = InDouble(kind, seed: 21), model = InDouble(kind, seed: 22);
        using OperatorDataset random = kind.Data(8);
        using Tensor answers = teacher.Predict(random);
        double variance = answers.var().item<double>();
        using OperatorDataset train = new(random.InputNames, [.. random.Inputs.Select(input => input.clone())], random.Locations.clone(), random.OutputNames, answers.clone());
        TrainingRun run = Trainer.Fit(model, train, new TrainerOptions { Iterations = 300, Seed = 1, Optimizer = new AdamOptions { Schedule = Schedule.Cosine(1e-2, 300) } });
        Assert.True(run.StepLosses[^1] < 0.75 * variance, $"the loss went from {run.StepLosses[0]:g3} to {run.StepLosses[^1]:g3}; the best constant leaves {variance:g3}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStoppedRun_GoesOnToTheSameBits(string name)
    {
        ModelCase kind = Case(name);
        string folder = Directory.CreateTempSubdirectory("oplearn-models-").FullName;
        using OperatorDataset train = kind.Data(8);
        try
        {
            var (whole, bits) = Run(null, null);
            Assert.ThrowsAny<OperationCanceledException>(() => Run(Path.Combine(folder, "run.safetensors"), 5));
            var (resumed, resumedBits) = Run(Path.Combine(folder, "run.safetensors"), null);
            Assert.Equal(whole.StepLosses, resumed.StepLosses);
            Assert.Equal(bits, resumedBits);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        (TrainingRun Run, double[] Bits) Run(string? file, int? stopAt)
        {
            using OperatorModel model = InDouble(kind);
            using CancellationTokenSource source = new();
            TrainingRun run = Trainer.Fit(model, train, new TrainerOptions
            {
                Iterations = 9,
                Seed = 1,
                Batch = new BatchOptions { Functions = 3 },
                Checkpoint = file is null ? null : new CheckpointOptions { File = file, Every = 4 },
                Monitor = new MonitorOptions { Every = 1, Cancellation = source.Token, OnReport = progress => { if (progress.Iteration == stopAt) source.Cancel(); } },
            });
            return (run, [.. model.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value.detach().to(float64).flatten().data<double>().ToArray())]);
        }
    }
}
