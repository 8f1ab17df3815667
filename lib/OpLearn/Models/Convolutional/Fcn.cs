using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A fully convolutional network on uniform grids of one to three axes: layers of convolution, normalisation and σ that keep the grid, and a linear map of the channels at each point.</summary>
/// <example><code>
/// var model = Fcn.Create(new FcnOptions { Field = new GridField { Axes = 2 }, Seed = 0 });
/// </code></example>
/// <remarks>
/// Input functions on the output's grid, <c>[samples, axes…, channels]</c>; the locations are that grid's in row-major order. It runs on grids of any size, but a layer sees
/// kernel points, not a length: its answer depends on the resolution. Parameters with channels c (+ axes with coordinates), widths w and kernel area K:
/// <c>Σ (wᵢ₋₁ K + 1) wᵢ + (w_last + 1) · outputs</c>, 2 wᵢ more a layer with a normalisation.
/// Long, Shelhamer &amp; Darrell, <see href="https://arxiv.org/abs/1411.4038"/>; differs: no pooling, so that no skips are needed.
/// </remarks>
public sealed class Fcn : OperatorModel, IFixedPointsModel
{
    private readonly FcnOptions options;
    private readonly ConvStack layers;
    private readonly Dense output;

    private Fcn(FcnOptions options) : base(nameof(Fcn))
    {
        this.options = options;
        options.Field.Check(nameof(Fcn));
        Checks.Widths(options.Widths, nameof(Fcn), nameof(options.Widths));
        GridInput.CheckStyle(options.Convolutions, nameof(Fcn));
        using Generator random = new((ulong)(uint)options.Seed);
        layers = new ConvStack(options.Field.Axes, options.Field.Fed, options.Widths, options.Convolutions, Pooling.None, random);
        output = new Dense(options.Widths[^1], options.Field.Outputs, options.Convolutions.Initializer, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or there are more than three axes.</exception>
    public static Fcn Create(FcnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new Fcn(options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = layers.call(options.Field.Join(functions, locations, nameof(Fcn)));
        return output.call(GridInput.Points(h)).MoveToOuterDisposeScope();
    }
}
