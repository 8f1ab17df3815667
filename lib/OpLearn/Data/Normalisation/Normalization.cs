namespace OpLearn;

/// <summary>Normalisers of everything that a model reads and gives, fitted on training data.</summary>
/// <param name="Inputs">One an input function, in their order.</param>
/// <param name="Locations">For the coordinates, <c>[dimensions]</c>.</param>
/// <param name="Outputs">For the output channels.</param>
public sealed record Normalization(IReadOnlyList<Normalizer> Inputs, Normalizer Locations, Normalizer Outputs) : IDisposable
{
    /// <summary>Fits to the training set; the masked points of the outputs do not count.</summary>
    /// <param name="train">Training functions only: what is fitted on test functions has seen them.</param>
    /// <param name="options">Kinds; null for Gaussian inputs and outputs and locations in [−1, 1].</param>
    /// <exception cref="ArgumentException">A kind does not fit the set (outputs point by point need an aligned set).</exception>
    public static Normalization Fit(OperatorDataset train, NormalizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new NormalizationOptions();
        if (options.Outputs == NormalizerKind.PointGaussian && !train.IsAligned)
            throw new ArgumentException("Normalization.Fit: outputs can be normalised point by point only where all samples share their locations; this set is unaligned. Use Gaussian.", nameof(options));
        if (options.Locations == NormalizerKind.PointGaussian)
            throw new ArgumentException("Normalization.Fit: locations have no deviation point by point; use MinMax or Gaussian.", nameof(options));
        return new Normalization([.. train.Inputs.Select(input => Normalizer.Fit(options.Inputs, input, null, options.Epsilon))],
            Normalizer.Fit(options.Locations, train.Locations, null, options.Epsilon),
            Normalizer.Fit(options.Outputs, train.Outputs, train.Mask, options.Epsilon));
    }

    /// <summary>Disposes the normalisers.</summary>
    public void Dispose()
    {
        foreach (Normalizer input in Inputs) input.Dispose();
        Locations.Dispose();
        Outputs.Dispose();
    }
}
