using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What all models with branches and a trunk share: flattened inputs, latent widths, the sum over the latent axis.</summary>
internal static class BranchTrunk
{
    /// <summary>Width p of one output, from the last widths of branch and trunk; throws when they do not fit.</summary>
    public static int LatentWidth(string where, int branchWidth, int trunkWidth, DeepONetHead head)
    {
        Checks.Positive(head.Outputs, where, nameof(head.Outputs));
        int branchParts = head.Outputs > 1 && head.Mode.SplitsBranch ? head.Outputs : 1, trunkParts = head.Outputs > 1 && head.Mode.SplitsTrunk ? head.Outputs : 1;
        if (branchParts * trunkParts == 1)
        {
            Checks.That(branchWidth == trunkWidth, where, "branch and trunk to end in the same width p", $"branch {branchWidth} and trunk {trunkWidth}", "Change the last of their widths.");
            return branchWidth;
        }
        bool fits = branchWidth % branchParts == 0 && trunkWidth % trunkParts == 0 && branchWidth / branchParts == trunkWidth / trunkParts;
        Checks.That(fits, where, $"the branch to end in {(branchParts > 1 ? $"{head.Outputs} × p" : "p")} and the trunk in {(trunkParts > 1 ? $"{head.Outputs} × p" : "p")}"
            + $" ({head.Outputs} outputs, {head.Mode})", $"branch {branchWidth} and trunk {trunkWidth}", "Change the last of their widths.");
        return branchWidth / branchParts;
    }

    /// <summary>All inputs, flattened and joined: <c>[samples, sensors]</c>.</summary>
    public static Tensor Join(Tensor[] functions, string where, int sensors)
    {
        ArgumentNullException.ThrowIfNull(functions);
        Checks.That(functions.Length > 0, where, "one input function or more", "none");
        Tensor joined = functions.Length == 1 ? functions[0].reshape(functions[0].size(0), -1) : cat([.. functions.Select(function => function.reshape(function.shape[0], -1))], 1);
        if (joined.size(1) == sensors) return joined; // no text is made for nothing: this is part of every evaluation
        Checks.That(false, where, $"input functions of {sensors} values a sample (Sensors)",
            $"{joined.shape[1]} from shapes {string.Join(", ", functions.Select(Checks.Shape))}");
        return joined;
    }

    /// <summary>The coefficients of all branches, merged: <c>[samples, width]</c>. One branch reads all functions, joined along their channels.</summary>
    public static Tensor Merge(IList<nn.Module<Tensor, Tensor>> branches, Tensor[] functions, BranchMerge merge, string where)
    {
        Tensor[] inputs = PerBranch(branches.Count, functions, where);
        Tensor merged = branches[0].call(inputs[0]);
        for (int branch = 1; branch < branches.Count; branch++)
        {
            Tensor coefficients = branches[branch].call(inputs[branch]);
            merged = merge == BranchMerge.Sum ? merged + coefficients : merged * coefficients;
        }
        return merged;
    }

    /// <summary>What each branch reads: a function of its own, or a single one all of them.</summary>
    public static Tensor[] PerBranch(int branches, Tensor[] functions, string where)
    {
        ArgumentNullException.ThrowIfNull(functions);
        bool fits = functions.Length == branches || (branches == 1 && functions.Length > 0);
        Checks.That(fits, where, $"{branches} input functions, one a branch", $"{functions.Length}");
        return functions.Length == branches ? functions : [JoinChannels(functions, where)];
    }

    /// <summary>Functions on one grid as channels of one: <c>[samples, axes…, channels]</c>.</summary>
    public static Tensor JoinChannels(Tensor[] functions, string where)
    {
        bool oneGrid = functions.All(function => function.shape[..^1].SequenceEqual(functions[0].shape[..^1]));
        Checks.That(oneGrid, where, "functions on one grid, to be joined along their channels", string.Join(", ", functions.Select(Checks.Shape)), "Give each its own branch.");
        return cat(functions, -1);
    }

    /// <summary>Checks the locations of <paramref name="samples"/> samples.</summary>
    public static void CheckLocations(Tensor locations, string where, long samples, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(locations);
        if (locations.dim() == 3) Checks.Shape(locations, where, nameof(locations), "[samples, points, dimensions]", samples, -1, dimensions);
        else Checks.Shape(locations, where, nameof(locations), "[points, dimensions]", -1, dimensions);
    }
}
