namespace OpLearn;

/// <summary>Heat that goes in through the base of a <see cref="HeatedPlate"/> and out through the rest of its surface, per unit of time.</summary>
/// <param name="Base">In through z = 0.</param>
/// <param name="Top">Out through the top.</param>
/// <param name="Holes">Out through the walls of the holes.</param>
/// <param name="ColdEdge">Out through the edge y = 0; 0 where that is insulated.</param>
public sealed record PlateHeat(double Base, double Top, double Holes, double ColdEdge)
{
    /// <summary>In less out, over in.</summary>
    public double Imbalance => (Base - Top - Holes - ColdEdge) / Base;
}
