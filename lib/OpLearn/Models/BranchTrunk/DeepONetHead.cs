namespace OpLearn;

/// <summary>What comes out of a DeepONet-like model: how many functions, how the networks are divided among them, and the bias.</summary>
public sealed record DeepONetHead
{
    /// <value>Number of output functions; 1 by default.</value>
    public int Outputs { get; init; } = 1;

    /// <value>How several outputs share the networks; <see cref="OutputMode.SplitTrunk"/> by default. Ignored with one output.</value>
    public OutputMode Mode { get; init; } = OutputMode.SplitTrunk;

    /// <value>The constant added; one an output by default.</value>
    public OutputBias Bias { get; init; } = OutputBias.PerOutput;
}
