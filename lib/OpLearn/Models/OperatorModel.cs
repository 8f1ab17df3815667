using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A map from functions to functions with parameters: <c>(u₁, …, uₖ; y) ↦ G(u₁, …, uₖ)(y)</c>.</summary>
/// <remarks>
/// <c>forward(functions, locations)</c> takes one tensor an input function, <c>[samples, axes…, channels]</c>, and the locations,
/// <c>[points, dimensions]</c> shared by all samples or <c>[samples, points, dimensions]</c>; it returns <c>[samples, points, channels]</c>.
/// A model on a grid reads the locations as coordinate channels only and returns the grid's points in row-major order.
/// Models are made in float32 on the CPU; <see cref="MoveTo"/> changes that in place.
/// </remarks>
public abstract class OperatorModel : nn.Module<Tensor[], Tensor, Tensor>, IOperatorPredictor, ICountsMultiplications
{
    /// <summary>Names the module; submodules register as in any TorchSharp module.</summary>
    protected OperatorModel(string name) : base(name)
    {
    }

    /// <summary>Number of learnt numbers (a complex weight counts as two), those of frozen parameters included.</summary>
    public int ParameterCount => checked((int)parameters().Sum(parameter => parameter.numel()));

    /// <summary>What the model is to the fused passes, at functions and locations: the one way to them.</summary>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="locations">As in the model's evaluation.</param>
    /// <param name="direct">True where all gradients must come from the pass itself, as nothing will be differentiated after it.</param>
    internal virtual Form FormOf(Tensor[] functions, Tensor locations, bool direct) => new NoForm($"{GetType().Name} has no fused form");

    /// <summary>Which way the last loss was found.</summary>
    internal LossPath LossPath { get; } = new();

    double ICountsMultiplications.Multiplications => LossPath.Multiplications;

    /// <summary>Predicts all samples of <paramref name="dataset"/> in evaluation mode and without gradients, some samples at a time.</summary>
    /// <param name="dataset">Its batches are brought to the model's type and device; its outputs are not read.</param>
    /// <param name="batchSize">Samples held in memory at once; the result does not depend on it (save for the last bits, where sums are blocked differently).</param>
    /// <returns><c>[samples, points, channels]</c> in the model's type on its device; the caller disposes it.</returns>
    /// <exception cref="OperationCanceledException">The host's interrupt fired between two batches.</exception>
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Checks.Positive(batchSize, "OperatorModel.Predict", nameof(batchSize));
        bool wasTraining = training;
        eval();
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            Tensor? example = parameters().FirstOrDefault() ?? buffers().FirstOrDefault();
            Tensor Bring(Tensor x) => example is null ? x : x.to(example.dtype, example.device);
            Tensor? shared = dataset.IsAligned ? Bring(dataset.Locations) : null;
            List<Tensor> batches = [];
            for (int first = 0; first < dataset.Samples; first += batchSize)
            {
                Interruption.Token.ThrowIfCancellationRequested();
                using DisposeScope batchScope = NewDisposeScope();
                int count = Math.Min(batchSize, dataset.Samples - first);
                Tensor[] functions = [.. dataset.Inputs.Select(input => Bring(input.narrow(0, first, count)))];
                batches.Add(call(functions, shared ?? Bring(dataset.Locations.narrow(0, first, count))).MoveToOuterDisposeScope());
            }
            return cat(batches, 0).MoveToOuterDisposeScope();
        }
        finally
        {
            train(wasTraining);
        }
    }

    /// <summary>Chooses which parameters further training changes, for transfer to another problem: those whose name is chosen, and no others.</summary>
    /// <param name="chosen">Of a parameter's name, as <see cref="Summary"/> lists it: <c>name =&gt; name.StartsWith("trunk")</c>.</param>
    /// <exception cref="ArgumentException">No parameter is chosen.</exception>
    /// <remarks>Running averages of batch normalisation go on in training mode. <c>name =&gt; true</c> undoes it.</remarks>
    public void SetTrainable(Func<string, bool> chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var named = named_parameters().ToArray();
        bool[] trainable = [.. named.Select(entry => chosen(entry.name))];
        Checks.That(trainable.Any(yes => yes), "OperatorModel.SetTrainable", "a choice that holds for one parameter or more", $"none of {string.Join(", ", named.Select(entry => entry.name))}");
        for (int i = 0; i < named.Length; i++) named[i].parameter.requires_grad_(trainable[i]);
    }

    /// <summary>Changes the numbers' type or the device of all parameters and buffers, in place.</summary>
    /// <param name="dtype">float32 or float64; null leaves it.</param>
    /// <param name="device">Null leaves it.</param>
    /// <remarks>The same as TorchSharp's <c>to</c>, under a name that is no keyword of F#. From float32 to float64 numbers keep their float32 values.</remarks>
    public void MoveTo(ScalarType? dtype = null, Device? device = null)
    {
        if (dtype is { } type)
        {
            Checks.That(type is ScalarType.Float32 or ScalarType.Float64, "OperatorModel.MoveTo", "float32 or float64", $"{type}");
            this.to(type);
        }
        if (device is not null) this.to(device);
    }

    /// <summary>A table of the parameters: name, shape and how many numbers, with the total below.</summary>
    public string Summary()
    {
        var rows = named_parameters().Select(entry => (entry.name, shape: Checks.Shape(entry.parameter), count: entry.parameter.numel())).ToList();
        int nameWidth = rows.Select(row => row.name.Length).Append("parameter".Length).Max(), shapeWidth = rows.Select(row => row.shape.Length).Append("shape".Length).Max();
        StringBuilder table = new();
        void Row(string name, string shape, string count) => table.Append(CultureInfo.InvariantCulture, $"{name.PadRight(nameWidth)}  {shape.PadRight(shapeWidth)}  {count,12}\n");
        table.Append(GetName()).Append('\n');
        Row("parameter", "shape", "numbers");
        foreach (var (name, shape, count) in rows) Row(name, shape, count.ToString("N0", CultureInfo.InvariantCulture));
        Row("total", "", ParameterCount.ToString("N0", CultureInfo.InvariantCulture));
        long frozen = parameters().Where(parameter => !parameter.requires_grad).Sum(parameter => parameter.numel());
        if (frozen > 0) Row("frozen", "", frozen.ToString("N0", CultureInfo.InvariantCulture));
        return table.ToString();
    }
}
