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

    /// <summary><c>[points, parts × p] → [parts, points, p]</c>.</summary>
    public static Tensor Split(Tensor trunk, int latent) => trunk.reshape(trunk.shape[0], -1, latent).transpose(0, 1);

    /// <summary><c>s = Σₚ b t</c> for every output, <c>[samples, points, outputs]</c>.</summary>
    /// <param name="branch"><c>[samples, (outputs or 1) × p]</c>.</param>
    /// <param name="trunk"><c>[points, (outputs or 1) × p]</c> or <c>[samples, points, (outputs or 1) × p]</c>.</param>
    /// <param name="latent">p.</param>
    /// <param name="outputs">Number of output functions.</param>
    public static Tensor Combine(Tensor branch, Tensor trunk, int latent, int outputs)
    {
        bool aligned = trunk.dim() == 2;
        if (branch.shape[1] == latent && trunk.shape[^1] == latent) // one output: a matrix product
        {
            Tensor single = aligned ? branch.matmul(trunk.t()) : trunk.matmul(branch.unsqueeze(2)).squeeze(2);
            return single.unsqueeze(2);
        }
        Tensor b = branch.reshape(branch.shape[0], -1, latent).expand(-1, outputs, -1); // [samples, outputs, p]
        long[] split = [.. trunk.shape.SkipLast(1), -1, latent], whole = [.. trunk.shape.SkipLast(1), outputs, latent];
        Tensor t = trunk.reshape(split).expand(whole);
        return aligned ? einsum("bop,nop->bno", b, t) : einsum("bop,bnop->bno", b, t);
    }

    /// <summary>The derivatives of a model's output from those of its trunks.</summary>
    /// <param name="networks">The trunks, each with the way from <c>[…, points, width]</c> to its outputs <c>[samples, points, outputs]</c>; their outputs are joined.</param>
    /// <param name="bias">Added to the value.</param>
    public static OutputDerivatives Push(IReadOnlyList<(Func<Tensor, Tensor> Combine, TrunkDerivatives Trunk)> networks, Tensor? bias)
    {
        Tensor[]?[] together = [.. networks.Select(network => network.Trunk.All is { } all && all.dim() == 3 ? network.Combine(all.flatten(0, 1)).unflatten(1, all.shape[0], all.shape[1]).unbind(1) : null)];
        Tensor Stream(int i, int j = -1)
        {
            var stream = new DerivativePlan.Stream(i, j);
            Tensor[] outputs = [.. networks.Select((network, n) =>
            {
                int index = network.Trunk.IndexOf(stream);
                if (index >= 0 && together[n] is { } parts) return parts[index];
                return network.Combine(index >= 0 ? network.Trunk.All![index] : network.Trunk.Alone(stream));
            })];
            return outputs.Length == 1 ? outputs[0] : cat(outputs, 2);
        }
        Tensor value = Stream(-1);
        return new OutputDerivatives(bias is null ? value : value + bias, i => Stream(i), (i, j) => Stream(Math.Min(i, j), Math.Max(i, j)));
    }
}
