namespace OpLearn;

/// <summary>Where the points of a uniform grid lie in their interval <c>[lower, upper]</c>.</summary>
public enum Endpoints
{
    /// <summary>Both ends are points: xᵢ = lower + i·(upper − lower)/(points − 1). NumPy's <c>linspace</c>.</summary>
    Included,

    /// <summary>The lower end is a point and the upper is not: xᵢ = lower + i·(upper − lower)/points. The grid of a periodic function.</summary>
    UpperExcluded,

    /// <summary>Centres of equal cells, neither end is a point: xᵢ = lower + (i + ½)·(upper − lower)/points. The grid of finite volumes and of the DCT-II.</summary>
    CellCentres,
}
