using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Input functions, query locations and output functions of an operator, split by function and never by point.</summary>
/// <remarks>
/// Shapes: every input is <c>[samples, axes…, channels]</c> (channel axis last and always there); locations are <c>[points, dimensions]</c> (aligned:
/// one set of locations for all samples) or <c>[samples, points, dimensions]</c> (unaligned); outputs are <c>[samples, points, channels]</c>, with one
/// name a channel. A classical triple <c>(u, y, s)</c> is an unaligned set with one point a sample. All tensors have one floating type and one device,
/// and hold finite numbers only, at masked points too (a NaN times 0 is NaN). Tensors are not changed after construction, so that sets may share memory.
/// </remarks>
public sealed partial class OperatorDataset : IDisposable
{
    private readonly IReadOnlyList<string>? tags;

    /// <summary>Takes the tensors over; they are disposed with the set, and leave the dispose scope that they were made in.</summary>
    /// <param name="inputNames">One name an input function, each once.</param>
    /// <param name="inputs">Input functions, each <c>[samples, axes…, channels]</c>.</param>
    /// <param name="locations">Query locations, <c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
    /// <param name="outputNames">One name an output channel, each once.</param>
    /// <param name="outputs">Output functions, <c>[samples, points, channels]</c>.</param>
    /// <param name="outputAxes">Axes of the grid that the points form in row-major order; their product is <c>points</c>. Null: <c>[points]</c>.</param>
    /// <param name="mask">1 where a point counts and 0 where it does not, <c>[points]</c> or <c>[samples, points]</c>; null when all count.</param>
    /// <exception cref="ArgumentException">A shape, a name, a type, a device or a value breaks the rules above; nothing is disposed then.</exception>
    public OperatorDataset(IReadOnlyList<string> inputNames, IReadOnlyList<Tensor> inputs, Tensor locations,
        IReadOnlyList<string> outputNames, Tensor outputs, IReadOnlyList<int>? outputAxes = null, Tensor? mask = null)
        : this(inputNames, inputs, locations, outputNames, outputs, outputAxes, mask, checkValues: true)
    {
    }

    // Values that come from a checked set are not read again: a batch is cut thousands of times.
    private OperatorDataset(IReadOnlyList<string> inputNames, IReadOnlyList<Tensor> inputs, Tensor locations,
        IReadOnlyList<string> outputNames, Tensor outputs, IReadOnlyList<int>? outputAxes, Tensor? mask, bool checkValues)
    {
        DatasetChecks.Shapes(inputNames, inputs, locations, outputNames, outputs, outputAxes, mask);
        if (checkValues) DatasetChecks.Values(inputNames, inputs, locations, outputNames, outputs, mask);
        InputNames = [.. inputNames];
        Inputs = [.. inputs.Select(input => input.DetachFromDisposeScope())];
        Locations = locations.DetachFromDisposeScope();
        OutputNames = [.. outputNames];
        Outputs = outputs.DetachFromDisposeScope();
        OutputAxes = outputAxes is null ? [Points] : [.. outputAxes];
        Mask = mask?.DetachFromDisposeScope();
    }

    /// <summary>One name an input function.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>Input functions, each <c>[samples, axes…, channels]</c>.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>Query locations, <c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</summary>
    public Tensor Locations { get; }

    /// <summary>One name an output channel.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Output functions, <c>[samples, points, channels]</c>.</summary>
    public Tensor Outputs { get; }

    /// <summary>Axes of the grid that the points form in row-major order, or <c>[points]</c>.</summary>
    public IReadOnlyList<int> OutputAxes { get; }

    /// <summary>1 where a point counts and 0 where it does not, <c>[points]</c> or <c>[samples, points]</c>; null when all count.</summary>
    public Tensor? Mask { get; }

    /// <summary>Where the data come from: problem, equation, parameters, seed, and what was done since; null when nobody said.</summary>
    public DataCard? Card { get; init; }

    /// <summary>One tag a sample, e.g. its task where several share one set; null when nobody tagged them. Goes along with the samples into parts and files.</summary>
    /// <exception cref="ArgumentException">Not one tag a sample.</exception>
    public IReadOnlyList<string>? Tags
    {
        get => tags;
        init
        {
            if (value is not null && value.Count != Samples)
                throw new ArgumentException($"OperatorDataset: expected one tag a sample, {Samples}; got {value.Count}. Give null for none.", nameof(value));
            tags = value is null ? null : [.. value];
        }
    }

    /// <summary>Number of functions.</summary>
    public int Samples => (int)Outputs.shape[0];

    /// <summary>Number of locations of one sample.</summary>
    public int Points => (int)Outputs.shape[1];

    /// <summary>Number of output channels.</summary>
    public int Channels => (int)Outputs.shape[2];

    /// <summary>Number of coordinates of a location.</summary>
    public int Dimensions => (int)Locations.shape[^1];

    /// <summary>True when all samples share their locations.</summary>
    public bool IsAligned => Locations.dim() == 2;

    /// <summary>Names, shapes and type on one line.</summary>
    public override string ToString()
    {
        string inputs = string.Join(", ", InputNames.Zip(Inputs, (name, input) => $"{name} [{string.Join(", ", input.shape)}]"));
        return $"{Samples} samples: {inputs}; locations [{string.Join(", ", Locations.shape)}]"
            + $" -> {string.Join(", ", OutputNames)} [{string.Join(", ", Outputs.shape)}], {Outputs.dtype.ToString().ToLowerInvariant()}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor input in Inputs) input.Dispose();
        Locations.Dispose();
        Outputs.Dispose();
        Mask?.Dispose();
    }
}
