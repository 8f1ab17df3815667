namespace OpLearn;

/// <summary>Numbers of a <see cref="ThermoElectricalBatch{TLaw}"/>.</summary>
/// <param name="Cells">Linear elements.</param>
/// <param name="Step">Δt.</param>
/// <param name="Capacity">ε, factor of φ_t; 0 for an equation without it.</param>
/// <param name="Joule">Factor of the Joule heat.</param>
/// <param name="CurrentDriven">Whether σ φ_x is given at x = 1 instead of φ.</param>
/// <param name="SecondOrder">True for the backward differentiation formula of two steps, false for backward Euler.</param>
internal sealed record ThermoElectricalNumbers(int Cells, double Step, double Capacity, double Joule, bool CurrentDriven, bool SecondOrder);
