using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose outputs are multiplied by a mask that is one of the input functions: <c>G(u, m)(y) = m(y) N(u, m)(y)</c>.</summary>
/// <example><code>
/// var inner = UNet.Create(new UNetOptions { Field = new GridField { Axes = 2, InputChannels = 2 }, Width = 16, Depth = 3, Seed = 0 });
/// var model = MaskedOperator.Create(inner, input: 1); // the second input function is the mask
/// </code></example>
/// <remarks>
/// The mask is 1 inside the domain and 0 outside and lies on the points of the output, so the model needs no skill where there is nothing to predict. The inner model still reads it,
/// as one more input function or channel, unless it is hidden. With normalisers, this model goes around the <see cref="NormalizedOperator"/>: it wants the mask as it is.
/// The inner model belongs to this one and is disposed with it.
/// </remarks>
public sealed class MaskedOperator : OperatorModel
{
    private readonly OperatorModel inner;
    private readonly int input;
    private readonly int channel;
    private readonly bool hidden;

    private MaskedOperator(OperatorModel model, int input, int channel, bool hidden) : base(nameof(MaskedOperator))
    {
        inner = model;
        this.input = input;
        this.channel = channel;
        this.hidden = hidden;
        RegisterComponents();
    }

    /// <summary>Wraps <paramref name="model"/>.</summary>
    /// <param name="model">Reads all input functions, the mask included or not; taken over.</param>
    /// <param name="input">Which input function holds the mask, from 0.</param>
    /// <param name="channel">Which of its channels is the mask, from 0.</param>
    /// <param name="hidden">Whether the function that holds the mask is kept from the inner model.</param>
    public static MaskedOperator Create(OperatorModel model, int input, int channel = 0, bool hidden = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        Checks.NotNegative(input, nameof(MaskedOperator), nameof(input));
        Checks.NotNegative(channel, nameof(MaskedOperator), nameof(channel));
        return new MaskedOperator(model, input, channel, hidden);
    }

    /// <summary>The model inside, whose outputs are not masked.</summary>
    public OperatorModel Inner => inner;

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = MaskOf(functions), output = inner.call(Seen(functions), locations);
        if (mask.shape[1] != output.shape[1]) Checks.That(false, nameof(MaskedOperator), $"a mask on the {output.shape[1]} points of the output", $"{mask.shape[1]} points");
        return (output * mask.unsqueeze(2)).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) => inner.FormOf(Seen(functions), locations, direct) switch
    {
        BranchTrunkForm { Mask: null } sum => sum.Masked(MaskOf(functions)),
        NoForm none => none,
        _ => new NoForm("a mask on this kind of network"),
    };

    private Tensor[] Seen(Tensor[] functions) => hidden ? [.. functions.Where((_, i) => i != input)] : functions;

    /// <summary><c>[samples, points]</c>.</summary>
    private Tensor MaskOf(Tensor[] functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        if (input >= functions.Length || channel >= functions[input].shape[^1])
            Checks.That(false, nameof(MaskedOperator), $"a mask in channel {channel} of input function {input}", string.Join(", ", functions.Select(Checks.Shape)));
        return functions[input].select(-1, channel).flatten(1);
    }
}
