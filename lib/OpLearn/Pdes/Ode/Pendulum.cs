namespace OpLearn;

/// <summary>The gravity pendulum with a torque: s₁′ = s₂, s₂′ = −k sin s₁ + u(t), from rest; the output is the angle s₁.</summary>
/// <param name="sensors">Number of sensors of u.</param>
/// <param name="points">Number of output points, both ends included.</param>
/// <param name="horizon">T; the paper uses 1, and 3 for its sequence models.</param>
/// <param name="stiffness">k, gravity over length.</param>
/// <param name="fieldPoints">Points of the fine grid on which u is drawn.</param>
/// <param name="field">Distribution of u; null means squared exponential with l = 0.2.</param>
public sealed class Pendulum(int sensors = 100, int points = 100, double horizon = 1, double stiffness = 1, int fieldPoints = 1000, RandomField? field = null)
    : DrivenOde(2, sensors, points, horizon, fieldPoints, field)
{
    /// <inheritdoc/>
    public override string Name => "pendulum";

    /// <inheritdoc/>
    public override string Equation => "s₁′ = s₂, s₂′ = −k sin s₁ + u(t), s₁(0) = s₂(0) = 0";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: k = 1, l = 0.2, T = 1, 100 sensors, field on 1000 points.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("angle", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>(base.Own) { ["stiffness"] = stiffness };

    private protected override void Rate(double u, double[] state, double[] derivative)
    {
        derivative[0] = state[1];
        derivative[1] = u - (stiffness * Math.Sin(state[0]));
    }
}
