using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The Fourier neural operator on uniform grids of one to three axes: lifting, blocks <c>v ← σ(F⁻¹(R · F v) + W v + b)</c>, projection.</summary>
/// <example><code>
/// var model = Fno.Create(new FnoOptions { Modes = [16], Width = 64, Seed = 0 });
/// </code></example>
/// <remarks>
/// All input functions live on the output's grid, <c>[samples, axes…, channels]</c>; the locations are that grid's, <c>[points, axes]</c> in row-major order.
/// σ does not follow the last block. Parameters, with w = width, k axes, M = Π modes and c = input channels (+ k with coordinates):
/// <c>(c + 1) w + L (2ᵏ⁻¹ · 2 M w² + w² + w) + (w + 1) q + (q + 1) · outputs</c> for the 2021 form with projection width q; a complex weight counts as two.
/// In the sine and cosine bases the weights are real and of one block, M w² a layer; without the point-wise path w² + w less a layer.
/// Li et al., <see href="https://arxiv.org/abs/2010.08895"/>, section 4.
/// </remarks>
public sealed class Fno : OperatorModel, IFixedPointsModel, ICountsMultiplications
{
    private readonly FnoOptions options;
    private readonly Mlp lifting;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> spectral = new();
    private readonly ModuleList<Dense> skips = new();
    private readonly ModuleList<Mlp> channelNetworks = new();
    private readonly Mlp projection;
    private double multiplications;

    private Fno(FnoOptions options) : base(nameof(Fno))
    {
        this.options = options;
        Checks.Widths(options.Modes, nameof(Fno), nameof(options.Modes));
        Checks.That(options.Modes.Count <= 3, nameof(Fno), "modes for one to three axes", Checks.List(options.Modes));
        Checks.Positive(options.Width, nameof(Fno), nameof(options.Width));
        Checks.Positive(options.InputChannels, nameof(Fno), nameof(options.InputChannels));
        Checks.Positive(options.Outputs, nameof(Fno), nameof(options.Outputs));
        Checks.That(options.Padding is >= 0.0 and <= 1.0, nameof(Fno), "0 ≤ Padding ≤ 1", $"{options.Padding}");
        FnoBlocks blocks = options.Blocks;
        Checks.Positive(blocks.Layers, nameof(Fno), nameof(blocks.Layers));
        using Generator random = new((ulong)(uint)options.Seed);
        int channels = options.InputChannels + (blocks.AppendCoordinates ? options.Modes.Count : 0), width = options.Width;
        lifting = PointWise(channels, blocks.LiftingWidth, width, random);
        for (int layer = 0; layer < blocks.Layers; layer++)
        {
            spectral.Add(options.Basis == SpectralBasis.Fourier ? new SpectralConvolution(width, width, options.Modes, blocks.SpectralInitializer, random)
                : new RealSpectralConvolution(width, width, options.Modes, options.Basis, blocks.SpectralInitializer, random));
            if (blocks.PointwisePath) skips.Add(new Dense(width, width, Initializer.PyTorchLinear, random));
            if (blocks.ChannelMlpWidth > 0) channelNetworks.Add(PointWise(width, blocks.ChannelMlpWidth, width, random));
        }
        projection = PointWise(width, blocks.ProjectionWidth, options.Outputs, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or there are more than three axes.</exception>
    public static Fno Create(FnoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new Fno(options);
    }

    double ICountsMultiplications.Multiplications => multiplications;

    /// <summary>How the layers of the Fourier basis find their frequencies; <see cref="SpectralTransform.Automatic"/> by default. No part of the model: the numbers are the same to rounding.</summary>
    public SpectralTransform Transform
    {
        get => spectral.OfType<SpectralConvolution>().FirstOrDefault()?.Transform ?? SpectralTransform.Automatic;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (SpectralConvolution layer in spectral.OfType<SpectralConvolution>()) layer.Transform = value;
        }
    }

    /// <summary>Evaluates the operator on the grid of its inputs.</summary>
    /// <param name="functions">Input functions <c>[samples, axes…, channels]</c> on one grid.</param>
    /// <param name="locations">The grid's points <c>[points, axes]</c> or <c>[samples, points, axes]</c>, row-major.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        return Run(functions, locations, pointwisePath: true, null).Output.MoveToOuterDisposeScope();
    }

