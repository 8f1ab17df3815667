namespace OpLearn;

/// <summary>What <see cref="PolynomialRidge"/> fits.</summary>
public sealed record PolynomialRidgeOptions
{
    /// <summary>Total degree of the polynomial in the inputs' coefficients, 1, 2 or 3. Default 2.</summary>
    public int Degree { get; init; } = 2;

    /// <summary>Share of each input's variance that its POD modes keep, in (0, 1]. Default 1 − 10⁻⁸.</summary>
    public double CapturedVariance { get; init; } = 1 - 1e-8;

    /// <summary>Most features that a polynomial may have; above it modes are left out, the one of least variance first. Default 1000: a fit in seconds.</summary>
    public int MaximumFeatures { get; init; } = 1000;

    /// <summary>Ridge strengths to choose from, relative to the largest singular value of the features squared, all ≥ 0. Default 10⁻¹⁴, 10⁻¹³, …, 1.</summary>
    public IReadOnlyList<double> Ridges { get; init; } = [.. Enumerable.Range(-14, 15).Select(power => Math.Pow(10, power))];
}
