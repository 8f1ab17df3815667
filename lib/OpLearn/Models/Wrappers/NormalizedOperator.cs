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
public sealed class NormalizedOperator : OperatorModel
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
        return (output * Like(output, "outputs.scale") + Like(output, "outputs.shift")).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) => inner.FormOf(Encoded(functions), Encoded(locations), direct) switch
    {
        BranchTrunkForm { Mask: null } sum when Fit(sum.Points.size(-2), sum.Outputs) => sum.Then(Constant("outputs.scale", locations), Constant("outputs.shift", locations)).InCoordinates(Constant("locations.scale", locations).expand(locations.shape)),
        NoForm none => none,
        _ => new NoForm("normalised outputs of this kind of network"),
    };

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

    /// <summary>True where the outputs' normaliser was fitted on so many points and outputs; else the evaluation says what does not fit.</summary>
    private bool Fit(long points, long outputs)
    {
        long[] shape = get_buffer(BufferName("outputs.scale"))!.shape;
        return shape.Length <= 2 && (shape.Length == 0 || shape[^1] == outputs) && (shape.Length < 2 || shape[0] == points);
    }

    private Tensor Constant(string name, Tensor like) => get_buffer(BufferName(name))!.to(like.dtype, like.device);

    private Tensor Like(Tensor values, string name)
    {
        Tensor constant = get_buffer(BufferName(name))!;
        bool fits = constant.dim() <= values.dim();
        for (int axis = 1; fits && axis <= constant.dim(); axis++) fits = values.size(-axis) == constant.size(-axis);
        if (!fits) Checks.That(false, nameof(NormalizedOperator), $"values that end in {Checks.Shape(constant)}, as {name} was fitted", Checks.Shape(values));
        return constant.to(values.dtype, values.device);
    }
}
