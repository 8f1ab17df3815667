using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Errors of predicted trajectories at each time.</summary>
/// <param name="RootMeanSquare">At each time the root mean square error of every trajectory.</param>
/// <param name="Relative">At each time the same over the trajectory's own root mean square over all times: comparable from time to time, and defined where a
/// solution starts from zero.</param>
public sealed record TimeErrors(IReadOnlyList<ErrorSummary> RootMeanSquare, IReadOnlyList<ErrorSummary> Relative)
{
    /// <summary>For each trajectory the number of times before its relative error first exceeds <paramref name="threshold"/>: how long it can be trusted.</summary>
    /// <param name="threshold">&gt; 0, e.g. 0.2.</param>
    public IReadOnlyList<int> ValidTimes(double threshold)
    {
        Checks.Positive(threshold, nameof(ValidTimes), nameof(threshold));
        return [.. Enumerable.Range(0, Relative[0].PerSample.Count).Select(sample => Relative.TakeWhile(time => time.PerSample[sample] <= threshold).Count())];
    }

    /// <summary>Errors by time of predictions on a space–time grid.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>, points in row-major order of <paramref name="axes"/>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="axes">Points along each axis, e.g. <see cref="OperatorDataset.OutputAxes"/>.</param>
    /// <param name="timeAxis">Which of the axes is time, from 0.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts; every time needs such a point.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a trajectory is zero everywhere.</exception>
    public static TimeErrors Of(Tensor prediction, Tensor truth, IReadOnlyList<int> axes, int timeAxis, Tensor? mask = null)
    {
        const string here = "TimeErrors.Of";
        Metrics.CheckShapes(here, prediction, truth, mask);
        GridTensor.CheckAxes(here, truth, axes);
        Checks.That(timeAxis >= 0 && timeAxis < axes.Count, here, $"a time axis from 0 to {axes.Count - 1}", $"{timeAxis}");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor weights = Metrics.Weights(truth, mask);
        Tensor count = Times(weights); // [samples, times]
        Checks.That((count > 0).all().item<bool>(), here, "a point that counts at every time", "a time that the mask leaves out altogether");
        Tensor error = Times(Kept(Metrics.Difference(prediction, truth)).square());
        Tensor size = (Kept(truth.to(float64)).square().sum([1, 2]) / weights.sum([1, 2])).sqrt().unsqueeze(1); // [samples, 1]
        Checks.That((size > 0).all().item<bool>(), here, "trajectories that are not zero everywhere", "one that is", "Leave it out.");
        Tensor root = (error / count).sqrt();
        return new TimeErrors(Summaries(root), Summaries(root / size));

        Tensor Kept(Tensor values) => where(weights > 0, values, zeros_like(values)); // a NaN outside the mask does not count

        Tensor Times(Tensor values) => GridTensor.OnGrid(values, axes).movedim([timeAxis + 1], [1]).flatten(2).sum([2]);

        static IReadOnlyList<ErrorSummary> Summaries(Tensor values) => [.. values.unbind(1).Select(time => ErrorSummary.Of(HostValues.Doubles(time)))];
    }
}
