using MathNet.Numerics.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Predictions of several models of the same functions, and how well their spread says how wrong they are.</summary>
public sealed class EnsemblePrediction : IDisposable
{
    private EnsemblePrediction(Tensor members)
    {
        Members = members;
        using var scope = NewDisposeScope();
        Tensor mean = members.mean([0]);
        Mean = mean.DetachFromDisposeScope();
        Deviation = ((members - mean).square().sum([0]) / (members.shape[0] - 1)).sqrt().DetachFromDisposeScope();
    }

    /// <summary><c>[members, samples, points, channels]</c>, float64.</summary>
    public Tensor Members { get; }

    /// <summary>Mean of the members, <c>[samples, points, channels]</c>, float64.</summary>
    public Tensor Mean { get; }

    /// <summary>Sample deviation of the members (divided by n − 1), in the shape of <see cref="Mean"/>.</summary>
    public Tensor Deviation { get; }

    /// <summary>Lets every model predict the set.</summary>
    /// <param name="models">At least 2, e.g. one a training seed.</param>
    /// <param name="dataset">What they predict.</param>
    /// <param name="batchSize">Samples held in memory at once.</param>
    public static EnsemblePrediction Of(IReadOnlyList<IOperatorPredictor> models, OperatorDataset dataset, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(models);
        using var scope = NewDisposeScope();
        return FromMembers([.. models.Select(model => model.Predict(dataset, batchSize))]);
    }

    /// <summary>Takes predictions as they are; copies them.</summary>
    /// <param name="members">At least 2, all <c>[samples, points, channels]</c>.</param>
    /// <exception cref="ArgumentException">Fewer than 2, or different shapes.</exception>
    public static EnsemblePrediction FromMembers(IReadOnlyList<Tensor> members)
    {
        const string here = "EnsemblePrediction";
        ArgumentNullException.ThrowIfNull(members);
        Checks.That(members.Count >= 2, here, "at least 2 members", $"{members.Count}", "Train with several seeds.");
        foreach (Tensor member in members) Checks.Shape(member, here, "every member", "[samples, points, channels]", members[0].shape.Length == 3 ? members[0].shape : [-1, -1, -1]);
        using var scope = NewDisposeScope();
        return new EnsemblePrediction(stack([.. members.Select(member => member.detach().to(float64))], 0).DetachFromDisposeScope());
    }

    /// <summary>Continuous ranked probability score of the members' empirical distribution, mean over the points of each sample: (1/m) Σ |xᵢ − y| − (1/2m²) Σ |xᵢ − xⱼ|.</summary>
    /// <remarks>A proper score in the unit of the output; for one member it is the mean absolute error. m draws from the truth's own normal distribution of deviation σ score
    /// σ/(√π m) more than the distribution itself does. Gneiting and Raftery, JASA 102 (2007) 359, §4.2.</remarks>
    /// <param name="truth"><c>[samples, points, channels]</c>.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts.</param>
    public ErrorSummary Crps(Tensor truth, Tensor? mask = null)
    {
        Metrics.CheckShapes(nameof(Crps), Mean, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        long m = Members.shape[0];
        Tensor sorted = Members.sort(0).Values;
        // Σᵢⱼ |xᵢ − xⱼ| = 2 Σₖ (2k − m − 1) x₍ₖ₎ over the ordered members.
        Tensor weights = (2 * arange(1, m + 1, float64, truth.device) - (m + 1)).reshape(-1, 1, 1, 1);
        Tensor score = (Members - truth.to(float64)).abs().mean([0]) - (weights * sorted).sum([0]) / (m * m);
        return Averaged(score.clamp_min(0), truth, mask); // 0 and not −1e-17
    }

    /// <summary>CRPS of normal distributions in closed form, σ [z (2Φ(z) − 1) + 2φ(z) − 1/√π] with z = (y − μ)/σ, mean over the points of each sample.</summary>
    /// <param name="mean">μ, <c>[samples, points, channels]</c>.</param>
    /// <param name="deviation">σ ≥ 0 in the same shape; where it is 0 the score is |y − μ|.</param>
    /// <param name="truth">y, in the same shape.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts.</param>
    public static ErrorSummary GaussianCrps(Tensor mean, Tensor deviation, Tensor truth, Tensor? mask = null)
    {
        Metrics.CheckShapes(nameof(GaussianCrps), mean, truth, mask);
        Metrics.CheckShapes(nameof(GaussianCrps), deviation, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor sigma = deviation.to(float64), error = Metrics.Difference(truth, mean), z = error / sigma;
        Tensor score = sigma * (z * (z / Math.Sqrt(2)).erf() + 2 * (-z.square() / 2).exp() / Math.Sqrt(2 * Math.PI) - 1 / Math.Sqrt(Math.PI));
        return Averaged(where(sigma > 0, score, error.abs()), truth, mask);
    }

    /// <summary>How often mean ± z σ holds the truth, z the normal quantile of <paramref name="level"/>.</summary>
    /// <remarks>For m members the exact interval would use Student's t: with 5 the normal one of level 0.9 covers 0.83 of a normal truth.</remarks>
    public BandCoverage Coverage(Tensor truth, double level = 0.9, Tensor? mask = null)
    {
        Checks.That(level is > 0 and < 1, nameof(Coverage), "a level in (0, 1)", $"{level}");
        Metrics.CheckShapes(nameof(Coverage), Mean, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor half = Normal.InvCDF(0, 1, (1 + level) / 2) * Deviation, count = Metrics.Weights(truth, mask);
        Tensor inside = Metrics.Difference(truth, Mean).abs().le(half).to(float64), missed = ((1 - inside) * count).sum([1, 2]);
        double values = count.sum().item<double>();
        return new BandCoverage(level, missed.eq(0).to(float64).mean().item<double>(), (inside * count).sum().item<double>() / values, 2 * (half * count).sum().item<double>() / values);
    }

    /// <summary>Observed against promised coverage of points at the levels 0.05, 0.10, …, 0.95, and what follows from them.</summary>
    public CalibrationCurve Calibration(Tensor truth, Tensor? mask = null)
    {
        double[] levels = [.. Enumerable.Range(1, 19).Select(k => k * 0.05)];
        double[] observed = [.. levels.Select(level => Coverage(truth, level, mask).Points)];
        using var scope = NewDisposeScope();
        Tensor count = Metrics.Weights(truth, mask);
        double members = Members.shape[0], error = (Metrics.Difference(truth, Mean).square() * count).sum().item<double>();
        double spread = (Deviation.square() * count).sum().item<double>() * (members + 1) / members;
        return new CalibrationCurve(levels, observed, Math.Sqrt(spread / error));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Members.Dispose();
        Mean.Dispose();
        Deviation.Dispose();
    }

    private static ErrorSummary Averaged(Tensor score, Tensor truth, Tensor? mask)
    {
        Tensor count = Metrics.Weights(truth, mask), kept = where(count > 0, score, zeros_like(score));
        return ErrorSummary.Of(HostValues.Doubles(kept.sum([1, 2]) / count.sum([1, 2])));
    }
}
