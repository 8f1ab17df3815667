namespace OpLearn.Plots;

/// <summary>One line of a comparison table.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Mean">Mean error over the samples.</param>
/// <param name="Median">Median error.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="Worst">Largest error.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Best">True where the mean is the smallest of the table.</param>
public sealed record ErrorRow(string Model, double Mean, double Median, double P95, double Worst, int Samples, bool Best);
