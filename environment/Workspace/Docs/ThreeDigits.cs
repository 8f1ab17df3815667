using System.Globalization;

namespace OpLearn.Workspace.Docs;

/// <summary>Numbers as the tables of the docs show them.</summary>
internal static class ThreeDigits
{
    /// <summary>Three significant digits: 0.0363, 17.9, 18,200; powers of ten below 0.001 and from a million on.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
        if (value == 0) return "0";
        string[] parts = value.ToString("E2", CultureInfo.InvariantCulture).Split('E');
        int power = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (power is < -3 or > 5) return $"{parts[0]}e{power}";
        double rounded = double.Parse($"{parts[0]}E{power}", CultureInfo.InvariantCulture);
        return rounded.ToString(power >= 2 ? "N0" : "F" + (2 - power), CultureInfo.InvariantCulture);
    }
}
