using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A residual convolutional network on uniform grids of one to three axes: a convolution, residual blocks that keep the grid, and a linear map of the channels at each point.</summary>
/// <example><code>
/// var model = ResNet.Create(new ResNetOptions { Field = new GridField { Axes = 2 }, Seed = 0 });
/// </code></example>
/// <remarks>
/// Input functions on the output's grid, <c>[samples, axes…, channels]</c>; the locations are that grid's in row-major order. Its answer depends on the resolution.
/// Parameters with c channels fed, width w, kernel area K and B blocks: <c>(cK + 1) w + 2B (wK + 1) w + (w + 1) · outputs</c>, 2 w more a convolution with a normalisation.
/// He et al., <see href="https://arxiv.org/abs/1512.03385"/>, section 3.2.
/// </remarks>
public sealed class ResNet : OperatorModel, IFixedPointsModel
{
    private readonly ResNetOptions options;
    private readonly ResidualStack stages;
    private readonly Dense output;

    private ResNet(ResNetOptions options) : base(nameof(ResNet))
    {
        this.options = options;
        options.Field.Check(nameof(ResNet));
        Checks.Positive(options.Width, nameof(ResNet), nameof(options.Width));
        Checks.Positive(options.Blocks, nameof(ResNet), nameof(options.Blocks));
        GridInput.CheckStyle(options.Convolutions, nameof(ResNet));
        using Generator random = new((ulong)(uint)options.Seed);
        stages = new ResidualStack(options.Field.Axes, options.Field.Fed, [options.Width], [options.Blocks], options.Convolutions, halveBetweenStages: false, random);
        output = new Dense(options.Width, options.Field.Outputs, options.Convolutions.Initializer, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or there are more than three axes.</exception>
    public static ResNet Create(ResNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new ResNet(options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = stages.call(options.Field.Join(functions, locations, nameof(ResNet)));
        return output.call(GridInput.Points(h)).MoveToOuterDisposeScope();
    }
}
