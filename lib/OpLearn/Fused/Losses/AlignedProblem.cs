using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A network of branches and a trunk, or a fixed basis in its place, on aligned data: <c>ŝ = m (a (Σₖ bₖ tₖ + b₀) + c)</c> for each output.</summary>
/// <param name="Coefficients">Functions to coefficients b, <c>p</c> of them or p an output.</param>
/// <param name="Trunk">Locations to basis functions t, likewise; null for a fixed basis.</param>
/// <param name="Points">Locations <c>[points, dimensions]</c>, or the fixed basis' values <c>[points, width]</c>.</param>
/// <param name="Bias">The constants b₀, <c>[1]</c> or <c>[outputs]</c>, or null.</param>
/// <param name="Latent">p.</param>
/// <param name="Targets"><c>[functions, points, outputs]</c>.</param>
/// <param name="Error">How the errors make the loss.</param>
internal sealed record AlignedProblem(Coefficients Coefficients, MlpWeights? Trunk, Tensor Points, Tensor? Bias, int Latent, Tensor Targets, DataError Error) : LossProblem
{
    /// <summary>The factors a, <c>[points, outputs]</c>; null for one.</summary>
    public Tensor? Scale { get; init; }

    /// <summary>The constants c, <c>[points, outputs]</c>; null for zero.</summary>
    public Tensor? Shift { get; init; }

    /// <summary>What each function's values are multiplied by at last, <c>[functions, points]</c>; null for one.</summary>
    public Tensor? Mask { get; init; }

    public override string Name => Trunk is null ? "branch–basis" : Coefficients is GivenCoefficients ? "trunk after the branches' operations" : "branch–trunk";

    /// <summary>Those of the branches, of the trunk, and the constants.</summary>
    public override Tensor[] Parameters { get; } = [.. Coefficients.Parameters, .. Trunk?.Parameters ?? [], .. Bias is null ? Array.Empty<Tensor>() : [Bias]];

    public int Outputs { get; } = (int)Targets.size(-1);

    /// <summary>Width of the basis.</summary>
    public int BasisWidth { get; } = Trunk?.Widths[^1] ?? (int)Points.size(-1);

    public override double Multiplications => Coefficients is GivenCoefficients ? LargestProduct // small operations, on all threads, would lose what the pass gains
        : 3.0 * (Coefficients.Functions * Coefficients.Multiplications + Points.size(0) * ((Trunk?.Multiplications ?? 0.0) + (double)Coefficients.Functions * Outputs * Latent));

    protected override IEnumerable<Tensor> Data => [.. Coefficients.Data, Points, Targets, .. new[] { Scale, Shift, Mask }.OfType<Tensor>()];

    protected override bool Fits => Points.dim() == 2 && (Trunk is null || Points.size(1) == Trunk.Widths[0]) && Coefficients.Fit
        && Targets.dim() == 3 && Targets.size(0) == Coefficients.Functions && Targets.size(1) == Points.size(0)
        && new[] { Coefficients.Width, BasisWidth }.All(width => width == Latent || width == Outputs * Latent) && (Outputs == 1 || Coefficients.Width > Latent || BasisWidth > Latent)
        && (Error.Variances is null || Error.Variances.Count == Outputs) && (Mask is null || (Mask.size(0) == Coefficients.Functions && Mask.size(1) == Points.size(0)));

    /// <summary>With given coefficients: these and all other data, which a later evaluation needs (<see cref="Restored"/>).</summary>
    public Tensor[] Kept => [((GivenCoefficients)Coefficients).Values, Points, Targets, .. new[] { Scale, Shift, Mask }.OfType<Tensor>()];

    /// <summary>The same problem with its tensors under new names.</summary>
    /// <param name="kept">In the order of <see cref="Kept"/>.</param>
    public AlignedProblem Restored(IReadOnlyList<Tensor> kept)
    {
        int next = 3;
        Tensor? Next(Tensor? present) => present is null ? null : kept[next++];
        return new AlignedProblem(new GivenCoefficients(() => kept[0]), Trunk, kept[1], Bias, Latent, kept[2], Error) { Scale = Next(Scale), Shift = Next(Shift), Mask = Next(Mask) };
    }

    /// <summary>The loss as a function of given coefficients and the other parameters, by operations on tensors.</summary>
    public Tensor ByOperations()
    {
        Tensor basis = Trunk is null ? Points : Trunk.ByOperations(Points), values = LatentSum.Combine(((GivenCoefficients)Coefficients).Values, basis, Latent, Outputs);
        if (Bias is not null) values += Bias;
        if (Scale is not null) values = values * Scale;
        if (Shift is not null) values += Shift;
        if (Mask is not null) values = values * Mask.unsqueeze(2);
        return Error.ByOperations(values, Targets, null);
    }

    public override double Evaluate(IReadOnlyList<Tensor?> gradients) => AlignedPass.Evaluate(this, gradients);

    private double LargestProduct => Points.size(0) * Math.Max((double)Coefficients.Functions * Latent, Trunk?.LargestLayer ?? 0.0);
}
