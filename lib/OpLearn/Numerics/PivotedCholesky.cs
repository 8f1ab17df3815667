namespace OpLearn;

/// <summary>Low-rank factor K ≈ L·Lᵀ of a covariance by Cholesky with diagonal pivoting (Harbrecht, Peters and Schneider 2012, Appl. Numer. Math. 62:428).</summary>
/// <remarks>
/// Stopped when no point keeps more than <c>tolerance</c> of variance. Smooth covariances have a rank of a few dozen whatever the number of points,
/// so no jitter is needed to keep them positive definite and a draw costs points × rank.
/// </remarks>
internal sealed class PivotedCholesky
{
    private readonly double[][] columns;
    private readonly int points;

    public PivotedCholesky(int points, Func<int, int, double> covariance, double tolerance)
    {
        this.points = points;
        var remaining = new double[points];
        var done = new bool[points];
        for (int i = 0; i < points; i++) remaining[i] = covariance(i, i);
        var found = new List<double[]>();
        while (found.Count < points)
        {
            int pivot = -1;
            for (int i = 0; i < points; i++)
                if (!done[i] && (pivot < 0 || remaining[i] > remaining[pivot])) pivot = i;
            if (remaining[pivot] <= tolerance) break;
            Interruption.Token.ThrowIfCancellationRequested();
            var column = new double[points];
            for (int i = 0; i < points; i++) column[i] = done[i] ? 0 : covariance(i, pivot);
            foreach (double[] earlier in found) Vectors.AddScaled(column, earlier, -earlier[pivot]);
            double scale = 1 / Math.Sqrt(remaining[pivot]);
            for (int i = 0; i < points; i++)
            {
                column[i] = done[i] ? 0 : column[i] * scale;
                remaining[i] -= column[i] * column[i];
            }
            done[pivot] = true;
            found.Add(column);
        }
        columns = [.. found];
    }

    /// <summary>Number of columns of L.</summary>
    public int Rank => columns.Length;

    /// <summary>Column <paramref name="index"/> of L, <c>[points]</c>.</summary>
    public ReadOnlySpan<double> Column(int index) => columns[index];

    /// <summary>target = L·ξ with ξ standard normal.</summary>
    public void Draw(SampleGenerator random, double[] target)
    {
        Array.Clear(target, 0, points);
        foreach (double[] column in columns) Vectors.AddScaled(target, column, random.Normal());
    }

    /// <summary>L·Lᵀ, <c>[points, points]</c>.</summary>
    public double[,] Product()
    {
        var product = new double[points, points];
        foreach (double[] column in columns)
            for (int i = 0; i < points; i++)
                for (int j = 0; j < points; j++)
                    product[i, j] += column[i] * column[j];
        return product;
    }
}