    /// <summary>Evaluates the operator and keeps the field after lifting and after each block: to follow a frequency through the layers.</summary>
    /// <param name="functions">As for <see cref="forward"/>.</param>
    /// <param name="locations">As for <see cref="forward"/>.</param>
    /// <param name="pointwisePath">False leaves out <c>W v + b</c> in every block of the trained model, to see what it carries.</param>
    /// <returns>Fields without gradients, computed in evaluation mode's arithmetic (an FNO has no other); the caller disposes them.</returns>
    public FnoTrace Trace(Tensor[] functions, Tensor locations, bool pointwisePath = true)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        List<FnoLayerTrace> layers = [];
        (Tensor lifted, Tensor output) = Run(functions, locations, pointwisePath, layers);
        return new FnoTrace(lifted.MoveToOuterDisposeScope(),
            [.. layers.Select(layer => new FnoLayerTrace(layer.Spectral.MoveToOuterDisposeScope(), layer.Pointwise?.MoveToOuterDisposeScope(), layer.Output.MoveToOuterDisposeScope()))],
            output.MoveToOuterDisposeScope());
    }

    private (Tensor Lifted, Tensor Output) Run(Tensor[] functions, Tensor locations, bool pointwisePath, List<FnoLayerTrace>? trace)
    {
        Tensor input = GridInput.Join(functions, locations, nameof(Fno), options.Modes.Count, options.InputChannels, options.Blocks.AppendCoordinates);
        long[] grid = input.shape[1..^1];
        Tensor lifted = Pad(lifting.call(input), grid), v = lifted;
        multiplications = (double)v.numel() * Math.Max(options.Width, options.Blocks.ProjectionWidth);
        for (int layer = 0; layer < spectral.Count; layer++)
        {
            Activation after = layer < spectral.Count - 1 ? options.Blocks.Activation : Activation.Identity;
            if (trace is null && skips.Count > 0 && spectral[layer] is SpectralConvolution block && block.Block(v, skips[layer], after) is { } whole)
            {
                v = channelNetworks.Count > 0 ? whole + channelNetworks[layer].call(whole) : whole;
                continue;
            }
            Tensor? pointwise = pointwisePath && skips.Count > 0 ? skips[layer].call(v) : null;
            Tensor? transformed = null;
            if (trace is null && spectral[layer] is SpectralConvolution fourier) v = fourier.Add(v, pointwise);
            else
            {
                transformed = spectral[layer].call(v);
                v = pointwise is null ? transformed : transformed + pointwise;
            }
            if (layer < spectral.Count - 1) v = options.Blocks.Activation.Function(v);
            if (channelNetworks.Count > 0) v += channelNetworks[layer].call(v);
            trace?.Add(new FnoLayerTrace(transformed!, pointwise, ReferenceEquals(v, transformed) ? v.alias() : v));
        }
        for (int axis = 0; axis < grid.Length; axis++) v = v.narrow(axis + 1, 0, grid[axis]);
        return (lifted, ((projection.Weights is { } plain ? PointwiseNetwork.Run(plain, v) : null) ?? projection.call(v)).reshape(input.shape[0], -1, options.Outputs));
    }

    private Tensor Pad(Tensor v, long[] grid)
    {
        for (int axis = 0; axis < grid.Length; axis++)
        {
            long[] shape = v.shape;
            shape[axis + 1] = (long)Math.Round(options.Padding * grid[axis]);
            if (shape[axis + 1] > 0) v = cat([v, zeros(shape, v.dtype, v.device)], axis + 1);
        }
        return v;
    }

    private Mlp PointWise(int inputs, int hidden, int outputs, Generator random)
    {
        Checks.NotNegative(hidden, nameof(Fno), "width");
        MlpStyle style = new() { Activation = options.Blocks.Activation, Initializer = Initializer.PyTorchLinear };
        return new Mlp(inputs, hidden > 0 ? [hidden, outputs] : [outputs], style, activateLastByDefault: false, random);
    }
}
