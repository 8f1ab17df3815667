namespace OpLearn;

/// <summary>Preconditioned conjugate gradients. One instance, one thread.</summary>
internal sealed class ConjugateGradients(int size)
{
    private readonly double[] direction = new double[size], image = new double[size], preconditioned = new double[size];

    /// <summary>Iterations of the last solve.</summary>
    public int Iterations { get; private set; }

    /// <summary>Adds the solution of A x = residual to <paramref name="solution"/>; <paramref name="residual"/> ends as what is left.</summary>
    /// <param name="multiply">Writes A times the first array into the second.</param>
    /// <param name="precondition">Writes an approximation of A⁻¹ times the first array into the second.</param>
    /// <param name="residual">Right-hand side less A times the first guess.</param>
    /// <param name="solution">The first guess.</param>
    /// <param name="stop">Norm of the residual at which to stop.</param>
    /// <param name="most">Largest number of iterations.</param>
    /// <exception cref="ArithmeticException">The residual stays larger.</exception>
    public void Solve(Action<double[], double[]> multiply, Action<double[], double[]> precondition, double[] residual, double[] solution, double stop, int most)
    {
        double product = 0;
        for (Iterations = 0; Iterations < most; Iterations++)
        {
            if (Norm(residual) <= stop) return;
            precondition(residual, preconditioned);
            double before = product;
            product = Vectors.Dot(residual, preconditioned);
            double mix = Iterations == 0 ? 0 : product / before;
            for (int i = 0; i < direction.Length; i++) direction[i] = preconditioned[i] + (mix * direction[i]);
            multiply(direction, image);
            double length = product / Vectors.Dot(direction, image);
            Vectors.AddScaled(solution, direction, length);
            Vectors.AddScaled(residual, image, -length);
        }
        throw new ArithmeticException(Checks.Message(nameof(ConjugateGradients), $"a residual below {stop:g2} within {most} iterations", $"{Norm(residual):g2}",
            "The coefficients must be finite and above 0."));
    }

    /// <summary>√Σ vᵢ².</summary>
    public static double Norm(double[] v) => Math.Sqrt(Vectors.Dot(v, v));
}
