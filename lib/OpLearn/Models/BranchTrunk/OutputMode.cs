namespace OpLearn;

/// <summary>How a DeepONet with several output functions divides its networks among them (Lu et al., <see href="https://arxiv.org/abs/2111.05512"/>, section 3.1.6).</summary>
public sealed class OutputMode
{
    private OutputMode(string name, bool splitsBranch, bool splitsTrunk)
    {
        Name = name;
        SplitsBranch = splitsBranch;
        SplitsTrunk = splitsTrunk;
    }

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    internal bool SplitsBranch { get; }

    internal bool SplitsTrunk { get; }

    /// <summary>One branch and one trunk for each output; nothing is shared.</summary>
    public static OutputMode Independent { get; } = new("independent", false, false);

    /// <summary>One branch and one trunk; the last units of both are cut into one group an output. Each last width is outputs × p.</summary>
    public static OutputMode Shared { get; } = new("shared", true, true);

    /// <summary>The branch's last units are cut into one group an output, the trunk's basis serves all. Branch ends in outputs × p, trunk in p.</summary>
    public static OutputMode SplitBranch { get; } = new("split branch", true, false);

    /// <summary>The trunk's last units are cut into one group an output, the branch's coefficients serve all. Branch ends in p, trunk in outputs × p.</summary>
    public static OutputMode SplitTrunk { get; } = new("split trunk", false, true);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
