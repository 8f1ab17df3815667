using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The U-Net on uniform grids of one to three axes: double convolutions on ever coarser grids, then back up, each level joined with what went down on it.</summary>
/// <example><code>
/// var model = UNet.Create(new UNetOptions { Field = new GridField { Axes = 2 }, Width = 16, Depth = 3, Seed = 0 });
/// </code></example>
/// <remarks>
/// Level l has <c>w 2ˡ</c> channels; the maximum over 2 points of each axis leads down, a transposed convolution of 2 points leads up. Grids that are no multiple of 2ᵈᵉᵖᵗʰ are continued
/// beyond their end by the style's padding and cut back after. Input functions on the output's grid, <c>[samples, axes…, channels]</c>; locations are that grid's in row-major order.
/// Its answer depends on the resolution. Parameters, with D(a, b) = (aK + 1) b + (bK + 1) b (+ 4 b with a normalisation), K the kernel's area, k axes, c channels fed and depth d:
/// <c>D(c, w) + Σₗ₌₁…d [ D(2ˡ⁻¹w, 2ˡw) + (2ᵏ · 2ˡw + 1) 2ˡ⁻¹w + D(2ˡw, 2ˡ⁻¹w) ] + (w + 1) · outputs</c>.
/// Ronneberger et al., <see href="https://arxiv.org/abs/1505.04597"/>, section 2; differs: convolutions keep the grid, as in PDEBench.
/// </remarks>
public sealed class UNet : OperatorModel, IFixedPointsModel
{
    private readonly UNetOptions options;
    private readonly ModuleList<ConvStack> down = new();
    private readonly ModuleList<UpConvolution> rise = new();
    private readonly ModuleList<ConvStack> up = new();
    private readonly Dense output;

    private UNet(UNetOptions options) : base(nameof(UNet))
    {
        this.options = options;
        options.Field.Check(nameof(UNet));
        Checks.Positive(options.Width, nameof(UNet), nameof(options.Width));
        Checks.That(options.Depth is >= 1 and <= 10, nameof(UNet), "1 ≤ Depth ≤ 10", $"{options.Depth}");
        GridInput.CheckStyle(options.Convolutions, nameof(UNet));
        using Generator random = new((ulong)(uint)options.Seed);
        int axes = options.Field.Axes, width = options.Width;
        ConvStack Double(int inputs, int outputs) => new(axes, inputs, [outputs, outputs], options.Convolutions, Pooling.None, random);
        down.Add(Double(options.Field.Fed, width));
        for (int level = 1; level <= options.Depth; level++) down.Add(Double(width << (level - 1), width << level));
        for (int level = options.Depth; level >= 1; level--)
        {
            rise.Add(new UpConvolution(axes, width << level, width << (level - 1), options.Convolutions.Initializer, random));
            up.Add(Double(width << level, width << (level - 1)));
        }
        output = new Dense(width, options.Field.Outputs, options.Convolutions.Initializer, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or there are more than three axes.</exception>
    public static UNet Create(UNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new UNet(options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = options.Field.Join(functions, locations, nameof(UNet)); // [samples, channels, axes…]
        long[] grid = input.shape[2..];
        List<Tensor> levels = [down[0].call(options.Convolutions.Padding.ToMultiple(input, 1 << options.Depth, nameof(UNet)))];
        for (int level = 1; level <= options.Depth; level++) levels.Add(down[level].call(Pooling.Max.Apply(levels[^1])));
        Tensor h = levels[^1];
        for (int step = 0; step < options.Depth; step++) h = up[step].call(cat([levels[options.Depth - 1 - step], rise[step].call(h)], 1));
        for (int axis = 0; axis < grid.Length; axis++) h = h.narrow(axis + 2, 0, grid[axis]);
        return output.call(GridInput.Points(h)).MoveToOuterDisposeScope();
    }
}
