namespace OpLearn.Workspace.Doctor;

/// <summary>How much a finding matters.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Missing, but nothing that a run from the command line needs.</summary>
    Note,

    /// <summary>To be mended before anything runs.</summary>
    Bad,
}

/// <summary>One line of the doctor: what was looked at, how it is, and what to do when it is not well.</summary>
internal sealed record Finding(Health Health, string What, string State)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Health switch { Health.Ok => "ok  ", Health.Note => "note", _ => "BAD " })} {What,-14} {State.ReplaceLineEndings(" ")}";
}
