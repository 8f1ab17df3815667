namespace OpLearn;

/// <summary>A plain fully connected network on any number of rows, forward and backward, by blocks of rows.</summary>
/// <param name="network">The network.</param>
/// <param name="rows">Their number.</param>
/// <param name="threads">At most so many work at once.</param>
/// <param name="block">Rows of a block, at most <see cref="MlpKernel.Block"/>.</param>
/// <param name="blocksOfASum">Blocks that at least share a sum of gradients: one of its own costs about a third of the work on a block of 64 rows.</param>
internal sealed unsafe class MlpRows(MlpKernel network, int rows, int threads, int block = MlpKernel.Block, int blocksOfASum = 4)
{
    private readonly int blocks = RowBlocks.Count(rows, block);

    /// <summary>Numbers of the states of all rows.</summary>
    public long StateLength => blocks * network.StateLength(block);

    /// <summary>Evaluates all rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>, in rows of <paramref name="inputRow"/> numbers.</param>
    /// <param name="inputRow">From one row of the inputs to the next.</param>
    /// <param name="states">Filled.</param>
    /// <param name="outputs">Filled: <c>[rows, padded width]</c>.</param>
    public void Forward(float* inputs, int inputRow, float* states, float* outputs)
    {
        int width = network.Padded[^1];
        RowBlocks.Run(threads, blocks, index =>
        {
            int first = index * block, present = Math.Min(block, rows - first);
            float* values = network.Forward(inputs + (long)first * inputRow, inputRow, present, states + index * network.StateLength(block));
            new ReadOnlySpan<float>(values, present * width).CopyTo(new Span<float>(outputs + (long)first * width, present * width));
        });
    }

    /// <summary>The gradients of the weights, for given ones of the outputs.</summary>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="slopes"><c>[rows, padded width]</c>.</param>
    /// <param name="ofInputs">Filled with those of the inputs, <c>[rows, padded width]</c>, if the kernel was told of them; else null.</param>
    /// <param name="write">Takes them, in the order of <see cref="MlpKernel.Write"/>; they are gone when it returns.</param>
    public void Backward(float* states, float* slopes, float* ofInputs, Action<nint> write)
    {
        int width = network.Padded[^1], inputs = network.Padded[0];
        long room = (long)block * network.Padded.Max();
        RowBlocks.WithSums(RowBlocks.Groups(rows, blocksOfASum * block), blocks, 2 * room, network.GradientLength, (index, spare, sums) =>
        {
            float* slope = (float*)spare;
            int first = index * block, present = Math.Min(block, rows - first);
            new ReadOnlySpan<float>(slopes + (long)first * width, present * width).CopyTo(new Span<float>(slope, present * width));
            float* found = network.Backward(states + index * network.StateLength(block), present, slope, slope + room, (float*)sums);
            if (found is not null) new ReadOnlySpan<float>(found, present * inputs).CopyTo(new Span<float>(ofInputs + (long)first * inputs, present * inputs));
        }, write);
    }
}
