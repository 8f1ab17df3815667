using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model that corrects an answer it is given: <c>G(u₁, …, uₖ)(y) = uᵢ(y) + N(u₁, …, uₖ)(y)</c>, where uᵢ is an approximate solution on the output's grid.</summary>
/// <example><code>
/// var inner = Fno.Create(new FnoOptions { Modes = [16], Width = 32, InputChannels = 2, Seed = 0 });
/// var model = CorrectionOperator.Create(inner, given: 1); // the second input function is an approximate solution
/// </code></example>
/// <remarks>
/// For a formula or a coarse solver that is right in the main: the network learns what is missing, and its errors are measured against the whole. Where the network is at a loss,
/// as on functions unlike those of the training set, the error is that of the given answer and of what the network adds to it.
/// Works with any inner model that is asked at the grid's points; the inner model belongs to this one and is disposed with it.
/// </remarks>
public sealed class CorrectionOperator : OperatorModel
{
    private readonly OperatorModel inner;
    private readonly int given;

    private CorrectionOperator(OperatorModel model, int given) : base(nameof(CorrectionOperator))
    {
        inner = model;
        this.given = given;
        RegisterComponents();
    }

    /// <summary>Wraps <paramref name="model"/>.</summary>
    /// <param name="model">Reads all functions, the given answer among them; taken over. Wrap the <see cref="NormalizedOperator"/> if there is one, so that physical values are added.</param>
    /// <param name="given">Index of the function that is the given answer, counted from 0; its channels are the outputs.</param>
    public static CorrectionOperator Create(OperatorModel model, int given)
    {
        ArgumentNullException.ThrowIfNull(model);
        Checks.NotNegative(given, nameof(CorrectionOperator), nameof(given));
        return new CorrectionOperator(model, given);
    }

    /// <summary>The model inside: the correction alone.</summary>
    public OperatorModel Inner => inner;

    /// <summary>Evaluates the operator.</summary>
    /// <param name="functions">Among them the given answer, <c>[samples, axes…, outputs]</c> with the locations as its points in row-major order.</param>
    /// <param name="locations">As the inner model takes them.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        ArgumentNullException.ThrowIfNull(functions);
        Checks.That(given < functions.Length, nameof(CorrectionOperator), $"{given + 1} input functions or more, the given answer being number {given}", $"{functions.Length}");
        using DisposeScope scope = NewDisposeScope();
        Tensor correction = inner.call(functions, locations), answer = functions[given];
        answer = answer.reshape(answer.shape[0], -1, answer.shape[^1]); // [samples, points, channels]
        Checks.That(answer.shape.SequenceEqual(correction.shape), nameof(CorrectionOperator), $"a given answer of the outputs' shape {Checks.Shape(correction)}", Checks.Shape(answer),
            "It must be known at every location that is asked for.");
        return (answer + correction).MoveToOuterDisposeScope();
    }
}
