using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A split-conformal band <c>p(y) ± q σ(y)</c> around a model's predictions that covers new functions at a level chosen in advance, whatever the model.</summary>
/// <remarks>
/// A calibration function's score is the smallest q whose band holds it (at all its points, or at a share of them); q is the ⌈(n + 1) · level⌉-th smallest of n scores.
/// For functions drawn as the calibration functions are, a new one is covered with probability at least the level and, for continuous scores, at most
/// level + 1/(n + 1). That holds on average over calibration sets; for one set the coverage is Beta(k, n + 1 − k) distributed with k = ⌈(n + 1) · level⌉.
/// Under a shift nothing is promised: coverage there measures the shift. Calibrate on functions that neither trained the model nor chose it.
/// Sources: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005); for bands over functions Ma et al.,
/// <see href="https://arxiv.org/abs/2402.01960"/>.
/// </remarks>
public sealed record ConformalBand
{
    private ConformalBand(double quantile, double level, double pointShare, int calibration)
    {
        Quantile = quantile;
        Level = level;
        PointShare = pointShare;
        Calibration = calibration;
    }

    /// <summary>q, in units of the scale σ.</summary>
    public double Quantile { get; }

    /// <summary>Promised share of covered functions.</summary>
    public double Level { get; }

    /// <summary>Share of its points at which a function must lie in the band to count as covered; 1 for everywhere.</summary>
    public double PointShare { get; }

    /// <summary>Number of calibration functions.</summary>
    public int Calibration { get; }

    /// <summary>Chooses q from calibration functions.</summary>
    /// <param name="prediction">Of the calibration functions, <c>[samples, points, channels]</c>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="options">Level, share of points, scale, mask; null for 90 % of functions everywhere with σ = 1.</param>
    /// <exception cref="ArgumentException">Shapes differ, or there are too few functions for the level: at least level / (1 − level).</exception>
    public static ConformalBand Fit(Tensor prediction, Tensor truth, ConformalOptions? options = null)
    {
        const string here = "ConformalBand.Fit";
        options ??= new ConformalOptions();
        Checks.That(options.Level is > 0 and < 1, here, "Level in (0, 1)", $"{options.Level}");
        Checks.That(options.PointShare is > 0 and <= 1, here, "PointShare in (0, 1]", $"{options.PointShare}");
        double[] scores = Scores(here, prediction, truth, options.PointShare, options.Scale, options.Mask);
        // Rounding must not move an exact (n + 1) · level to the next whole number.
        int rank = (int)Math.Ceiling((scores.Length + 1) * options.Level - 1e-9);
        Checks.That(rank <= scores.Length, here, $"at least {(int)Math.Ceiling(options.Level / (1 - options.Level) - 1e-9)} calibration functions for level {options.Level}", $"{scores.Length}", "Give more, or ask for less.");
        return new ConformalBand(scores.Order().ElementAt(rank - 1), options.Level, options.PointShare, scores.Length);
    }

    /// <summary>How often this band holds other functions.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="scale">σ at these functions, as in <see cref="ConformalOptions.Scale"/>; null for 1.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts.</param>
    public BandCoverage Coverage(Tensor prediction, Tensor truth, Tensor? scale = null, Tensor? mask = null)
    {
        const string here = "ConformalBand.Coverage";
        double[] scores = Scores(here, prediction, truth, PointShare, scale, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor count = Metrics.Weights(truth, mask), sigma = Sigma(here, truth, scale);
        Tensor inside = Metrics.Difference(prediction, truth).abs().le(Quantile * sigma).to(float64);
        double points = count.sum().item<double>();
        return new BandCoverage(Level, scores.Average(score => score <= Quantile ? 1.0 : 0.0), (inside * count).sum().item<double>() / points,
            2 * Quantile * (sigma * count).sum().item<double>() / points);
    }

    /// <summary>Half the width of the band, <c>q σ</c>, in the shape of <paramref name="scale"/>.</summary>
    public Tensor HalfWidth(Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return Quantile * scale;
    }

    private static double[] Scores(string here, Tensor prediction, Tensor truth, double share, Tensor? scale, Tensor? mask)
    {
        Metrics.CheckShapes(here, prediction, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor ratio = (Metrics.Difference(prediction, truth).abs() / Sigma(here, truth, scale)).flatten(1); // [samples, values]
        ratio = where(ratio.isnan(), full_like(ratio, double.PositiveInfinity), ratio);
        Tensor count = Metrics.Weights(truth, mask).flatten(1);
        Tensor sorted = where(count > 0, ratio, full_like(ratio, double.PositiveInfinity)).sort(1).Values;
        // The k-th smallest of the values that count, k = ⌈share · values⌉.
        Tensor rank = (share * count.sum([1], keepdim: true) - 1e-9).ceil().clamp_min(1).to(int64) - 1;
        return HostValues.Doubles(sorted.gather(1, rank));
    }

    private static Tensor Sigma(string here, Tensor truth, Tensor? scale)
    {
        if (scale is null) return ones_like(truth, float64);
        Tensor wide = scale.detach().to(float64);
        bool fits = wide.dim() <= 3 && wide.shape.Reverse().Zip(truth.shape.Reverse()).All(pair => pair.First == 1 || pair.First == pair.Second);
        Checks.That(fits, here, $"a scale that broadcasts to {Checks.Shape(truth)}", Checks.Shape(scale));
        Checks.That((wide > 0).logical_and(wide.isfinite()).all().item<bool>(), here, "a positive, finite scale", "another", "Add a floor to an ensemble's deviation.");
        return wide.expand(truth.shape);
    }
}
