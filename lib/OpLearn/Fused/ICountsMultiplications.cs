namespace OpLearn;

/// <summary>A module whose arithmetic is not seen in the shapes of its layers' outputs, and which counts it itself.</summary>
internal interface ICountsMultiplications
{
    /// <summary>Multiplications in the largest operation of the last evaluation; 0 before the first.</summary>
    double Multiplications { get; }
}
