namespace OpLearn;

/// <summary>Error and truth by wavenumber, as mean squares: the sum over the wavenumbers is the mean square over samples, points and channels.</summary>
/// <param name="Wavenumbers">0, 1, 2, … in periods over the domain (Fourier) or 1, 2, … in half periods (sine).</param>
/// <param name="ErrorEnergy">Mean square of p − t in each wavenumber.</param>
/// <param name="TruthEnergy">Mean square of t in each wavenumber.</param>
/// <param name="PredictionEnergy">Mean square of p in each wavenumber.</param>
public sealed record SpectralErrors(IReadOnlyList<int> Wavenumbers, IReadOnlyList<double> ErrorEnergy, IReadOnlyList<double> TruthEnergy, IReadOnlyList<double> PredictionEnergy)
{
    /// <summary>(error energy / truth energy)^½ of each wavenumber; infinite or NaN where the truth has nothing.</summary>
    public IReadOnlyList<double> Relative => [.. ErrorEnergy.Zip(TruthEnergy, (error, truth) => Math.Sqrt(error / truth))];

    /// <summary>(prediction energy / truth energy)^½ of each wavenumber: 1 for the right amplitude, infinite where a model puts energy that the truth does not have.</summary>
    public IReadOnlyList<double> Gain => [.. PredictionEnergy.Zip(TruthEnergy, (prediction, truth) => Math.Sqrt(prediction / truth))];

    /// <summary>⟨p, t⟩ / (‖p‖ ‖t‖) in each wavenumber, over samples and channels; NaN where one of them has nothing.</summary>
    public IReadOnlyList<double> Cosine => [.. Wavenumbers.Select((_, k) => (PredictionEnergy[k] + TruthEnergy[k] - ErrorEnergy[k]) / (2 * Math.Sqrt(PredictionEnergy[k] * TruthEnergy[k])))];

    /// <summary>Root mean square error in the wavenumbers <paramref name="first"/> … <paramref name="last"/>, both included: the fRMSE of a band.</summary>
    /// <param name="first">Lowest wavenumber.</param>
    /// <param name="last">Highest wavenumber; those beyond the grid's count nothing.</param>
    public double BandRootMeanSquare(int first, int last) => Math.Sqrt(Wavenumbers.Select((k, index) => k >= first && k <= last ? ErrorEnergy[index] : 0).Sum());
}
