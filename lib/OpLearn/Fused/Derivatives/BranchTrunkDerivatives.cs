using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The derivatives in the coordinates of models with branches and trunks, pushed forward through the trunks.</summary>
internal static class BranchTrunkDerivatives
{
    /// <summary>The output with its derivatives; null where an activation's derivatives are not known.</summary>
    /// <param name="networks">Networks for all outputs together, or one each.</param>
    /// <param name="bias">The constants b₀, or null.</param>
    /// <param name="plan">Which derivatives will be asked for; learns what is not in it.</param>
    public static OutputDerivatives? Of(IReadOnlyList<BranchTrunkForm> networks, Tensor? bias, DerivativePlan plan)
    {
        if (!plan.IsSettled || networks is not [{ Outputs: 1, Branches: CoefficientNetworks { Branches: [var branch], Mixing: null }, Trunk: { IsSimple: true } trunk } one] || !branch.Network.IsSimple)
            return Pushed(networks, bias, plan);
        var problem = new JetProblem(branch.Network, trunk, bias, branch.Rows, one.Points);
        if (!problem.IsSupported) return Pushed(networks, bias, plan);
        return AlignedJets.Run(problem, plan, (u, y) => Pushed([At(one, (branch.Network, u), y)], bias, new DerivativePlan())!);
    }

    private static BranchTrunkForm At(BranchTrunkForm form, (MlpWeights Network, Tensor Rows) branch, Tensor points) =>
        form with { Branches = new CoefficientNetworks([branch], Sums: false, null), Points = points };

    private static OutputDerivatives? Pushed(IReadOnlyList<BranchTrunkForm> networks, Tensor? bias, DerivativePlan plan)
    {
        TrunkDerivatives?[] pushed = [.. networks.Select(network => network.Trunk is null ? null : TrunkDerivatives.Of(network.Trunk, network.Points, plan))];
        if (pushed.Any(trunk => trunk is null)) return null;
        return Push([.. networks.Zip(pushed, (network, trunk) =>
        {
            Tensor coefficients = network.Branches.Evaluate(plan);
            return ((Func<Tensor, Tensor>)(part => LatentSum.Combine(coefficients, part, network.Latent, network.Outputs)), trunk!);
        })], bias);
    }

    /// <summary>The derivatives of a model's output from those of its trunks.</summary>
    /// <param name="networks">The trunks, each with the way from <c>[…, points, width]</c> to its outputs <c>[samples, points, outputs]</c>; their outputs are joined.</param>
    /// <param name="bias">Added to the value.</param>
    private static OutputDerivatives Push(IReadOnlyList<(Func<Tensor, Tensor> Combine, TrunkDerivatives Trunk)> networks, Tensor? bias)
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
