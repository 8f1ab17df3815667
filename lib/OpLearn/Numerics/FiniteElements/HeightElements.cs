using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace OpLearn;

/// <summary>Quadratic elements on an interval, and the modes in which its stiffness and mass are both diagonal: W ᵀM W = 1, Wᵀ(K + h at the ends) W = Λ.</summary>
internal sealed class HeightElements
{
    /// <param name="ends">Ends of the elements, rising.</param>
    /// <param name="lower">h at the lower end; positive infinity fixes the value there.</param>
    /// <param name="upper">h at the upper end; positive infinity fixes the value there.</param>
    public HeightElements(double[] ends, double lower, double upper)
    {
        int n = (2 * ends.Length) - 1;
        Nodes = [.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? ends[i / 2] : 0.5 * (ends[i / 2] + ends[(i / 2) + 1]))];
        (Mass, Stiffness) = (new double[n, n], new double[n, n]);
        double[,] mass = { { 4, 2, -1 }, { 2, 16, 2 }, { -1, 2, 4 } }, stiffness = { { 7, -8, 1 }, { -8, 16, -8 }, { 1, -8, 7 } };
        for (int e = 0; e < ends.Length - 1; e++)
        {
            double h = ends[e + 1] - ends[e];
            Checks.That(h > 0, nameof(HeightElements), "rising ends", $"a length of {h}");
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                {
                    Mass[(2 * e) + i, (2 * e) + j] += h / 30 * mass[i, j];
                    Stiffness[(2 * e) + i, (2 * e) + j] += stiffness[i, j] / (3 * h);
                }
        }
        IsFixed = new bool[n];
        (IsFixed[0], IsFixed[n - 1]) = (double.IsPositiveInfinity(lower), double.IsPositiveInfinity(upper));
        if (!IsFixed[0]) Stiffness[0, 0] += lower;
        if (!IsFixed[n - 1]) Stiffness[n - 1, n - 1] += upper;
        (Rates, Modes) = Diagonalize();
    }

    /// <summary>Heights of the nodes: the ends and the middles of the elements.</summary>
    public double[] Nodes { get; }

    public double[,] Mass { get; }

    /// <summary>∫ φ′_i φ′_j with h added at the ends.</summary>
    public double[,] Stiffness { get; }

    public bool[] IsFixed { get; }

    /// <summary>Λ, rising.</summary>
    public double[] Rates { get; }

    /// <summary>W, <c>[nodes, modes]</c>; 0 at nodes of fixed value.</summary>
    public double[,] Modes { get; }

    /// <summary>What each node's value counts for at a height.</summary>
    public double[] Weights(double z)
    {
        int element = 0;
        while (2 * (element + 1) < Nodes.Length - 1 && z > Nodes[2 * (element + 1)]) element++;
        double s = (z - Nodes[2 * element]) / (Nodes[(2 * element) + 2] - Nodes[2 * element]);
        var weights = new double[Nodes.Length];
        (weights[2 * element], weights[(2 * element) + 1], weights[(2 * element) + 2]) = ((1 - s) * (1 - (2 * s)), 4 * s * (1 - s), s * ((2 * s) - 1));
        return weights;
    }

    private (double[] Rates, double[,] Modes) Diagonalize()
    {
        int[] free = [.. Enumerable.Range(0, Nodes.Length).Where(i => !IsFixed[i])];
        Matrix<double> mass = DenseMatrix.Create(free.Length, free.Length, (i, j) => Mass[free[i], free[j]]);
        Matrix<double> stiffness = DenseMatrix.Create(free.Length, free.Length, (i, j) => Stiffness[free[i], free[j]]);
        Matrix<double> inverse = mass.Cholesky().Factor.Inverse(), symmetric = inverse * stiffness * inverse.Transpose();
        Evd<double> eigen = ((symmetric + symmetric.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        Matrix<double> vectors = inverse.Transpose() * eigen.EigenVectors;
        var modes = new double[Nodes.Length, free.Length];
        for (int i = 0; i < free.Length; i++)
            for (int j = 0; j < free.Length; j++) modes[free[i], j] = vectors[i, j];
        return ([.. eigen.EigenValues.Select(value => Math.Max(0, value.Real))], modes);
    }
}
