namespace OpLearn;

/// <summary>Physics of a <see cref="HeatedPlate"/>; nondimensional, conductivity 1 and surroundings at 0.</summary>
public sealed record HeatedPlateOptions
{
    /// <summary>Length of the plate in x and in y.</summary>
    public double Side { get; init; } = 2.5;

    /// <summary>Height of the plate in z.</summary>
    public double Thickness { get; init; } = 0.2;

    /// <summary>Radius of the holes.</summary>
    public double Radius { get; init; } = 0.08;

    /// <summary>q, heat that comes in through a unit of the base z = 0.</summary>
    public double HeatFlux { get; init; } = 1;

    /// <summary>h on the top and on the walls of the holes: h T goes out through a unit of them.</summary>
    public double Convection { get; init; } = 10;

    /// <summary>Whether the edge y = 0 is held at 0; false insulates it as the other three.</summary>
    public bool ColdEdge { get; init; } = true;
}
