using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The weights <c>[outputs, inputs]</c> and biases <c>[outputs]</c> of a fully connected network without anything but its layers.</summary>
internal sealed record PlainMlp(Tensor[] Weights, Tensor[] Biases, MlpCurve Hidden, MlpCurve Last)
{
    /// <summary>Inputs, then the width of each layer.</summary>
    public int[] Widths { get; } = [(int)Weights[0].shape[1], .. Weights.Select(weight => (int)weight.shape[0])];

    /// <summary>Weights and bias of each layer in turn.</summary>
    public IEnumerable<Tensor> Parameters => Weights.Zip(Biases).SelectMany(layer => new[] { layer.First, layer.Second });

    /// <summary>Multiplications of an evaluation of one row.</summary>
    public double Multiplications => Widths.Zip(Widths.Skip(1)).Sum(pair => (double)pair.First * pair.Second);
}
