namespace OpLearn;

/// <summary>What is given at x = 1 of a <see cref="ThermoElectrical"/>: the current or the voltage.</summary>
public sealed record ThermoElectricalDrive
{
    private ThermoElectricalDrive(bool isCurrent, double value) => (IsCurrent, Value) = (isCurrent, value);

    /// <summary>Whether the current density is given; else the potential is.</summary>
    public bool IsCurrent { get; }

    /// <summary>The current density J₀ = φ_x/ρ or the potential V.</summary>
    public double Value { get; }

    /// <summary>(1/ρ) φ_x = J₀ at x = 1.</summary>
    public static ThermoElectricalDrive Current(double density) => new(true, Finite(density));

    /// <summary>φ = V at x = 1.</summary>
    public static ThermoElectricalDrive Voltage(double potential) => new(false, Finite(potential));

    private static double Finite(double value)
    {
        Checks.That(double.IsFinite(value), nameof(ThermoElectricalDrive), "a finite value", $"{value}");
        return value;
    }
}
