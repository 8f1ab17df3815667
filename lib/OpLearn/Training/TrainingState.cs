using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>All that decides how a run goes on, and its checkpoint.</summary>
internal sealed class TrainingState : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = JsonTypes.Types };
    private readonly OperatorModel model;
    private readonly TrainerOptions options;
    private readonly FlatParameters parameters;
    private ModelSnapshot? best;
    private double secondsBefore;
    private int stepsBefore;
    private long begun = System.Diagnostics.Stopwatch.GetTimestamp();

    public TrainingState(OperatorModel model, OperatorDataset train, TrainerOptions options)
    {
        this.model = model;
        this.options = options;
        parameters = new FlatParameters(model);
        Settings = FormattableString.Invariant($"{model.GetType().Name} of {parameters.Count} parameters; seed {options.Seed}; {options.Batch}; {options.Optimizer}; loss {options.Loss}; ")
            + FormattableString.Invariant($"validation {options.Validation?.ToString() ?? "none"}; every {options.Monitor.Every}; data {DatasetFile.ContentHash(train)}, {(options.Validation is { } v ? DatasetFile.ContentHash(v.Set) : "none")}") + (FastPaths.Enabled ? "" : "; operations on tensors alone");
        Optimizer = options.Optimizer.Create(parameters);
        if (options.Optimizer.AverageDecay is not null) Average = parameters.Values.clone().DetachFromDisposeScope();
    }

    /// <summary>Gives the step's batch to the shorter way to its gradient.</summary>
    public void Prepare(OperatorBatch batch) => options.Loss.Prepare(parameters, model, batch);

    /// <summary>Which way the last step of this part of the run was found; empty where there was none.</summary>
    public string Path => Step == stepsBefore ? "" : model.LossPath.Words is { Length: > 0 } words ? words : "operations: a loss of the user's own";

    public string Settings { get; }
    public Optimizer Optimizer { get; }
    public List<double> Losses { get; } = [];
    public List<TrainingProgress> History { get; } = [];
    public List<ValidationPoint> Validation { get; } = [];
    public int Step => Losses.Count;
    public int CheckpointStep { get; private set; } = -1;

    /// <summary>See <see cref="StepThreads.Largest"/>; null before the first step.</summary>
    public double? LargestLayer { get; set; }

    public double Seconds => secondsBefore + System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds;
    public double SecondsLeft => Step == stepsBefore ? 0.0 : (Seconds - secondsBefore) / (Step - stepsBefore) * (options.Iterations - Step);
    public ValidationPoint? Best => Validation.MinBy(point => point.Error);
    public bool StoppedEarly => options.Validation?.Patience is { } patience && Best is { } least && Validation.Count(point => point.Iteration > least.Iteration) >= patience;

    private Tensor? Average { get; }

    /// <summary>Moves the average towards the present weights.</summary>
    public void UpdateAverage()
    {
        if (Average is null) return;
        double decay = Math.Min(options.Optimizer.AverageDecay!.Value, Step / (9.0 + Step));
        using var _ = no_grad();
        Average.mul_(decay).add_(parameters.Values, alpha: 1.0 - decay);
    }

    /// <summary>Does <paramref name="work"/> with the averaged weights in the model, then puts the present ones back.</summary>
    public void WithAverage(Action work)
    {
        if (Average is null)
        {
            work();
            return;
        }
        using var _ = no_grad();
        using Tensor present = parameters.Values.clone();
        parameters.Values.copy_(Average);
        try
        {
            work();
        }
        finally
        {
            parameters.Values.copy_(present);
        }
    }

    /// <summary>Adds a validation error; the weights in the model are kept when it is the smallest so far.</summary>
    public void AddValidation(double error)
    {
        bool smallest = Best is not { } before || error < before.Error;
        Validation.Add(new ValidationPoint(Step, error));
        if (!smallest || !options.Validation!.RestoreBest) return;
        best?.Dispose();
        best = ModelSnapshot.Take(model);
    }

    /// <summary>Gives the model the weights that the run ends with: the best, the averaged or the last ones.</summary>
    public void Finish()
    {
        if (best is not null) best.Restore(model, "Trainer.Fit");
        else if (Average is not null)
        {
            using var _ = no_grad();
            parameters.Values.copy_(Average);
        }
    }

    /// <summary>Writes the checkpoint, if the run keeps one and is past it.</summary>
    public void Save()
    {
        if (options.Checkpoint is not { } keep || CheckpointStep == Step) return;
        using var scope = NewDisposeScope();
        var tensors = model.state_dict().ToDictionary(entry => Checkpoint.Weights + entry.Key, entry => entry.Value);
        foreach (var (name, tensor) in Optimizer.State) tensors.Add("optimizer." + name, tensor);
        if (best is not null) foreach (var (name, tensor) in best.Tensors) tensors.Add("best." + name, tensor);
        if (Average is not null) tensors.Add("average", Average);
        tensors.Add("losses", tensor(Losses.ToArray(), dtype: ScalarType.Float64));
        Safetensors.Write(keep.File, tensors, new Dictionary<string, string>
        {
            ["settings"] = Settings,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["largest_layer"] = (LargestLayer ?? 0.0).ToString("R", CultureInfo.InvariantCulture),
            ["seconds"] = Seconds.ToString("R", CultureInfo.InvariantCulture),
            ["history"] = JsonSerializer.Serialize(History, Json),
            ["validation"] = JsonSerializer.Serialize(Validation, Json),
        });
        CheckpointStep = Step;
    }

    /// <summary>Goes on from the checkpoint, if there is one.</summary>
    public void Resume()
    {
        if (options.Checkpoint is not { Resume: true } keep || !File.Exists(keep.File)) return;
        using var scope = NewDisposeScope();
        using SafetensorsContent content = Safetensors.Read(keep.File);
        string settings = content.Metadata.GetValueOrDefault("settings", "");
        if (settings != Settings)
            throw new InvalidDataException($"Trainer.Fit: {keep.File} is of a run with other settings ({settings}); this run has {Settings}. Name another file, or set Resume = false to begin anew.");
        using ModelSnapshot weights = ModelSnapshot.From(content.Tensors, Checkpoint.Weights) ?? throw new InvalidDataException($"Trainer.Fit: {keep.File} holds no weights.");
        weights.Restore(model, "Trainer.Fit");
        using (no_grad())
        {
            foreach (var (name, tensor) in Optimizer.State) tensor.copy_(content.Tensors["optimizer." + name]);
            Average?.copy_(content.Tensors["average"]);
        }
        best = ModelSnapshot.From(content.Tensors, "best.");
        Losses.AddRange(content.Tensors["losses"].data<double>().ToArray());
        History.AddRange(JsonSerializer.Deserialize<TrainingProgress[]>(content.Metadata["history"], Json)!);
        Validation.AddRange(JsonSerializer.Deserialize<ValidationPoint[]>(content.Metadata["validation"], Json)!);
        secondsBefore = double.Parse(content.Metadata["seconds"], CultureInfo.InvariantCulture);
        stepsBefore = CheckpointStep = Step;
        if (Step > 0) LargestLayer = double.Parse(content.Metadata["largest_layer"], CultureInfo.InvariantCulture);
        begun = System.Diagnostics.Stopwatch.GetTimestamp();
        if (Step > options.Iterations)
            throw new InvalidDataException($"Trainer.Fit: {keep.File} has done {Step} steps and this run asks for {options.Iterations}. Name another file, or set Resume = false to begin anew.");
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        parameters.Dispose();
        Average?.Dispose();
        best?.Dispose();
    }
}
