using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model between normalisers: encodes functions and locations, runs the inner model, decodes its outputs. Reads and gives physical values.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new Antiderivative(), samples: 100, seed: 0);
/// var inner = DeepONet.Create(new DeepONetOptions { Sensors = 100, BranchWidths = [40, 40], TrunkWidths = [40, 40], Seed = 0 });
/// var model = NormalizedOperator.Create(inner, Normalization.Fit(train));
/// </code></example>
/// <remarks>
/// The shifts and scales are buffers, in float64 as they were fitted: they are saved, loaded and moved with the weights and are not trained.
/// The inner model belongs to this one and is disposed with it. Gradients with respect to the locations are those of the physical coordinates.
/// </remarks>
public sealed class NormalizedOperator : OperatorModel, IFusesLoss, IPushesDerivatives
{
    private readonly OperatorModel inner;
    private readonly int inputs;

    private NormalizedOperator(OperatorModel model, Normalization normalization) : base(nameof(NormalizedOperator))
    {
        inner = model;
        inputs = normalization.Inputs.Count;
        RegisterComponents();
        for (int input = 0; input < inputs; input++) Keep($"input{input}", normalization.Inputs[input]);
        Keep("locations", normalization.Locations);
        Keep("outputs", normalization.Outputs);
    }

    /// <summary>Wraps <paramref name="model"/>; the normalisers are copied.</summary>
    /// <param name="model">Works on normalised values; taken over.</param>
    /// <param name="normalization">Fitted on training data.</param>
    public static NormalizedOperator Create(OperatorModel model, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(normalization);
        return new NormalizedOperator(model, normalization);
    }

    /// <summary>The model inside, which works on normalised values.</summary>
    public OperatorModel Inner => inner;

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        ArgumentNullException.ThrowIfNull(locations);
        using DisposeScope scope = NewDisposeScope();
        Tensor output = inner.call(Encoded(functions), Encoded(locations));
        return (output * Like(output, "outputs.scale")).Plus(Like(output, "outputs.shift")).MoveToOuterDisposeScope();
    }

    LossProblem? IFusesLoss.Problem(Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form, bool direct) =>
        locations.dim() == 2 && inner is IFusesLoss network && network.Problem(Encoded(functions), Encoded(locations), targets, form, direct) is AlignedProblem { Mask: null } problem
            ? problem.Then(Like(targets, "outputs.scale"), Like(targets, "outputs.shift")) : null;

    OutputDerivatives? IPushesDerivatives.Derivatives(Tensor[] functions, Tensor locations, DerivativePlan plan)
    {
        if ((inner as IPushesDerivatives)?.Derivatives(Encoded(functions), Encoded(locations), plan) is not { } pushed) return null;
        Tensor scale = Like(pushed.Value, "outputs.scale"), steps = Like(locations, "locations.scale").expand(locations.shape);
        Tensor Step(int i) => steps.select(-1, i).unsqueeze(-1); // of the physical coordinate to one of the normalised: [points, 1] or [samples, points, 1]
        return new OutputDerivatives((pushed.Value * scale).Plus(Like(pushed.Value, "outputs.shift")), i => pushed.First(i) * scale / Step(i), (i, j) => pushed.Second(i, j) * scale / Step(i) / Step(j));
    }

    private Tensor Encoded(Tensor locations) => (locations - Like(locations, "locations.shift")) / Like(locations, "locations.scale");

    private Tensor[] Encoded(Tensor[] functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        Checks.That(functions.Length == inputs, nameof(NormalizedOperator), $"{inputs} input functions, as many as were normalised", $"{functions.Length}");
        return [.. functions.Select((function, input) => (function - Like(function, $"input{input}.shift")) / Like(function, $"input{input}.scale"))];
    }

    private static string BufferName(string name) => name.Replace('.', '_'); // a dot separates modules

    private void Keep(string name, Normalizer normalizer)
    {
        register_buffer(BufferName(name + ".shift"), normalizer.Shift.clone().DetachFromDisposeScope());
        register_buffer(BufferName(name + ".scale"), normalizer.Scale.clone().DetachFromDisposeScope());
    }

    private Tensor Like(Tensor values, string name)
    {
        Tensor constant = get_buffer(BufferName(name))!;
        bool fits = constant.dim() <= values.dim();
        for (int axis = 1; fits && axis <= constant.dim(); axis++) fits = values.size(-axis) == constant.size(-axis);
        if (!fits) Checks.That(false, nameof(NormalizedOperator), $"values that end in {Checks.Shape(constant)}, as {name} was fitted", Checks.Shape(values));
        return constant.to(values.dtype, values.device);
    }
}
