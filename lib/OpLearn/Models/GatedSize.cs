namespace OpLearn;

/// <summary>Sizes of a recurrence.</summary>
internal readonly record struct GatedSize(int Steps, int Samples, int Units);
