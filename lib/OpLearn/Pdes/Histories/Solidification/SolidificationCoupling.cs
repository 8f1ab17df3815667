namespace OpLearn;

/// <summary>How the temperature and the stress of a <see cref="Solidification"/> depend on each other.</summary>
public sealed record SolidificationCoupling
{
    private SolidificationCoupling(bool stressFollowsTemperature, double gapFactor) =>
        (StressFollowsTemperature, GapFactor) = (stressFollowsTemperature, gapFactor);

    /// <summary>Whether the stress is that of the sample's own temperature; else of the temperature under the nominal flux.</summary>
    public bool StressFollowsTemperature { get; }

    /// <summary>r in the flux q/(1 + r·gap/0.1 mm); 0 where the temperature does not see the gap.</summary>
    public double GapFactor { get; }

    /// <summary>The temperature sees its flux alone, and the stress its strain alone, under the temperature of the nominal flux.</summary>
    public static SolidificationCoupling None { get; } = new(false, 0);

    /// <summary>The temperature drives the stress and does not see it.</summary>
    public static SolidificationCoupling OneWay { get; } = new(true, 0);

    /// <summary>Temperature drives stress; shrinkage opens a gap to the mould, which lowers the flux.</summary>
    /// <param name="gapFactor">r, above 0 and at most 10; 1 halves the flux at a gap of 0.1 mm.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public static SolidificationCoupling TwoWay(double gapFactor = 1)
    {
        Checks.That(gapFactor is > 0 and <= 10, nameof(SolidificationCoupling), "a gap factor above 0 and at most 10", $"{gapFactor}");
        return new(true, gapFactor);
    }
}
