using static TorchSharp.torch;

namespace OpLearn;

/// <summary>An invertible affine map of values, <c>encoded = (values − shift) / scale</c>, fitted to training data.</summary>
/// <remarks>
/// <see cref="Shift"/> and <see cref="Scale"/> are <c>[channels]</c>, or <c>[axes…, channels]</c> for one that is fitted point by point, in float64; they
/// follow the
/// type and device of what is encoded. Deviations are over the whole training set (divided by n, not n − 1).
/// Differs: the FNO authors' <c>UnitGaussianNormalizer</c> divides by n − 1 and adds 0.00001, which <c>epsilon</c> gives.
/// </remarks>
public sealed class Normalizer : IDisposable
{
    /// <summary>Takes over shift and scale (both of one shape whose last axis is the channel).</summary>
    /// <exception cref="ArgumentException">The shapes differ, a value is not finite, or a scale is not positive.</exception>
    public Normalizer(Tensor shift, Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(shift);
        ArgumentNullException.ThrowIfNull(scale);
        using var scope = NewDisposeScope();
        if (shift.dim() < 1 || !shift.shape.SequenceEqual(scale.shape))
            throw new ArgumentException($"Normalizer: shift and scale must have one shape, [axes…, channels]; got [{string.Join(", ", shift.shape)}] and [{string.Join(", ", scale.shape)}].");
        if (!shift.isfinite().all().item<bool>() || !scale.isfinite().logical_and(scale > 0).all().item<bool>())
            throw new ArgumentException("Normalizer: shift must be finite and scale finite and positive; got others. Fit to finite values.");
        Shift = shift.to(ScalarType.Float64).DetachFromDisposeScope();
        Scale = scale.to(ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>What is taken away, <c>[channels]</c> or <c>[axes…, channels]</c>, float64.</summary>
    public Tensor Shift { get; }

    /// <summary>What is divided by, in the shape of <see cref="Shift"/>, float64 and positive.</summary>
    public Tensor Scale { get; }

    /// <summary>Leaves values as they are; for <paramref name="channels"/> channels.</summary>
    public static Normalizer Identity(int channels) => new(zeros(channels, ScalarType.Float64), ones(channels, ScalarType.Float64));

    /// <summary>Zero mean and unit deviation of each channel over all other axes.</summary>
    /// <param name="values"><c>[…, channels]</c>.</param>
    /// <param name="mask">1 where a value counts, of the leading axes of <paramref name="values"/> (broadcast); null when all do.</param>
    /// <param name="epsilon">Added to the deviation, ≥ 0; at 0 a constant channel is divided by 1.</param>
    public static Normalizer Gaussian(Tensor values, Tensor? mask = null, double epsilon = 0)
    {
        using var scope = NewDisposeScope();
        Tensor rows = Rows(values, mask); // [values, channels]
        return FromMoments(rows.mean([0]), rows, epsilon);
    }

    /// <summary>Zero mean and unit deviation of each channel at each point, over the samples; for values on one grid.</summary>
    /// <param name="values"><c>[samples, axes…, channels]</c>.</param>
    /// <param name="mask">1 where a value counts, <c>[axes…]</c> or <c>[samples, axes…]</c>; null when all do. A point that counts in no sample is left as it is.</param>
    /// <param name="epsilon">Added to the deviation, ≥ 0; at 0 a point where nothing varies (a Dirichlet boundary) is divided by 1.</param>
    public static Normalizer PointGaussian(Tensor values, Tensor? mask = null, double epsilon = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.dim() < 2)
            throw new ArgumentException($"PointGaussian: values must be [samples, axes…, channels]; got [{string.Join(", ", values.shape)}].", nameof(values));
        using var scope = NewDisposeScope();
        Tensor wide = values.detach().to(ScalarType.Float64);
        if (mask is null) return FromMoments(wide.mean([0]), wide, epsilon);
        Tensor counts = mask.ne(0).expand(values.shape[..^1]).unsqueeze(-1), kept = where(counts, wide, zeros_like(wide)); // [samples, axes…, 1]
        Tensor number = counts.to(ScalarType.Float64).sum([0]), mean = kept.sum([0]) / number.clamp_min(1);
        Tensor deviation = (where(counts, wide - mean, zeros_like(wide)).square().sum([0]) / number.clamp_min(1)).sqrt();
        Tensor scale = ScaleOf(mean, deviation, epsilon);
        return new Normalizer(mean, where(number > 0, scale, ones_like(scale)));
    }

    /// <summary>Each channel's smallest value to <paramref name="lower"/> and its largest to <paramref name="upper"/>; a constant channel goes to their
    /// middle.</summary>
    /// <param name="values"><c>[…, channels]</c>.</param>
    /// <param name="mask">1 where a value counts, of the leading axes of <paramref name="values"/> (broadcast); null when all do.</param>
    /// <param name="lower">New smallest value.</param>
    /// <param name="upper">New largest value, above <paramref name="lower"/>.</param>
    public static Normalizer MinMax(Tensor values, Tensor? mask = null, double lower = -1, double upper = 1)
    {
        if (!(upper > lower)) throw new ArgumentOutOfRangeException(nameof(upper), $"MinMax: upper must be above lower; got {lower} and {upper}.");
        using var scope = NewDisposeScope();
        Tensor rows = Rows(values, mask);
        Tensor least = rows.amin([0]), most = rows.amax([0]);
        Tensor constant = most.le(least);
        Tensor scale = where(constant, ones_like(least), (most - least) / (upper - lower));
        Tensor shift = where(constant, least - (lower + upper) / 2, least - lower * scale);
        return new Normalizer(shift, scale);
    }

    /// <summary><c>(values − shift) / scale</c>, a fresh tensor of the type and device of <paramref name="values"/>.</summary>
    /// <param name="values"><c>[…, channels]</c>, ending in the shape of <see cref="Shift"/>.</param>
    /// <exception cref="ArgumentException">The shape does not end so (a normaliser fitted point by point holds on its own grid only).</exception>
    public Tensor Encode(Tensor values)
    {
        CheckShape(values);
        using var scope = NewDisposeScope();
        return ((values - Like(Shift, values)) / Like(Scale, values)).MoveToOuterDisposeScope();
    }

    /// <summary><c>values · scale + shift</c>, the inverse of <see cref="Encode"/>.</summary>
    /// <inheritdoc cref="Encode"/>
    public Tensor Decode(Tensor values)
    {
        CheckShape(values);
        using var scope = NewDisposeScope();
        return (values * Like(Scale, values) + Like(Shift, values)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Shift.Dispose();
        Scale.Dispose();
    }

    /// <summary>Fits the kind asked for.</summary>
    internal static Normalizer Fit(NormalizerKind kind, Tensor values, Tensor? mask, double epsilon) => kind switch
    {
        NormalizerKind.None => Identity((int)values.shape[^1]),
        NormalizerKind.Gaussian => Gaussian(values, mask, epsilon),
        NormalizerKind.PointGaussian => PointGaussian(values, mask, epsilon),
        NormalizerKind.MinMax => MinMax(values, mask),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"Normalizer: unknown kind {kind}."),
    };

    private static Normalizer FromMoments(Tensor mean, Tensor values, double epsilon) =>
        new(mean, ScaleOf(mean, (values - mean).square().mean([0]).sqrt(), epsilon));

    private static Tensor ScaleOf(Tensor mean, Tensor deviation, double epsilon)
    {
        if (!(epsilon >= 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"Normalizer: epsilon must be at least 0; got {epsilon}.");
        // Rounding alone gives a constant channel a deviation of some ulps of its mean; dividing by that would blow rounding up to size 1.
        Tensor constant = deviation.le(1e-14 * mean.abs());
        return epsilon > 0 ? deviation + epsilon : where(constant, ones_like(deviation), deviation);
    }

    private static Tensor Rows(Tensor values, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.dim() < 1 || values.numel() == 0)
            throw new ArgumentException($"Normalizer: values must be [..., channels] and not empty; got [{string.Join(", ", values.shape)}].", nameof(values));
        Tensor rows = values.detach().to(ScalarType.Float64).reshape(-1, values.shape[^1]);
        return mask is null ? rows : rows[mask.ne(0).expand(values.shape[..^1]).reshape(-1)];
    }

    private void CheckShape(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int axes = (int)Shift.dim();
        if (values.dim() < axes || !values.shape[^axes..].SequenceEqual(Shift.shape))
            throw new ArgumentException($"Normalizer: values must end in [{string.Join(", ", Shift.shape)}], what it was fitted to; got [{string.Join(", ", values.shape)}]."
                + (axes > 1 ? " For another grid, fit one number a channel (Gaussian) in place of one a point." : ""), nameof(values));
    }

    private static Tensor Like(Tensor constant, Tensor values) => constant.to(values.dtype, values.device);
}
