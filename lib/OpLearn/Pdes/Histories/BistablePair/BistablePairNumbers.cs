namespace OpLearn;

/// <summary>Numbers of the equations of <see cref="BistablePairBatch"/>.</summary>
/// <param name="Exchange">κ.</param>
/// <param name="Diffusivity">a.</param>
/// <param name="Reaction">r.</param>
/// <param name="Amplitude">A.</param>
/// <param name="ShapeU">w₁.</param>
/// <param name="ShapeV">w₂.</param>
/// <param name="ProductOfHistories">Whether f₁ f₂ drives both fields instead of one history each.</param>
internal sealed record BistablePairNumbers(double Exchange, double Diffusivity, double Reaction, double Amplitude,
    Func<double, double> ShapeU, Func<double, double> ShapeV,
    bool ProductOfHistories = false)
{
    public const double CentreU = 0.3, CentreV = 0.7, Floor = 0.4, Radius = 0.2;

    public static double Bump(double x, double centre) => Floor + Math.Exp(-Math.Pow((x - centre) / Radius, 2));
}
