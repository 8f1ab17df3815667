namespace OpLearn;

/// <summary>A sentence of a publication that a study tests, with the rule that decides it, written down before anything is measured.</summary>
public sealed record Claim
{
    /// <summary>Short and unique within the study, such as <c>A.4-2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The claim in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>Where it is made: publication, section, table or figure.</summary>
    public required string Source { get; init; }

    /// <summary>The rule in words, with its thresholds: what counts as reproduced and what as partly reproduced.</summary>
    public required string Rule { get; init; }

    /// <summary>The same rule as code. The numbers that it reads become the claim's measured values.</summary>
    public required Func<Measurements, Verdict> Decide { get; init; }

    /// <summary>The publication's own number or statement, as it is printed there; empty when it gives none.</summary>
    public string Published { get; init; } = "";
}
