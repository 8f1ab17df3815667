using TorchSharp;

namespace OpLearn;

/// <summary>Input functions, query locations and output functions of an operator, split by function and never by point.</summary>
/// <remarks>
/// Shapes: every input is <c>[samples, axes…, channels]</c> (channel axis last and always there); locations are <c>[points, dimensions]</c> (aligned:
/// one set of locations for all samples) or <c>[samples, points, dimensions]</c> (unaligned); outputs are <c>[samples, points, channels]</c>, with one
/// name a channel. A classical triple <c>(u, y, s)</c> is an unaligned set with one point a sample. Tensors are not changed after construction.
/// </remarks>
public sealed class OperatorDataset : IDisposable
{
    /// <summary>Takes the tensors over; they are disposed with the set.</summary>
    public OperatorDataset(IReadOnlyList<string> inputNames, IReadOnlyList<torch.Tensor> inputs, torch.Tensor locations,
        IReadOnlyList<string> outputNames, torch.Tensor outputs, IReadOnlyList<int>? outputAxes = null, torch.Tensor? mask = null)
    {
        InputNames = inputNames;
        Inputs = inputs;
        Locations = locations;
        OutputNames = outputNames;
        Outputs = outputs;
        OutputAxes = outputAxes ?? [Points];
        Mask = mask;
    }

    /// <summary>One name an input function.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>Input functions, each <c>[samples, axes…, channels]</c>.</summary>
    public IReadOnlyList<torch.Tensor> Inputs { get; }

    /// <summary>Query locations, <c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</summary>
    public torch.Tensor Locations { get; }

    /// <summary>One name an output channel.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Output functions, <c>[samples, points, channels]</c>.</summary>
    public torch.Tensor Outputs { get; }

    /// <summary>Axes of the grid that the points form in row-major order, or <c>[points]</c>.</summary>
    public IReadOnlyList<int> OutputAxes { get; }

    /// <summary>1 where a point counts and 0 where it does not, <c>[points]</c> or <c>[samples, points]</c>; null when all count.</summary>
    public torch.Tensor? Mask { get; }

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

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor input in Inputs) input.Dispose();
        Locations.Dispose();
        Outputs.Dispose();
        Mask?.Dispose();
    }
}
