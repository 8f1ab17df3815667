using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A transposed convolution of kernel 2 and stride 2 that doubles each axis: <c>[samples, inputs, n…] → [samples, outputs, 2n…]</c>. Parameters: inputs · outputs · 2ᵃˣᵉˢ + outputs.</summary>
internal sealed class UpConvolution : nn.Module<Tensor, Tensor>
{
    private readonly int axes;
    private readonly Parameter weight; // [inputs, outputs, 2…]
    private readonly Parameter bias;   // [outputs]

    public UpConvolution(int axes, int inputs, int outputs, Initializer initializer, Generator random) : base("up")
    {
        this.axes = axes;
        weight = Weight.Zeros([inputs, outputs, .. Enumerable.Repeat(2L, axes)]);
        bias = Weight.Zeros(outputs);
        RegisterComponents();
        initializer.Fill(weight, bias, random);
    }

    public override Tensor forward(Tensor input) => axes switch
    {
        1 => nn.functional.conv_transpose1d(input, weight, bias, stride: 2),
        2 => nn.functional.conv_transpose2d(input, weight, bias, strides: [2, 2]),
        _ => nn.functional.conv_transpose3d(input, weight, bias, strides: [2, 2, 2]),
    };
}
