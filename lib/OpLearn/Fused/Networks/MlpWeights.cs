using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The weights <c>[outputs, inputs]</c> and biases <c>[outputs]</c>, or nulls for layers without them, of a fully connected network without anything but its layers.</summary>
/// <param name="Weights">Of each layer.</param>
/// <param name="Biases">Of each layer.</param>
/// <param name="Hidden">What follows the hidden layers.</param>
/// <param name="Last">What follows the last one.</param>
/// <param name="Leak">Slope below zero of what is called <see cref="FusedActivation.Relu"/>.</param>
internal sealed record MlpWeights(Tensor[] Weights, Tensor?[] Biases, FusedActivation Hidden, FusedActivation Last, float Leak = 0f)
{
    /// <summary>Inputs, then the width of each layer.</summary>
    public int[] Widths { get; } = [(int)Weights[0].size(1), .. Weights.Select(weight => (int)weight.size(0))];

    /// <summary>Weights and, where there is one, bias of each layer in turn.</summary>
    public Tensor[] Parameters { get; } = [.. Weights.Zip(Biases).SelectMany(layer => layer.Second is null ? new[] { layer.First } : [layer.First, layer.Second])];

    /// <summary>True for the activations whose derivatives follow from their value, without a leak, and a bias in each layer.</summary>
    public bool IsSimple => Leak == 0f && Hidden <= FusedActivation.Tanh && Last <= FusedActivation.Tanh && Biases.All(bias => bias is not null);

    /// <summary>Multiplications of an evaluation of one row.</summary>
    public double Multiplications => Widths.Zip(Widths.Skip(1)).Sum(pair => (double)pair.First * pair.Second);

    /// <summary>What follows the hidden layers, by operations on tensors; needed where <see cref="Hidden"/> is <see cref="FusedActivation.Other"/>, and for derivatives.</summary>
    public ActivationFunction? HiddenFunction { get; init; }

    /// <summary>The same of the last layer.</summary>
    public ActivationFunction? LastFunction { get; init; }

    /// <summary>True where kernels know both activations.</summary>
    public bool IsFused => Hidden != FusedActivation.Other && Last != FusedActivation.Other;

    /// <summary>Multiplications of one row in the largest layer.</summary>
    public double LargestLayer => Widths.Zip(Widths.Skip(1)).Max(pair => (double)pair.First * pair.Second);

    /// <summary>Evaluates rows by operations on tensors.</summary>
    public Tensor ByOperations(Tensor rows)
    {
        for (int layer = 0; layer < Weights.Length; layer++)
        {
            Tensor z = nn.functional.linear(rows, Weights[layer], Biases[layer]);
            bool last = layer == Weights.Length - 1;
            FusedActivation activation = last ? Last : Hidden;
            rows = activation == FusedActivation.Other ? (last ? LastFunction : HiddenFunction)!.Value(z)
                : activation == FusedActivation.Relu && Leak != 0f ? z.leaky_relu(Leak) : FusedActivations.ByOperations(activation, z);
        }
        return rows;
    }
}
