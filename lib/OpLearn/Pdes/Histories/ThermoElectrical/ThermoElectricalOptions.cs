namespace OpLearn;

/// <summary>Numbers of a <see cref="ThermoElectrical"/>.</summary>
public sealed record ThermoElectricalOptions
{
    /// <value>c, which multiplies both g and the Joule factor; 1 by default, and 0 for two uncoupled fields.</value>
    public double Coupling { get; init; } = 1;

    /// <value>What is given at x = 1; the current density 1 by default.</value>
    public ThermoElectricalDrive Drive { get; init; } = ThermoElectricalDrive.Current(1);

    /// <value>a, thermal diffusivity; 0.25 by default.</value>
    public double Diffusivity { get; init; } = 0.25;

    /// <value>k_J, factor of the Joule heat; 0.5 by default.</value>
    public double JouleFactor { get; init; } = 0.5;

    /// <value>g, slope of the resistivity in T; 1 by default.</value>
    public double ResistivitySlope { get; init; } = 1;

    /// <value>Length of time, over which the histories are stretched; 1 by default. A long one with few steps of backward Euler leads to the steady
    /// state.</value>
    public double Horizon { get; init; } = 1;

    /// <value>True for the two-step backward differentiation formula (order two), false (the default) for backward Euler (order one).</value>
    public bool SecondOrder { get; init; }
}
