using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A convolution on one to three axes, <c>[samples, inputs, axes…] → [samples, outputs, axes…]</c>, seeded by the generator that it is given.</summary>
/// <remarks>Parameters: inputs · outputs · kernelᵃˣᵉˢ (+ outputs with bias).</remarks>
internal sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly int axes;
    private readonly int kernel;
    private readonly int stride;
    private readonly ConvPadding padding;
    private readonly Parameter weight; // [outputs, inputs, kernel…]
    private readonly Parameter? bias;  // [outputs]

    public Convolution(int axes, int inputs, int outputs, ConvStyle style, Generator random, int? kernel = null, int stride = 1) : base("convolution")
    {
        this.axes = axes;
        this.kernel = kernel ?? style.Kernel;
        this.stride = stride;
        padding = style.Padding;
        weight = Weight.Zeros([outputs, inputs, .. Enumerable.Repeat((long)this.kernel, axes)]);
        if (style.Bias) bias = Weight.Zeros(outputs);
        RegisterComponents();
        style.Initializer.Fill(weight, bias, random);
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long around = padding.Around(kernel);
        Tensor padded = around > 0 ? input : padding.Apply(input, kernel);
        Tensor output = axes switch
        {
            1 => nn.functional.conv1d(padded, weight, bias, stride, around),
            2 => nn.functional.conv2d(padded, weight, bias, [stride, stride], [around, around]),
            _ => nn.functional.conv3d(padded, weight, bias, [stride, stride, stride], [around, around, around]),
        };
        return output.MoveToOuterDisposeScope();
    }
}
