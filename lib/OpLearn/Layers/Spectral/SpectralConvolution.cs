using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The Fourier layer <c>v ↦ F⁻¹(R · F v)</c> on a uniform grid, <c>[samples, axes…, inputs] → [samples, axes…, outputs]</c>.</summary>
/// <remarks>
/// R keeps the frequencies below <c>modes[a]</c> of each axis, of both signs on all axes but the last (a real function has the rest by symmetry).
/// There are 2^(axes − 1) weights, one a choice of signs (bit a set: axis a negative), each <c>[inputs, outputs, modes…, 2]</c>, the trailing pair being real and imaginary part:
/// the optimiser sees real numbers. The result does not depend on the resolution for functions that the grid resolves.
/// </remarks>
internal sealed class SpectralConvolution : nn.Module<Tensor, Tensor>
{
    private const string Where = "Fno";
    private static readonly string[] Products = ["bxi,iox->bxo", "bxyi,ioxy->bxyo", "bxyzi,ioxyz->bxyzo"];
    private readonly int[] modes;
    private readonly ParameterList weights = new();

    public SpectralConvolution(int inputs, int outputs, IReadOnlyList<int> modes, SpectralInitializer initializer, Generator random) : base(nameof(SpectralConvolution))
    {
        this.modes = [.. modes];
        long[] shape = [inputs, outputs, .. modes.Select(count => (long)count), 2];
        for (int corner = 0; corner < 1 << (modes.Count - 1); corner++)
        {
            using Tensor drawn = zeros(shape, float64);
            initializer.Fill(drawn, inputs, outputs, random);
            weights.Add(Weight.Of(drawn.to(float32)));
        }
        RegisterComponents();
    }

    /// <summary>How the frequencies are found.</summary>
    public SpectralTransform Transform { get; set; } = SpectralTransform.Automatic;

    public override Tensor forward(Tensor input) => Add(input, null);

    /// <summary>The layer's result plus a field of its shape, or plus nothing.</summary>
    public Tensor Add(Tensor input, Tensor? added)
    {
        CheckGrid(input);
        int axes = modes.Length;
        using DisposeScope scope = NewDisposeScope();
        if (Transform.IsTruncated(input.device, modes))
            return TruncatedFourier.Synthesise(SpectralMultiply.ByOperations(TruncatedFourier.Analyse(input, modes), Matrices()), modes, input.shape[1..^1], added).MoveToOuterDisposeScope();
        long[] dims = [.. Enumerable.Range(1, axes).Select(axis => (long)axis)];
        Tensor filtered = Filter(fft.rfftn(input, dim: dims), 0, 0);
        Tensor result = fft.irfftn(filtered, s: input.shape[1..(axes + 1)], dim: dims);
        return (added is null ? result : result + added).MoveToOuterDisposeScope();
    }

    /// <summary>The whole block <c>σ(F⁻¹(R · F v) + W v + b)</c> by <see cref="FourierBlock"/>, or null where that does not reach.</summary>
    /// <param name="input">v.</param>
    /// <param name="path">W and b.</param>
    /// <param name="activation">σ.</param>
    public Tensor? Block(Tensor input, Dense path, Activation activation)
    {
        if (!Transform.IsTruncated(input.device, modes) || path.Offset is not { } bias || activation.Curve is not { } curve) return null;
        CheckGrid(input);
        using DisposeScope scope = NewDisposeScope();
        Tensor field = input.contiguous(), weight = Matrices();
        return FourierBlock.IsSupported(field, weight, path.Matrix, bias) ? FourierBlock.Run(field, modes, weight, path.Matrix, bias, curve).MoveToOuterDisposeScope() : null;
    }

    private void CheckGrid(Tensor input)
    {
        for (int axis = 0; axis < modes.Length; axis++)
        {
            Checks.That(2 * modes[axis] <= input.shape[axis + 1], Where, $"{2 * modes[axis]} points or more on axis {axis} for {modes[axis]} modes",
                $"{input.shape[axis + 1]}", "Take fewer modes or a finer grid.");
        }
    }

    // R, [inputs, outputs, frequencies, 2], in the order of the coefficients.
    private Tensor Matrices() => Corners(modes.Length - 2, 0).flatten(2, -2);

    // The weights [inputs, outputs, modes…, 2] of all choices of signs side by side: the axes but the last are then twice as long, negative frequencies behind.
    private Tensor Corners(int axis, int corner) =>
        axis < 0 ? weights[corner] : cat([Corners(axis - 1, corner), Corners(axis - 1, corner | (1 << axis))], axis + 2);

    // Takes the low frequencies of each axis in turn, multiplies in the innermost, and puts zeros back where the others were.
    private Tensor Filter(Tensor spectrum, int axis, int corner)
    {
        int dim = axis + 1, kept = modes[axis];
        long size = spectrum.shape[dim];
        if (axis == modes.Length - 1)
        {
            Tensor low = spectrum.narrow(dim, 0, kept);
            Tensor product = einsum(Products[axis], low, view_as_complex(weights[corner]));
            return cat([product, Zeros(product, dim, size - kept)], dim);
        }
        Tensor positive = Filter(spectrum.narrow(dim, 0, kept), axis + 1, corner);
        Tensor negative = Filter(spectrum.narrow(dim, size - kept, kept), axis + 1, corner | (1 << axis));
        return cat([positive, Zeros(positive, dim, size - (2 * kept)), negative], dim);
    }

    private static Tensor Zeros(Tensor like, int dim, long size)
    {
        long[] shape = like.shape;
        shape[dim] = size;
        return zeros(shape, like.dtype, like.device);
    }
}
