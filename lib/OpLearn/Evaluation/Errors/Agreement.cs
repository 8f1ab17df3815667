using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Amplitude and direction of predictions against the truth: what a relative error near 1 is made of.</summary>
/// <remarks>
/// With the gain g = ‖p‖/‖t‖ and the cosine c = ⟨p, t⟩/(‖p‖ ‖t‖) the relative L2 error is (1 + g² − 2 g c)^½. Where a model knows nothing (c = 0) its error is (1 + g²)^½:
/// above 1 by spurious gain alone, and 1 for predicting zero.
/// </remarks>
/// <param name="Gains">‖p‖/‖t‖ of each sample.</param>
/// <param name="Cosines">⟨p, t⟩/(‖p‖ ‖t‖) of each sample; 0 where the prediction is zero.</param>
public sealed record Agreement(IReadOnlyList<double> Gains, IReadOnlyList<double> Cosines)
{
    /// <summary>Mean gain.</summary>
    public double MeanGain => Gains.Average();

    /// <summary>Mean cosine.</summary>
    public double MeanCosine => Cosines.Average();

    /// <summary>Gains and cosines over points and channels together.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="mask"><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts.</param>
    /// <exception cref="ArgumentException">Shapes differ, a truth is zero everywhere, or a prediction is not finite.</exception>
    public static Agreement Of(Tensor prediction, Tensor truth, Tensor? mask = null)
    {
        const string here = "Agreement.Of";
        Metrics.CheckShapes(here, prediction, truth, mask);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor weights = Metrics.Weights(truth, mask), p = Kept(prediction), t = Kept(truth);
        Checks.That(p.isfinite().all().item<bool>(), here, "finite predictions", "NaN or infinity", "Leave broken samples out and say so.");
        double[] pp = Sum(p * p), tt = Sum(t * t), pt = Sum(p * t);
        Checks.That(tt.All(value => value > 0), here, "truths that are not zero everywhere", "one that is", "Leave it out.");
        return new Agreement([.. pp.Zip(tt, (a, b) => Math.Sqrt(a / b))],
            [.. pt.Select((value, i) => pp[i] == 0 ? 0 : Math.Clamp(value / Math.Sqrt(pp[i] * tt[i]), -1, 1))]);

        Tensor Kept(Tensor values) => where(weights > 0, values.to(float64), zeros_like(weights));

        static double[] Sum(Tensor values) => HostValues.Doubles(values.sum([1, 2]));
    }
}
