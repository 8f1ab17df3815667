namespace OpLearn;

/// <summary>A set that does not train, and what its error decides.</summary>
public sealed record ValidationOptions
{
    /// <summary>The validation set: other functions than the training set's.</summary>
    public required OperatorDataset Set { get; init; }

    /// <summary>The error is measured every so many steps, and after the last one; ≥ 1.</summary>
    public int Every { get; init; } = 100;

    /// <summary>The error; the mean over the functions of the relative L² error by default.</summary>
    public OperatorLoss Error { get; init; } = OperatorLoss.RelativeL2();

    /// <summary>Training stops when so many measurements in a row brought no smaller error; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Whether the model ends with the weights of its smallest validation error (true by default) or with the last ones.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>Functions in one evaluation, which bounds the memory; null for all at once.</summary>
    public int? BatchFunctions { get; init; } = 256;

    /// <summary>The options in words, without the data.</summary>
    public override string ToString() => $"every {Every}, error {Error}, patience {Patience}, restore best {RestoreBest}, {Set.Samples} functions";
}
