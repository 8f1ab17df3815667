namespace OpLearn;

/// <summary>The holes of a <see cref="HeatedPlate"/>: a row along x, equally spaced.</summary>
/// <param name="Holes">How many, 0 to 9.</param>
/// <param name="Position">y of the row.</param>
public sealed record PlateDesign(int Holes, double Position);
