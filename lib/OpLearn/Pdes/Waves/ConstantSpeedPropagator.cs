namespace OpLearn;

/// <summary>The state at time T as if the wave speed were 1 everywhere: Σ_k b_k cos kπT sin kπx, b the sine coefficients of u₀.</summary>
/// <remarks>The speed that came is ignored. On wave equations of variable speed this baseline shows what knowing c is worth.</remarks>
/// <param name="points">Number of stored points, both ends included.</param>
/// <param name="horizon">T.</param>
public sealed class ConstantSpeedPropagator(int points, double horizon) : WavePropagator(points, horizon)
{
    private readonly SineTransform transform = new(points - 1, 1);

    private protected override double[] Propagate(double[] initial, double[] speed)
    {
        double[] coefficients = transform.Coefficients(initial);
        for (int k = 0; k < coefficients.Length; k++) coefficients[k] *= Math.Cos((k + 1) * Math.PI * Horizon);
        return transform.Values(coefficients);
    }
}
