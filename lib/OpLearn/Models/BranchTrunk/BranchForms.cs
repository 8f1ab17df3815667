using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The forms of models with branches and a trunk, for <see cref="OperatorModel.FormOf"/>.</summary>
internal static class BranchForms
{
    /// <summary>Where all gradients must come from the pass, and a branch has parts that no pass knows.</summary>
    public static NoForm OtherBranch { get; } = new("a branch of more than layers and activations");

    /// <summary>A sum over branches and a trunk.</summary>
    /// <param name="branches">The coefficients; null where a branch has more than layers and activations and all gradients must come from the pass.</param>
    /// <param name="trunk">The trunk.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[functions, points, dimensions]</c>.</param>
    /// <param name="bias">The constants, or null.</param>
    /// <param name="latent">p.</param>
    /// <param name="outputs">Number of output functions.</param>
    public static Form Of(Coefficients? branches, Mlp trunk, Tensor locations, Tensor? bias, int latent, int outputs)
    {
        if (trunk.Weights is not { } weights) return new NoForm($"{trunk.WhyNoWeights} in the trunk");
        if (branches is null) return OtherBranch;
        return new BranchTrunkForm(branches, weights, trunk.Expand(locations).contiguous(), bias, latent, outputs) { HasDerivatives = !trunk.ExpandsInputs };
    }

    /// <summary>The coefficients of several branches, merged.</summary>
    /// <param name="branches">The model's branches.</param>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="merge">How it merges them.</param>
    /// <param name="mixing">Its linear layer after that, or null.</param>
    /// <param name="direct">See <see cref="OperatorModel.FormOf"/>.</param>
    /// <param name="where">The model's name, for errors.</param>
    public static Coefficients? Coefficients(IList<nn.Module<Tensor, Tensor>> branches, Tensor[] functions, BranchMerge merge, Dense? mixing, bool direct, string where)
    {
        Tensor[] inputs = BranchTrunk.PerBranch(branches.Count, functions, where);
        var read = new (MlpWeights, Tensor)[branches.Count];
        for (int branch = 0; branch < branches.Count; branch++)
        {
            if (branches[branch] is MlpBranch.Flattened { Network.Weights: { IsFused: true } weights } plain) read[branch] = (weights, plain.Rows(inputs[branch]));
            else return Given(direct, () => mixing is null ? BranchTrunk.Merge(branches, functions, merge, where) : mixing.call(BranchTrunk.Merge(branches, functions, merge, where)));
        }
        return new CoefficientNetworks(read, merge == BranchMerge.Sum, mixing is null ? null : new MlpWeights([mixing.Matrix], [mixing.Offset], FusedActivation.Identity, FusedActivation.Identity));
    }

    /// <summary>The coefficients of a single fully connected branch.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="sensors"><c>[functions, sensors]</c>.</param>
    /// <param name="direct">See <see cref="OperatorModel.FormOf"/>.</param>
    public static Coefficients? Coefficients(Mlp branch, Tensor sensors, bool direct) => branch.Weights is { IsFused: true } weights
        ? new CoefficientNetworks([(weights, branch.Expand(sensors).contiguous())], Sums: false, null) : Given(direct, () => branch.call(sensors));

    /// <summary>Coefficients by operations on tensors, whose gradient goes on to their network by automatic differentiation; null where all gradients must come from the pass.</summary>
    public static Coefficients? Given(bool direct, Func<Tensor> make) => direct ? null : new GivenCoefficients(make);
}
