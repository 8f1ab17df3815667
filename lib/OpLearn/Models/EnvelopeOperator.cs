using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose outputs are multiplied by a function of the location: <c>G(u)(y) = e(y) N(u)(y)</c>. With e = 0 on the boundary it holds zero boundary values exactly.</summary>
/// <example><code>
/// var inner = DeepONet.Create(new DeepONetOptions { Sensors = 100, BranchWidths = [40, 40], TrunkWidths = [40, 40], Seed = 0 });
/// var model = EnvelopeOperator.Create(inner, y =&gt; y * (1 - y)); // 0 at both ends of [0, 1]
/// </code></example>
/// <remarks>Wrap the <see cref="NormalizedOperator"/> if there is one, so that e sees physical coordinates and multiplies physical values. The inner model belongs to this one and is disposed with it.</remarks>
public sealed class EnvelopeOperator : OperatorModel, IFusesLoss
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
        return (output * Factor(locations, output)).MoveToOuterDisposeScope();
    }

    LossProblem? IFusesLoss.Problem(Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form, bool direct)
    {
        if (inner is not IFusesLoss network || network.Problem(functions, locations, targets, form, direct) is not AlignedProblem { Mask: null } problem) return null;
        Tensor factor = Factor(locations, targets);
        return factor.dim() == 2 && !factor.requires_grad ? problem.Then(factor, null) : null;
    }

    private Tensor Factor(Tensor locations, Tensor output)
    {
        Tensor factor = envelope(locations);
        bool fits = factor.dim() >= 2 && factor.shape[^2] == output.shape[1] && (factor.shape[^1] == 1 || factor.shape[^1] == output.shape[2]);
        Checks.That(fits, nameof(EnvelopeOperator), $"an envelope of shape […, {output.shape[1]}, 1 or {output.shape[2]}]", Checks.Shape(factor));
        return factor;
    }
}
