namespace OpLearn;

/// <summary>Error and truth by wavenumber, as mean squares: the sum over the wavenumbers is the mean square over samples, points and channels.</summary>
/// <param name="Wavenumbers">0, 1, 2, … in periods over the domain (Fourier) or 1, 2, … in half periods (sine).</param>
/// <param name="ErrorEnergy">Mean square of p − t in each wavenumber.</param>
/// <param name="TruthEnergy">Mean square of t in each wavenumber.</param>
public sealed record SpectralErrors(IReadOnlyList<int> Wavenumbers, IReadOnlyList<double> ErrorEnergy, IReadOnlyList<double> TruthEnergy)
{
    /// <summary>(error energy / truth energy)^½ of each wavenumber; infinite or NaN where the truth has nothing.</summary>
    public IReadOnlyList<double> Relative => [.. ErrorEnergy.Zip(TruthEnergy, (error, truth) => Math.Sqrt(error / truth))];
}
