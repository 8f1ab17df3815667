namespace OpLearn;

/// <summary>What a run says about a published claim.</summary>
public enum Verdict
{
    /// <summary>The run was too small to say anything, which holds for every claim at <see cref="Preset.Smoke"/>.</summary>
    NotAssessed,

    /// <summary>The claim holds by the rule that was fixed in advance.</summary>
    Reproduced,

    /// <summary>A part of the claim holds, or it holds in a weaker form that the rule names.</summary>
    Partly,

    /// <summary>The claim does not hold here. That is a result too.</summary>
    NotReproduced,
}
