using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Every model over several grids: is what it learnt an operator, or a map between two vectors?</summary>
public static class ResolutionSuite
{
    /// <summary>Evaluates all models on all sets.</summary>
    /// <remarks>A grid that a model refuses (<see cref="ArgumentException"/>) is a result, and not an end: the row says why.</remarks>
    /// <param name="models">By name; each was trained on the grid of <paramref name="trained"/>.</param>
    /// <param name="trained">Test functions on the training grid.</param>
    /// <param name="others">The same functions on coarser and finer grids (see <see cref="OperatorDataset.Strided"/>), so that the ratio is of the grid and not of the functions.</param>
    /// <param name="batchSize">Samples held in memory at once.</param>
    /// <returns>For each model one row a grid, the training grid first.</returns>
    /// <exception cref="ArgumentException">The sets differ in their number of samples or channels.</exception>
    public static IReadOnlyList<ResolutionError> Run(IReadOnlyDictionary<string, IOperatorPredictor> models, OperatorDataset trained, IReadOnlyList<OperatorDataset> others, int batchSize = 64)
    {
        const string here = "ResolutionSuite.Run";
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(others);
        foreach (OperatorDataset other in others)
            Checks.That(other.Samples == trained.Samples && other.Channels == trained.Channels, here,
                $"the same {trained.Samples} functions with {trained.Channels} channels on every grid", $"{other.Samples} with {other.Channels}");
        List<ResolutionError> rows = [];
        foreach ((string name, IOperatorPredictor model) in models)
        {
            ResolutionError first = Row(name, model, trained, batchSize, null);
            rows.Add(first with { Ratio = first.Error is null ? null : 1 });
            rows.AddRange(others.Select(other => Row(name, model, other, batchSize, first.Error)));
        }
        return rows;
    }

    private static ResolutionError Row(string name, IOperatorPredictor model, OperatorDataset set, int batchSize, ErrorSummary? reference)
    {
        try
        {
            using Tensor prediction = model.Predict(set, batchSize);
            ErrorSummary error = Metrics.RelativeL2(prediction, set.Outputs, set.Mask);
            return new ResolutionError(name, set.OutputAxes, error, reference is null ? null : error.Mean / reference.Mean, null);
        }
        catch (ArgumentException refusal)
        {
            return new ResolutionError(name, set.OutputAxes, null, null, refusal.Message);
        }
    }
}
