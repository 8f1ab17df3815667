using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How far two samples differ in the law of an output given an input: the conditional embedding operator discrepancy (CEOD).</summary>
/// <remarks>
/// With <c>k(a, b) = exp(−γ ‖a − b‖²)</c>, a sample's operator is <c>C = Φ(Y) (Kₓ + n λ I)⁻¹ Φ(X)ᵀ</c>, and the discrepancy is <c>‖C_p − C_q‖²</c> in the Hilbert–Schmidt norm, which three
/// traces of n × n matrices give. Goswami et al., Nature Machine Intelligence 4 (2022) 1155, <see href="https://arxiv.org/abs/2204.09810"/>, add it, times 10, to the loss on a new task, with
/// γ = 0.4 and λ = 1; X are the values of the branch's first dense layer, and Y outputs.
/// Outputs of many points lie far apart, and then γ = 0.4 makes their kernel matrix the identity: look at <see cref="Kernel"/> before trusting the term.
/// </remarks>
public static class ConditionalEmbedding
{
    /// <summary>The discrepancy, <c>[]</c>, at least 0 up to rounding, and 0 for two samples with the same pairs; differentiable in all four tensors.</summary>
    /// <param name="firstInputs"><c>[samples, features]</c>.</param>
    /// <param name="firstOutputs"><c>[samples, values]</c>.</param>
    /// <param name="secondInputs"><c>[other samples, features]</c>.</param>
    /// <param name="secondOutputs"><c>[other samples, values]</c>.</param>
    /// <param name="decay">γ, above 0.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a number is not positive.</exception>
    public static Tensor Discrepancy(Tensor firstInputs, Tensor firstOutputs, Tensor secondInputs, Tensor secondOutputs, double decay = 0.4, double ridge = 1)
    {
        CheckPair(firstInputs, firstOutputs, nameof(firstInputs), nameof(firstOutputs));
        CheckPair(secondInputs, secondOutputs, nameof(secondInputs), nameof(secondOutputs));
        Checks.Valid(ridge, ridge > 0 && double.IsFinite(ridge), nameof(ConditionalEmbedding), "a ridge λ above 0");
        using DisposeScope scope = NewDisposeScope();
        Tensor kp = Kernel(firstInputs, firstInputs, decay), kq = Kernel(secondInputs, secondInputs, decay), kqp = Kernel(secondInputs, firstInputs, decay);
        // tr[A Y B X] with A, B the inverses: the factors A Y and B X, each by one solve, and the sum over the products of their entries.
        Tensor Trace(Tensor left, Tensor outputs, Tensor right, Tensor inputs) => (Solved(left, outputs, ridge) * Solved(right, inputs, ridge).t()).sum();
        Tensor own = Trace(kp, Kernel(firstOutputs, firstOutputs, decay), kp, kp) + Trace(kq, Kernel(secondOutputs, secondOutputs, decay), kq, kq);
        return (own - 2 * Trace(kp, Kernel(firstOutputs, secondOutputs, decay), kq, kqp)).MoveToOuterDisposeScope();
    }

    /// <summary>The matrix <c>exp(−γ ‖aᵢ − bⱼ‖²)</c>, <c>[samples of a, samples of b]</c>.</summary>
    /// <param name="first">a, <c>[samples, features]</c>.</param>
    /// <param name="second">b, <c>[other samples, features]</c>.</param>
    /// <param name="decay">γ, above 0.</param>
    public static Tensor Kernel(Tensor first, Tensor second, double decay = 0.4)
    {
        Checks.Shape(first, nameof(ConditionalEmbedding), nameof(first), "[samples, features]", -1, -1);
        Checks.Shape(second, nameof(ConditionalEmbedding), nameof(second), "[samples, features]", -1, first.shape[1]);
        Checks.Valid(decay, decay > 0 && double.IsFinite(decay), nameof(ConditionalEmbedding), "a decay γ above 0");
        using DisposeScope scope = NewDisposeScope();
        Tensor squares = first.square().sum(1).unsqueeze(1) + second.square().sum(1) - 2 * first.matmul(second.t());
        return (-decay * squares.clamp_min(0)).exp().MoveToOuterDisposeScope();
    }

    // (K + n λ I)⁻¹ B.
    private static Tensor Solved(Tensor kernel, Tensor right, double ridge) =>
        linalg.solve(kernel + kernel.shape[0] * ridge * eye(kernel.shape[0], dtype: kernel.dtype, device: kernel.device), right);

    private static void CheckPair(Tensor inputs, Tensor outputs, string first, string second)
    {
        Checks.Shape(inputs, nameof(ConditionalEmbedding), first, "[samples, features]", -1, -1);
        Checks.Shape(outputs, nameof(ConditionalEmbedding), second, "[samples, values]", inputs.shape[0], -1);
    }
}
