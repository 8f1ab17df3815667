namespace OpLearn;

/// <summary>The high-frequency (WKB) solution of the wave equation in the travel time s(x) = ∫₀ˣ dξ/c, τ = s(1).</summary>
/// <remarks>
/// u(x, T) ≈ c^−½ Σ_k b_k cos(kπT/τ) sin(kπs/τ), b_k = (2/τ) ∫ c^−½ u₀ sin(kπs/τ) dx. Exact for constant c, and ever better with more half waves for smooth c; for
/// c = 1 + ax it differs from the exact modes only by μ² in place of μ² + ¼. Between the points c is a cubic spline, so a jump of c is smeared.
/// </remarks>
/// <param name="points">Number of stored points, both ends included.</param>
/// <param name="horizon">T.</param>
/// <param name="modes">Number of modes k, a few times the half waves of u₀.</param>
/// <param name="refinement">Places of the quadrature between two points.</param>
public sealed class TravelTimePropagator(int points, double horizon, int modes = 160, int refinement = 16) : WavePropagator(points, horizon)
{
    private readonly int modes = Checks.Valid(modes, modes >= 1, nameof(TravelTimePropagator), "1 mode or more");
    private readonly int refinement = Checks.Valid(refinement, refinement >= 1, nameof(TravelTimePropagator), "a refinement from 1 on");
    private readonly SineTransform? continuation = refinement > 1 ? new SineTransform(points - 1, refinement) : null;

    private protected override double[] Propagate(double[] initial, double[] speed)
    {
        int cells = (Points - 1) * refinement;
        double[] fine = continuation is null ? initial : continuation.Values(continuation.Coefficients(initial)), travel = new double[cells + 1], weighted = new double[cells + 1];
        CubicSpline c = new CubicSpline(new Grid1D(Points, 0, 1, Endpoints.Included)).Through(speed);
        for (int i = 1; i <= cells; i++)
        {
            double middle = c[(i - 0.5) / cells];
            if (!(middle > 0)) throw new ArithmeticException(Checks.Message(nameof(TravelTimePropagator), "a wave speed above 0 everywhere", $"{middle} at x = {(i - 0.5) / cells:g4}"));
            travel[i] = travel[i - 1] + (1 / (middle * cells));
        }
        double total = travel[cells];
        for (int i = 1; i < cells; i++) weighted[i] = 2 / (total * cells * Math.Sqrt(c[(double)i / cells])) * fine[i];

        var coefficients = new double[modes];
        for (int i = 1; i < cells; i++)
        {
            (double before, double sine, double twice) = Recurrence(travel[i] / total);
            for (int k = 0; k < modes; k++)
            {
                coefficients[k] += weighted[i] * sine;
                (before, sine) = (sine, (twice * sine) - before);
            }
        }
        for (int k = 0; k < modes; k++) coefficients[k] *= Math.Cos((k + 1) * Math.PI * Horizon / total);

        var result = new double[Points];
        for (int i = 1; i < Points - 1; i++)
        {
            (double before, double sine, double twice) = Recurrence(travel[i * refinement] / total);
            for (int k = 0; k < modes; k++)
            {
                result[i] += coefficients[k] * sine;
                (before, sine) = (sine, (twice * sine) - before);
            }
            result[i] /= Math.Sqrt(speed[i]);
        }
        return result;
    }

    // sin 0, sin θ and 2 cos θ, from which sin (k + 1)θ = 2 cos θ sin kθ − sin (k − 1)θ.
    private static (double Before, double Sine, double Twice) Recurrence(double part)
    {
        (double sine, double cosine) = Math.SinCos(Math.PI * part);
        return (0, sine, 2 * cosine);
    }
}
