namespace OpLearn;

/// <summary>Names one function of an operator problem and says how its values lie in memory.</summary>
/// <param name="Name">The field's word for it, in lower case: <c>source</c>, <c>initial state</c>, <c>temperature</c>.</param>
/// <param name="Axes">Points along each axis of its grid, slowest first; <c>[100]</c> for 100 sensors on an interval.</param>
/// <param name="Unit">Its unit, or <c>"1"</c> where the problem is nondimensional.</param>
public sealed record FieldSpec(string Name, IReadOnlyList<int> Axes, string Unit = "1")
{
    /// <summary>Number of values of one sample: the product of <see cref="Axes"/>.</summary>
    public int Points => Axes.Aggregate(1, (product, axis) => checked(product * axis));
}
