namespace OpLearn;

/// <summary>s′(t) = −s² + u(t), s(0) = 0 on [0, T].</summary>
/// <remarks>
/// A Riccati equation: for an input that stays below −π²/(4T²) the solution escapes in finite time. Such an input (|s| above 100 at an output point) is drawn
/// again; of 100,000 inputs of the default field 64 were.
/// </remarks>
/// <inheritdoc cref="Antiderivative"/>
public sealed class NonlinearOde(int sensors = 100, int points = 100, double horizon = 1, int fieldPoints = 1000, RandomField? field = null)
    : DrivenOde(1, sensors, points, horizon, fieldPoints, field)
{
    /// <inheritdoc/>
    public override string Name => "nonlinear ODE";

    /// <inheritdoc/>
    public override string Equation => "s′(t) = −s² + u(t), s(0) = 0";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: l = 0.2, T = 1, 100 sensors, field on 1000 points.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("state", OutputGrid.Axes)];

    private protected override void Rate(double u, double[] state, double[] derivative) => derivative[0] = u - (state[0] * state[0]);
}
