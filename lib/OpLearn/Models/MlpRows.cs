namespace OpLearn;

/// <summary>A plain fully connected network on any number of rows, forward and backward, by blocks of <see cref="MlpKernel.Block"/> rows.</summary>
internal sealed unsafe class MlpRows(MlpKernel network, int rows, int threads)
{
    private const int BlocksOfASum = 4; // a sum of gradients of its own costs about a third of the work on a block

    private readonly int blocks = RowBlocks.Count(rows, MlpKernel.Block);

    /// <summary>Numbers of the states of all rows.</summary>
    public long StateLength => blocks * network.StateLength(MlpKernel.Block);

    /// <summary>Evaluates all rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>.</param>
    /// <param name="states">Filled.</param>
    /// <param name="outputs">Filled: <c>[rows, padded width]</c>.</param>
    public void Forward(float* inputs, float* states, float* outputs)
    {
        int width = network.Padded[^1];
        RowBlocks.Run(threads, blocks, block =>
        {
            int first = block * MlpKernel.Block, present = Math.Min(MlpKernel.Block, rows - first);
            float* values = network.Forward(inputs + (long)first * network.Widths[0], present, states + block * network.StateLength(MlpKernel.Block));
            new ReadOnlySpan<float>(values, present * width).CopyTo(new Span<float>(outputs + (long)first * width, present * width));
        });
    }

    /// <summary>The gradients of the weights, for given ones of the outputs.</summary>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="slopes"><c>[rows, padded width]</c>.</param>
    /// <param name="write">Takes them, in the order of <see cref="MlpKernel.Write"/>; they are gone when it returns.</param>
    public void Backward(float* states, float* slopes, Action<nint> write)
    {
        int width = network.Padded[^1];
        long room = (long)MlpKernel.Block * network.Padded.Max();
        RowBlocks.WithSums(RowBlocks.Groups(rows, BlocksOfASum * MlpKernel.Block), blocks, 2 * room, network.GradientLength, (block, spare, sums) =>
        {
            float* slope = (float*)spare;
            int first = block * MlpKernel.Block, present = Math.Min(MlpKernel.Block, rows - first);
            new ReadOnlySpan<float>(slopes + (long)first * width, present * width).CopyTo(new Span<float>(slope, present * width));
            network.Backward(states + block * network.StateLength(MlpKernel.Block), present, slope, slope + room, (float*)sums);
        }, write);
    }
}
