using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The layer <c>v ↦ S⁻¹(R · S v)</c> with the sine or cosine transform S on each axis, <c>[samples, axes…, inputs] → [samples, axes…, outputs]</c>.</summary>
/// <remarks>R is real, <c>[inputs, outputs, modes…]</c>. Functions that the grid resolves give the same result on every grid; for the sine basis they must vanish at the ends.</remarks>
internal sealed class RealSpectralConvolution : nn.Module<Tensor, Tensor>
{
    private static readonly string[] Products = ["bxi,iox->bxo", "bxyi,ioxy->bxyo", "bxyzi,ioxyz->bxyzo"];
    private readonly int[] modes;
    private readonly SpectralBasis basis;
    private readonly Parameter weight;

    public RealSpectralConvolution(int inputs, int outputs, IReadOnlyList<int> modes, SpectralBasis basis, SpectralInitializer initializer, Generator random) : base(nameof(RealSpectralConvolution))
    {
        this.modes = [.. modes];
        this.basis = basis;
        using Tensor drawn = zeros([inputs, outputs, .. modes.Select(count => (long)count)], float64);
        initializer.Fill(drawn, inputs, outputs, random);
        weight = Weight.Of(drawn.to(float32));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor low = input;
        for (int axis = 0; axis < modes.Length; axis++)
        {
            int least = modes[axis] + (basis == SpectralBasis.Sine ? 2 : 1);
            Checks.That(least <= input.shape[axis + 1], "Fno", $"{least} points or more on axis {axis} for {modes[axis]} {basis} modes", $"{input.shape[axis + 1]}", "Take fewer modes or a finer grid.");
            low = Along(low, axis + 1, basis.Analysis(input.shape[axis + 1], modes[axis]));
        }
        Tensor filtered = einsum(Products[modes.Length - 1], low, weight);
        for (int axis = 0; axis < modes.Length; axis++) filtered = Along(filtered, axis + 1, basis.Synthesis(input.shape[axis + 1], modes[axis]));
        return filtered.MoveToOuterDisposeScope();
    }

    // The matrix [to, from] applied to one axis.
    private static Tensor Along(Tensor values, int axis, Tensor matrix) => values.transpose(axis, -1).matmul(matrix.t().to(values.dtype, values.device)).transpose(axis, -1);
}
