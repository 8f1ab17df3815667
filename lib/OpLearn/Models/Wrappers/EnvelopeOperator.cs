using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose outputs are multiplied by a function of the location: <c>G(u)(y) = e(y) N(u)(y)</c>. With e = 0 on the boundary it holds zero boundary values exactly.</summary>
/// <example><code>
/// var inner = DeepONet.Create(new DeepONetOptions { Sensors = 100, BranchWidths = [40, 40], TrunkWidths = [40, 40], Seed = 0 });
/// var model = EnvelopeOperator.Create(inner, y =&gt; y * (1 - y)); // 0 at both ends of [0, 1]
/// </code></example>
/// <remarks>Wrap the <see cref="NormalizedOperator"/> if there is one, so that e sees physical coordinates and multiplies physical values. The inner model belongs to this one and is disposed with it.</remarks>
public sealed class EnvelopeOperator : OperatorModel
{
    private readonly OperatorModel inner;
    private readonly Func<Tensor, Tensor> envelope;

    private EnvelopeOperator(OperatorModel model, Func<Tensor, Tensor> envelope) : base(nameof(EnvelopeOperator))
    {
        inner = model;
        this.envelope = envelope;
        RegisterComponents();
    }

    /// <summary>Wraps <paramref name="model"/>.</summary>
    /// <param name="model">Taken over.</param>
    /// <param name="envelope">Maps locations <c>[…, points, dimensions]</c> to factors <c>[…, points, 1]</c> or <c>[…, points, outputs]</c>; <c>y =&gt; 4 * y * (1 - y)</c> on the unit interval.</param>
    public static EnvelopeOperator Create(OperatorModel model, Func<Tensor, Tensor> envelope)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(envelope);
        return new EnvelopeOperator(model, envelope);
    }

    /// <summary>The model inside.</summary>
    public OperatorModel Inner => inner;

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = inner.call(functions, locations);
        return (output * Factor(locations, output.shape[1], output.shape[2])).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct)
    {
        Form form = inner.FormOf(functions, locations, direct);
        if (form is not BranchTrunkForm { Mask: null } sum) return form is NoForm ? form : new NoForm("an envelope on this kind of network");
        Tensor factor = Factor(locations, sum.Points.shape[^2], sum.Outputs);
        return factor.dim() == 2 && !factor.requires_grad ? sum.Enveloped(factor) : new NoForm("an envelope of each function's own or with gradients");
    }

    private Tensor Factor(Tensor locations, long points, long outputs)
    {
        Tensor factor = envelope(locations);
        bool fits = factor.dim() >= 2 && factor.shape[^2] == points && (factor.shape[^1] == 1 || factor.shape[^1] == outputs);
        Checks.That(fits, nameof(EnvelopeOperator), $"an envelope of shape […, {points}, 1 or {outputs}]", Checks.Shape(factor));
        return factor;
    }
}
