namespace OpLearn;

/// <summary>What one output function of a set asks of a model; the errors are nRMSE on test data, 1 for the mean field.</summary>
/// <param name="Output">Name of the output function.</param>
/// <param name="Shares">Share of each input and of their interaction; null when no full-factorial design was given.</param>
/// <param name="Spectrum">Best errors of sums of products; null when no full-factorial design was given.</param>
/// <param name="NearestNeighbor">Error of the nearest training sample.</param>
/// <param name="LinearRidge">Error of the best affine map of the inputs' POD coefficients.</param>
/// <param name="QuadraticRidge">Error of the best quadratic.</param>
/// <param name="CubicRidge">Error of the best cubic.</param>
public sealed record FieldAssessment(string Output, VarianceShares? Shares, SeparableSpectrum? Spectrum, double NearestNeighbor,
    double LinearRidge, double QuadraticRidge, double CubicRidge)
{
    /// <summary>False when the quadratic's error is below <paramref name="threshold"/>: then the networks' order says how well they were optimised, and nothing of
    /// their architecture.</summary>
    /// <param name="threshold">Default 0.01.</param>
    public bool CanTest(double threshold = 0.01) => QuadraticRidge >= threshold;

    /// <summary>All numbers in per cent on one line.</summary>
    public override string ToString()
    {
        string design = Shares is null ? "" : FormattableString.Invariant($"; shares {100 * Shares.First:F1} / {100 * Shares.Second:F1} / {100 * Shares.Interaction:G3}");
        string ranks = Spectrum is null ? "" : FormattableString.Invariant($"; rank-8 error {100 * Spectrum.ErrorAt(8):G3}");
        return FormattableString.Invariant($"{Output}: nearest {100 * NearestNeighbor:G3}, linear {100 * LinearRidge:G3}, quadratic {100 * QuadraticRidge:G3}, cubic {100 * CubicRidge:G3}{design}{ranks} %");
    }
}
