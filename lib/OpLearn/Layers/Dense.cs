using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A linear layer <c>[…, inputs] → […, outputs]</c> whose weights come from the given generator and from nowhere else (TorchSharp's own draws from the ambient one first).</summary>
internal sealed class Dense : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [outputs, inputs]
    private readonly Parameter? bias;  // [outputs]

    public Dense(int inputs, int outputs, Initializer initializer, Generator random, bool hasBias = true, bool isFirst = false) : base("linear")
    {
        weight = Weight.Zeros(outputs, inputs);
        if (hasBias) bias = Weight.Zeros(outputs);
        RegisterComponents();
        initializer.Fill(weight, bias, random, isFirst);
    }

    public Tensor Matrix => weight;

    public Tensor? Offset => bias;

    public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
}
