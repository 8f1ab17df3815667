using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The sum over the latent axis of branches and trunk, by operations on tensors.</summary>
internal static class LatentSum
{
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
}
