using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A branch of a <see cref="MioNet"/>: options of a network that encodes one input function as a row of coefficients. See <see cref="MlpBranch"/> and <see cref="SequenceBranch"/>.</summary>
public abstract record BranchNetwork
{
    private protected BranchNetwork()
    {
    }

    /// <summary>Width of the coefficients.</summary>
    internal abstract int OutputWidth { get; }

    /// <summary>Draws a network <c>[samples, axes…, channels] → [samples, width]</c>.</summary>
    internal abstract nn.Module<Tensor, Tensor> Build(Generator random);
}
