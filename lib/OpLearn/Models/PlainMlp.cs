using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The weights <c>[outputs, inputs]</c> and biases <c>[outputs]</c>, or nulls for layers without them, of a fully connected network without anything but its layers.</summary>
internal sealed record PlainMlp(Tensor[] Weights, Tensor?[] Biases, MlpCurve Hidden, MlpCurve Last)
{
    /// <summary>Inputs, then the width of each layer.</summary>
    public int[] Widths { get; } = [(int)Weights[0].shape[1], .. Weights.Select(weight => (int)weight.shape[0])];

    /// <summary>Weights and, where there is one, bias of each layer in turn.</summary>
    public Tensor[] Parameters { get; } = [.. Weights.Zip(Biases).SelectMany(layer => layer.Second is null ? new[] { layer.First } : [layer.First, layer.Second])];

    /// <summary>True for the activations whose derivatives follow from their value, and a bias in each layer.</summary>
    public bool IsSimple => Hidden <= MlpCurve.Tanh && Last <= MlpCurve.Tanh && Biases.All(bias => bias is not null);

    /// <summary>Multiplications of an evaluation of one row.</summary>
    public double Multiplications => Widths.Zip(Widths.Skip(1)).Sum(pair => (double)pair.First * pair.Second);
}
