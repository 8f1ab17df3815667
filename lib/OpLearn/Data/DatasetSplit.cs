namespace OpLearn;

/// <summary>Three sets that share no function: fit on the first, choose on the second, judge once on the third.</summary>
/// <param name="Train">Functions to fit weights and normalisers to.</param>
/// <param name="Validation">Functions to choose models and stopping times by.</param>
/// <param name="Test">Functions for the verdict.</param>
public sealed record DatasetSplit(OperatorDataset Train, OperatorDataset Validation, OperatorDataset Test) : IDisposable
{
    /// <summary>Disposes the three sets.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        Test.Dispose();
    }
}
