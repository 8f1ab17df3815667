using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What a model is at given functions and locations, as far as the fused passes are concerned: weights and tensors, and no module. <see cref="Operations"/> takes it.</summary>
internal abstract record Form;

/// <summary>No pass knows the model: operations on tensors run.</summary>
/// <param name="Why">The reason, such as "dropout in the trunk"; a run's record shows it.</param>
internal sealed record NoForm(string Why) : Form;

/// <summary>One fully connected network of the concatenated sensors and coordinates.</summary>
/// <param name="Network">A function's sensors and a location to the outputs there.</param>
/// <param name="Sensors"><c>[functions, sensors]</c>, contiguous.</param>
/// <param name="Locations"><c>[points, dimensions]</c> or <c>[functions, points, dimensions]</c>, contiguous.</param>
internal sealed record ConcatenatedForm(MlpWeights Network, Tensor Sensors, Tensor Locations) : Form;

/// <summary>Branch and trunk networks of its own for each output: the outputs lie side by side.</summary>
/// <param name="Networks">One an output, without the constants.</param>
/// <param name="Bias">The constants b₀, <c>[1]</c> or <c>[outputs]</c>, or null.</param>
internal sealed record StackedForm(IReadOnlyList<BranchTrunkForm> Networks, Tensor? Bias) : Form;

/// <summary>Branches and a trunk, or a fixed basis in its place: <c>s = m (a (Σₖ bₖ tₖ + b₀) + c)</c> for each output.</summary>
/// <param name="Branches">Functions to coefficients b, <c>p</c> of them or p an output.</param>
/// <param name="Trunk">Locations to basis functions t, likewise; null for a fixed basis.</param>
/// <param name="Points">What the trunk reads, <c>[points, inputs]</c> or <c>[functions, points, inputs]</c>, or the fixed basis' values <c>[points, width]</c>; contiguous.</param>
/// <param name="Bias">The constants b₀, <c>[1]</c> or <c>[outputs]</c>, or null.</param>
/// <param name="Latent">p.</param>
/// <param name="Outputs">Number of output functions.</param>
internal sealed record BranchTrunkForm(Coefficients Branches, MlpWeights? Trunk, Tensor Points, Tensor? Bias, int Latent, int Outputs) : Form
{
    /// <summary>The factors a, <c>[points, outputs]</c>; null for one.</summary>
    public Tensor? Scale { get; private init; }

    /// <summary>The constants c, <c>[points, outputs]</c>; null for zero.</summary>
    public Tensor? Shift { get; private init; }

    /// <summary>The factors m of each function, <c>[functions, points]</c>; null for one.</summary>
    public Tensor? Mask { get; private init; }

    /// <summary>Steps of the physical coordinates to one of the trunk's inputs, <c>[…, points, dimensions]</c>; null where they are the same.</summary>
    public Tensor? Steps { get; private init; }

    /// <summary>False where the trunk's inputs are features of the coordinates, or a factor depends on them: derivatives in the coordinates do not follow from those in the inputs.</summary>
    public bool HasDerivatives { get; init; } = true;

    /// <summary>True where neither factor nor constant comes after the sum.</summary>
    public bool IsBare => Scale is null && Shift is null && Mask is null;

    /// <summary>Multiplications in the largest layer of a trunk or plain branch, for all rows.</summary>
    public double LargestLayer => Math.Max(Trunk is null ? 0.0 : (double)Points.numel() / Points.size(-1) * Trunk.LargestLayer,
        Branches is CoefficientNetworks plain ? plain.Functions * plain.Branches.Max(branch => branch.Network.LargestLayer) : 0.0);

    /// <summary>The same with outputs <c>scale s + shift</c>.</summary>
    /// <param name="scale">Broadcast to <c>[points, outputs]</c>.</param>
    /// <param name="shift">Likewise; null for zero.</param>
    public BranchTrunkForm Then(Tensor scale, Tensor? shift)
    {
        Checks.That(Mask is null, nameof(BranchTrunkForm), "a mask to be the last factor", "another after it");
        Tensor? constants = Shift is null ? shift : shift is null ? Shift * scale : Shift * scale + shift;
        return this with { Scale = OnPoints(Scale is null ? scale : Scale * scale), Shift = constants is null ? null : OnPoints(constants) };
    }

    /// <summary>The same with outputs times a function of the location.</summary>
    /// <param name="factor">Broadcast to <c>[points, outputs]</c>.</param>
    public BranchTrunkForm Enveloped(Tensor factor) => Then(factor, null) with { HasDerivatives = false };

    /// <summary>The same with outputs times a mask of each function, <c>[functions, points]</c>.</summary>
    public BranchTrunkForm Masked(Tensor mask) => this with { Mask = mask.contiguous(), HasDerivatives = false };

    /// <summary>The same in coordinates of which one step of the present ones is <paramref name="steps"/>.</summary>
    /// <param name="steps"><c>[…, points, dimensions]</c>.</param>
    public BranchTrunkForm InCoordinates(Tensor steps) => this with { Steps = Steps is null ? steps : Steps * steps };

    private Tensor OnPoints(Tensor values) => values.expand(Points.size(-2), Outputs).contiguous();
}
