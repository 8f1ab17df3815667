namespace OpLearn;

/// <summary>Wave vectors from low to high, so that a finer grid draws the coefficients of the coarser one first and then more.</summary>
internal static class ModeShells
{
    /// <summary>All vectors with components from 0 to their limit, but zero; by largest component, then in lexical order.</summary>
    public static int[][] Corner(IReadOnlyList<int> limits) => Ordered(limits, lowest: limit => 0 * limit, _ => true);

    /// <summary>One of each pair ±k with components up to ± their limit: the one whose first component that is not zero is positive.</summary>
    public static int[][] HalfSpace(IReadOnlyList<int> limits) => Ordered(limits, limit => -limit, vector => vector.First(component => component != 0) > 0);

    private static int[][] Ordered(IReadOnlyList<int> limits, Func<int, int> lowest, Func<int[], bool> wanted)
    {
        IEnumerable<int[]> vectors = [[]];
        foreach (int limit in limits)
            vectors = vectors.SelectMany(start => Enumerable.Range(lowest(limit), limit - lowest(limit) + 1), (start, component) => (int[])[.. start, component]);
        // OrderBy is stable: the lexical order stays within a shell.
        return [.. vectors.Where(vector => vector.Any(component => component != 0) && wanted(vector)).OrderBy(vector => vector.Max(Math.Abs))];
    }
}
