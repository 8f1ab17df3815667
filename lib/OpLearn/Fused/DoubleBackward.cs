using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What operations of the library's own take from their plain form, by operations on tensors.</summary>
internal static class DoubleBackward
{
    /// <summary>Gradients through the plain form, with a graph of their own: for gradients of gradients.</summary>
    /// <param name="plain">The operation's result by operations on tensors.</param>
    /// <param name="arguments">What it is differentiated in, where that asks for gradients.</param>
    /// <param name="slope">∂L/∂ of the result.</param>
    /// <returns>One an argument; null where none is asked for.</returns>
    public static Tensor?[] Gradients(Func<Tensor> plain, IReadOnlyList<Tensor> arguments, Tensor slope)
    {
        IList<Tensor> found = autograd.grad([plain()], arguments.Where(argument => argument.requires_grad).ToArray(), [slope], retain_graph: true, create_graph: true);
        int next = 0;
        return [.. arguments.Select(argument => argument.requires_grad ? found[next++] : null)];
    }
}
