namespace OpLearn;

/// <summary>Sizes and numbers of a <see cref="ReactionDiffusion"/>; the defaults are those of the released generator.</summary>
public sealed record ReactionDiffusionOptions
{
    /// <value>Points of inputs and output on [0, 1], both ends included; 255 by default, the nodes of 127 cells. Other numbers evaluate the finite-element
    /// functions.</value>
    public int Points { get; init; } = 255;

    /// <value>Cells of the solver, each with a node in its middle; 127 by default.</value>
    public int Cells { get; init; } = 127;

    /// <value>Time steps; 1000 by default, each 0.001 long.</value>
    public int Steps { get; init; } = 1000;

    /// <value>Distance of two stored frames in steps; 10 by default, which makes 101 frames. The initial state is stored and then the state after steps 1, 1 +
    /// stored, 1 + 2·stored, ….</value>
    public int StoredEvery { get; init; } = 10;

    /// <value>Length of time; 1 by default.</value>
    public double Horizon { get; init; } = 1;

    /// <value>α; 0.01 by default.</value>
    public double Diffusivity { get; init; } = 0.01;

    /// <value>Factor of the reaction rate, the dial of the coupling; 1 by default, and 0 for a map that does not see the rate.</value>
    public double RateMultiplier { get; init; } = 1;

    /// <value>True for Crank–Nicolson (order two in time), false (the default) for the generator's backward Euler (order one).</value>
    public bool CrankNicolson { get; init; }
}
