namespace OpLearn;

/// <summary>Solves −∇·(a ∇u) = f on the unit square, u = 0 on its boundary, on n × n nodes with arithmetic means of a on the faces: order two for smooth a.</summary>
/// <remarks>Conjugate gradients with a modified incomplete Cholesky factor (Gustafsson 1978, BIT 18:142). One instance, one thread.</remarks>
internal sealed class EllipticSolver
{
    private const double Modification = 0.99;
    private readonly int nodes;
    private readonly double[] east, south, diagonal, inversePivot, scaledWest, scaledEast, residual, direction, image, helper;

    public EllipticSolver(int nodes)
    {
        this.nodes = nodes;
        int size = nodes * nodes;
        (east, south, diagonal, inversePivot) = (new double[size], new double[size], new double[size], new double[size]);
        (scaledWest, scaledEast) = (new double[size], new double[size]);
        (residual, direction, image, helper) = (new double[size], new double[size], new double[size], new double[size]);
    }

    /// <summary>Number of iterations of the last solve.</summary>
    public int Iterations { get; private set; }

    /// <param name="coefficient">a at the nodes, above 0.</param>
    /// <param name="source">f at the nodes.</param>
    /// <param name="solution">Overwritten.</param>
    /// <param name="tolerance">Ratio of the last residual's norm to the first's.</param>
    public void Solve(double[] coefficient, double[] source, double[] solution, double tolerance = 1e-10)
    {
        Assemble(coefficient);
        double squaredSpacing = 1.0 / ((double)(nodes - 1) * (nodes - 1));
        Array.Clear(solution);
        Array.Clear(residual);
        for (int i = 1; i < nodes - 1; i++)
            for (int j = 1; j < nodes - 1; j++) residual[(i * nodes) + j] = squaredSpacing * source[(i * nodes) + j];
        double start = Math.Sqrt(Vectors.Dot(residual, residual)), product = 0;
        Array.Clear(direction);
        for (Iterations = 0; Iterations < 20 * nodes; Iterations++)
        {
            if (Math.Sqrt(Vectors.Dot(residual, residual)) <= tolerance * start) return;
            Precondition();
            double before = product;
            product = Vectors.Dot(residual, helper);
            double mix = Iterations == 0 ? 0 : product / before;
            for (int k = 0; k < direction.Length; k++) direction[k] = helper[k] + (mix * direction[k]);
            Apply();
            double length = product / Vectors.Dot(direction, image);
            Vectors.AddScaled(solution, direction, length);
            Vectors.AddScaled(residual, image, -length);
        }
        throw new ArithmeticException(Checks.Message(nameof(EllipticSolver), $"the residual below {tolerance:g2} of its start within {Iterations} iterations",
            $"{Math.Sqrt(Vectors.Dot(residual, residual)) / start:g2} of it", "The coefficient must be finite and above 0."));
    }

    // Off-diagonal entries (taken positive) to the next node in the row and to the next row; zero towards the boundary, whose values are known to be zero.
    private void Assemble(double[] a)
    {
        for (int i = 1; i < nodes - 1; i++)
            for (int j = 1; j < nodes - 1; j++)
            {
                int k = (i * nodes) + j;
                double right = 0.5 * (a[k] + a[k + 1]), below = 0.5 * (a[k] + a[k + nodes]);
                diagonal[k] = right + below + (0.5 * ((2 * a[k]) + a[k - 1] + a[k - nodes]));
                east[k] = j < nodes - 2 ? right : 0;
                south[k] = i < nodes - 2 ? below : 0;
                double west = east[k - 1], north = south[k - nodes];
                double pivot = diagonal[k] - (west * (west + (Modification * south[k - 1])) * inversePivot[k - 1])
                    - (north * (north + (Modification * east[k - nodes])) * inversePivot[k - nodes]);
                inversePivot[k] = 1 / pivot;
                scaledWest[k] = west / pivot;
                scaledEast[k] = east[k] / pivot;
            }
    }

    // helper = (L D Lᵀ)⁻¹ residual. Each value waits for its neighbour's, by one fused operation: all else is done beside that chain.
    private void Precondition()
    {
        for (int i = 1; i < nodes - 1; i++)
            for (int j = 1; j < nodes - 1; j++)
            {
                int k = (i * nodes) + j;
                helper[k] = Math.FusedMultiplyAdd(scaledWest[k], helper[k - 1], inversePivot[k] * (residual[k] + (south[k - nodes] * helper[k - nodes])));
            }
        for (int i = nodes - 2; i > 0; i--)
            for (int j = nodes - 2; j > 0; j--)
            {
                int k = (i * nodes) + j;
                helper[k] = Math.FusedMultiplyAdd(scaledEast[k], helper[k + 1], helper[k] + (inversePivot[k] * south[k] * helper[k + nodes]));
            }
    }

    private void Apply()
    {
        for (int i = 1; i < nodes - 1; i++)
            for (int j = 1; j < nodes - 1; j++)
            {
                int k = (i * nodes) + j;
                image[k] = (diagonal[k] * direction[k]) - (east[k] * direction[k + 1]) - (east[k - 1] * direction[k - 1])
                    - (south[k] * direction[k + nodes]) - (south[k - nodes] * direction[k - nodes]);
            }
    }
}
