using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Errors of predicted functions against true ones, computed in float64.</summary>
/// <remarks>
/// Predictions and truths are <c>[samples, points, channels]</c>. A norm runs over the points (and channels) of one sample, each with equal weight: on a
/// uniform grid
/// the ratio of two such norms is the ratio of the L² norms. Papers' "relative L2" is <see cref="RelativeL2"/>'s mean (each function counts equally) or
/// <see cref="GlobalRelativeL2"/> (large functions count more): the two differ, so they have two names. A mask is <c>[points]</c> or <c>[samples, points]</c>,
/// 1 where a
/// point counts. A prediction that is not finite has an infinite error.
/// </remarks>
public static partial class Metrics
{
    /// <summary>‖p − t‖₂ / ‖t‖₂ of each sample, over points and channels together.</summary>
    /// <exception cref="ArgumentException">Shapes differ, or a truth is zero everywhere: then an absolute error has a meaning and this has none.</exception>
    public static ErrorSummary RelativeL2(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Relative(nameof(RelativeL2), prediction, truth, mask, values => values.square().sum([1, 2]).sqrt());

    /// <summary>Lets a model predict a set and gives the relative L2 error of each sample; the set's mask is heeded.</summary>
    /// <param name="model">A trained model or a baseline.</param>
    /// <param name="dataset">Usually the test set.</param>
    /// <param name="batchSize">Samples held in memory at once.</param>
    public static ErrorSummary RelativeL2Of(IOperatorPredictor model, OperatorDataset dataset, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        using Tensor prediction = model.Predict(dataset, batchSize);
        return RelativeL2(prediction, dataset.Outputs, dataset.Mask);
    }

    /// <summary>‖p − t‖₂ / ‖t‖₂ of each sample for each channel by itself, in the order of the channels.</summary>
    /// <inheritdoc cref="RelativeL2"/>
    public static IReadOnlyList<ErrorSummary> RelativeL2ByChannel(Tensor prediction, Tensor truth, Tensor? mask = null)
    {
        CheckShapes(nameof(RelativeL2ByChannel), prediction, truth, mask);
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)truth.shape[2]).Select(channel => RelativeL2(prediction.narrow(2, channel, 1), truth.narrow(2, channel, 1), mask))];
    }

    /// <summary>‖p − t‖₁ / ‖t‖₁ of each sample.</summary>
    /// <inheritdoc cref="RelativeL2"/>
    public static ErrorSummary RelativeL1(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Relative(nameof(RelativeL1), prediction, truth, mask, values => values.abs().sum([1, 2]));

    /// <summary>max |p − t| / max |t| of each sample.</summary>
    /// <inheritdoc cref="RelativeL2"/>
    public static ErrorSummary RelativeMaximum(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Relative(nameof(RelativeMaximum), prediction, truth, mask, values => values.abs().amax([1, 2]));

    /// <summary>Mean of (p − t)² over the points that count and the channels, of each sample; the mean over the samples is the mean square error
    /// (MSE).</summary>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static ErrorSummary MeanSquare(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Absolute(nameof(MeanSquare), prediction, truth, mask, (error, count) => error.square().sum([1, 2]) / count);

    /// <summary>Root of the mean of (p − t)² of each sample (RMSE).</summary>
    /// <inheritdoc cref="MeanSquare"/>
    public static ErrorSummary RootMeanSquare(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Absolute(nameof(RootMeanSquare), prediction, truth, mask, (error, count) => (error.square().sum([1, 2]) / count).sqrt());

    /// <summary>Mean of |p − t| of each sample (MAE).</summary>
    /// <inheritdoc cref="MeanSquare"/>
    public static ErrorSummary MeanAbsolute(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Absolute(nameof(MeanAbsolute), prediction, truth, mask, (error, count) => error.abs().sum([1, 2]) / count);

    /// <summary>Largest |p − t| of each sample.</summary>
    /// <inheritdoc cref="MeanSquare"/>
    public static ErrorSummary Maximum(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Absolute(nameof(Maximum), prediction, truth, mask, (error, _) => error.abs().amax([1, 2]));

    /// <summary>|mean of p − mean of t| over the points that count, root mean square over the channels, of each sample: what is lost of a conserved total (cRMSE).</summary>
    /// <remarks>On a uniform grid the mean is the integral divided by the domain's size; with both end points the trapezoidal rule would weigh these half.</remarks>
    /// <inheritdoc cref="MeanSquare"/>
    public static ErrorSummary Conservation(Tensor prediction, Tensor truth, Tensor? mask = null) =>
        Absolute(nameof(Conservation), prediction, truth, mask, (error, count) => (error.sum([1]) / (count / truth.shape[2]).unsqueeze(1)).square().mean([1]).sqrt());

    /// <summary>(‖e‖² + ‖∇e‖²)^½ / (‖t‖² + ‖∇t‖²)^½ of each sample, e = p − t, with differences of order two on a uniform grid.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>, points in row-major order.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="axes">Points along each axis, at least 3 each, e.g. <see cref="OperatorDataset.OutputAxes"/>.</param>
    /// <param name="spacings">Distance of neighbouring points along each axis; sets how much the gradient weighs.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a truth is zero everywhere.</exception>
    public static ErrorSummary RelativeH1(Tensor prediction, Tensor truth, IReadOnlyList<int> axes, IReadOnlyList<double> spacings)
    {
        GridTensor.CheckAxes(nameof(RelativeH1), truth, axes);
        if (spacings.Count != axes.Count || spacings.Any(spacing => !(spacing > 0)) || axes.Any(axis => axis < 3))
            throw new ArgumentException($"RelativeH1: each axis needs a positive spacing and at least 3 points; got axes [{string.Join(", ", axes)}] and spacings [{string.Join(", ", spacings)}].", nameof(spacings));
        return Relative(nameof(RelativeH1), prediction, truth, null, values =>
        {
            Tensor grid = GridTensor.OnGrid(values, axes); // [samples, axes…, channels]
            Tensor square = grid.square();
            for (int axis = 0; axis < axes.Count; axis++) square += GridTensor.Derivative(grid, axis + 1, spacings[axis]).square();
            return square.flatten(1).sum([1]).sqrt();
        });
    }

    private static ErrorSummary Relative(string where, Tensor prediction, Tensor truth, Tensor? mask, Func<Tensor, Tensor> norm)
    {
        CheckShapes(where, prediction, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        double[] size = HostValues.Doubles(norm(Counted(truth, mask)));
        int zero = Array.FindIndex(size, value => value == 0);
        if (zero >= 0)
            throw new ArgumentException($"{where}: the truth of sample {zero} is zero everywhere, so there is nothing to be relative to. Use RootMeanSquare, or leave the sample out.", nameof(truth));
        double[] error = HostValues.Doubles(norm(Counted(Difference(prediction, truth), mask)));
        return ErrorSummary.Of([.. error.Zip(size, (e, s) => e / s)]);
    }

    private static ErrorSummary Absolute(string where, Tensor prediction, Tensor truth, Tensor? mask, Func<Tensor, Tensor, Tensor> norm)
    {
        CheckShapes(where, prediction, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor count = Weights(truth, mask).sum([1, 2]); // [samples]
        return ErrorSummary.Of(HostValues.Doubles(norm(Counted(Difference(prediction, truth), mask), count)));
    }

    internal static Tensor Difference(Tensor prediction, Tensor truth) => prediction.to(ScalarType.Float64) - truth.to(ScalarType.Float64);

    // where, and not a product: a NaN outside the mask does not count.
    private static Tensor Counted(Tensor values, Tensor? mask)
    {
        Tensor wide = values.to(ScalarType.Float64);
        return mask is null ? wide : where(mask.ne(0).unsqueeze(-1), wide, zeros_like(wide));
    }

    /// <summary>1 where a value counts and 0 where it does not, in the shape of <paramref name="truth"/>.</summary>
    internal static Tensor Weights(Tensor truth, Tensor? mask) => Counted(ones_like(truth), mask);

    internal static void CheckShapes(string where, Tensor prediction, Tensor truth, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(truth);
        if (truth.dim() != 3 || truth.numel() == 0 || !prediction.shape.SequenceEqual(truth.shape))
            throw new ArgumentException($"{where}: prediction and truth must both be [samples, points, channels]; got [{string.Join(", ", prediction.shape)}] and [{string.Join(", ", truth.shape)}].");
        if (mask is null) return;
        long[] shape = mask.shape;
        if (!(shape.Length == 1 && shape[0] == truth.shape[1]) && !(shape.Length == 2 && shape[0] == truth.shape[0] && shape[1] == truth.shape[1]))
            throw new ArgumentException($"{where}: mask must be [points] or [samples, points] of [{string.Join(", ", truth.shape)}]; got [{string.Join(", ", shape)}].", nameof(mask));
        using var scope = NewDisposeScope();
        if (!mask.ne(0).any(-1).all().item<bool>())
            throw new ArgumentException($"{where}: every sample must have a point that counts; the mask has a row of zeros.", nameof(mask));
    }
}
