using static TorchSharp.torch;

namespace OpLearn;

public static partial class Metrics
{
    /// <summary>‖P − T‖₂ / ‖T‖₂ with both norms over all samples, points and channels: one number.</summary>
    /// <exception cref="ArgumentException">Shapes differ, or all truths are zero everywhere.</exception>
    public static double GlobalRelativeL2(Tensor prediction, Tensor truth, Tensor? mask = null)
    {
        CheckShapes(nameof(GlobalRelativeL2), prediction, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        double size = Counted(truth, mask).square().sum().item<double>();
        if (size == 0)
            throw new ArgumentException("GlobalRelativeL2: the truth is zero everywhere, so there is nothing to be relative to. Use RootMeanSquare.", nameof(truth));
        double error = Math.Sqrt(Counted(Difference(prediction, truth), mask).square().sum().item<double>() / size);
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    /// <summary>(Σ (p − t)² / Σ (t − m)²)^½ over all samples, points and channels, m a mean field: the nRMSE, 1 for a model that gives m.</summary>
    /// <remarks>Not blown up by samples whose norm is near zero, as a mean of relative errors is; a share 1 − nRMSE² of the variance is explained.</remarks>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="mean">The training set's mean output, <c>[points, channels]</c> or <c>[channels]</c>; not the test set's, which no model has seen.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts.</param>
    /// <exception cref="ArgumentException">Shapes differ, or all truths are m.</exception>
    public static double NormalizedRootMeanSquare(Tensor prediction, Tensor truth, Tensor mean, Tensor? mask = null)
    {
        const string here = nameof(NormalizedRootMeanSquare);
        CheckShapes(here, prediction, truth, mask);
        ArgumentNullException.ThrowIfNull(mean);
        Checks.That(mean.shape.SequenceEqual(truth.shape[^(int)Math.Min(mean.dim(), 2)..]), here, $"mean of shape [points, channels] or [channels] of {Checks.Shape(truth)}", Checks.Shape(mean));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        double size = Counted(Difference(truth, mean), mask).square().sum().item<double>();
        Checks.That(size > 0, here, "a truth that differs from the mean field", "none that does", "Use RootMeanSquare.");
        double error = Math.Sqrt(Counted(Difference(prediction, truth), mask).square().sum().item<double>() / size);
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    /// <summary>The nRMSE of each channel by itself, in their order: one output function's size does not hide another's error.</summary>
    /// <inheritdoc cref="NormalizedRootMeanSquare"/>
    public static IReadOnlyList<double> NormalizedRootMeanSquareByChannel(Tensor prediction, Tensor truth, Tensor mean, Tensor? mask = null)
    {
        CheckShapes(nameof(NormalizedRootMeanSquareByChannel), prediction, truth, mask);
        ArgumentNullException.ThrowIfNull(mean);
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)truth.shape[2]).Select(channel =>
            NormalizedRootMeanSquare(prediction.narrow(2, channel, 1), truth.narrow(2, channel, 1), mean.narrow(-1, channel, 1), mask))];
    }

    /// <summary>The same by sample, one summary a channel: each sample's root mean square error over the root mean square of t − m over all samples.</summary>
    /// <remarks>The root mean square of a channel's summary is its nRMSE (where as many points count in every sample), so the samples can be compared in pairs. Unlike a relative error it does not rise where a sample's own truth is small.</remarks>
    /// <inheritdoc cref="NormalizedRootMeanSquare"/>
    public static IReadOnlyList<ErrorSummary> NormalizedRootMeanSquareBySample(Tensor prediction, Tensor truth, Tensor mean, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        IReadOnlyList<double> whole = NormalizedRootMeanSquareByChannel(prediction, truth, mean, mask);
        Tensor error = Counted(Difference(prediction, truth), mask).square().sum([1]), deviation = Counted(Difference(truth, mean), mask).square().sum([0, 1]); // [samples, channels], [channels]
        Tensor share = Weights(truth, mask).sum([1]) / Weights(truth, mask).sum([0, 1]); // of a sample in the points that count
        double[] values = HostValues.Doubles((error / (deviation * share)).sqrt().transpose(0, 1).contiguous());
        int samples = (int)truth.shape[0];
        return [.. Enumerable.Range(0, whole.Count).Select(channel => ErrorSummary.Of(values[(channel * samples)..((channel + 1) * samples)]))];
    }
}
