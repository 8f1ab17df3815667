using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of a DeepONet's values and derivatives in the coordinates on aligned data, and of the gradients of its weights.</summary>
/// <remarks>
/// The branch runs once for each function; then blocks of points go through the trunk with all streams that the plan needs, and from the cache into the products with the coefficients of those
/// streams that were asked for. The way back is the same. Groups of blocks have sums of their own, which are added in order, so the result does not depend on the number of threads.
/// </remarks>
internal sealed unsafe class AlignedJetPass : IDisposable
{
    private const int BlocksOfASum = 4, Chunk = 64; // see MlpRows; functions whose slopes stay in the nearest cache
    private readonly JetProblem problem;
    private readonly MlpKernel branch;
    private readonly MlpRows rows;
    private readonly JetKernel trunk;
    private readonly int[] asked; // where each output stands among the trunk's streams
    private readonly int functions, points, latent, row, blocks, threads = get_num_threads();
    private readonly float bias;

    /// <summary>Copies the networks' present weights.</summary>
    public AlignedJetPass(JetProblem problem, DerivativePlan.Stream[] streams, DerivativePlan.Stream[] asked)
    {
        this.problem = problem;
        this.asked = [.. asked.Select(stream => Array.IndexOf(streams, stream))];
        (functions, points) = ((int)problem.Sensors.size(0), (int)problem.Locations.size(0));
        (branch, trunk) = (new MlpKernel(problem.Branch), new JetKernel(problem.Trunk, streams));
        rows = new MlpRows(branch, functions, threads);
        (latent, row) = (problem.Trunk.Widths[^1], trunk.OutputRow);
        blocks = RowBlocks.Count(points, trunk.Block);
        bias = problem.Bias is { } constant ? *AlignedBuffer.Start(constant) : 0f;
    }

    /// <summary>Numbers that <see cref="Forward"/> keeps for <see cref="Backward"/>.</summary>
    public long StateLength => (long)functions * row + rows.StateLength + blocks * trunk.StateLength(trunk.Block);

    /// <summary>Fills the outputs.</summary>
    /// <param name="states">Room for <see cref="StateLength"/>; filled.</param>
    /// <param name="outputs">What was asked for, <c>[functions, points, 1]</c> each.</param>
    public void Forward(float* states, IReadOnlyList<Tensor> outputs)
    {
        float* coefficients = states, ofBranch = states + (long)functions * row, locations = AlignedBuffer.Start(problem.Locations);
        rows.Forward(AlignedBuffer.Start(problem.Sensors), branch.Widths[0], ofBranch, coefficients);
        nint[] targets = [.. outputs.Select(output => (nint)AlignedBuffer.Start(output))];
        RowBlocks.Run(threads, blocks, block =>
        {
            int first = block * trunk.Block, present = Math.Min(trunk.Block, points - first), width = PackedGemm.Width;
            float* basis = trunk.Forward(locations + (long)first * problem.Trunk.Widths[0], present, TrunkStates(states, block));
            using var memory = new AlignedBuffer((latent + Chunk + 1) * width, 3);
            float* panel = memory.Take(latent * width), tile = memory.Take(Chunk * width), start = memory.Take(width);
            for (int output = 0; output < asked.Length; output++)
            {
                new Span<float>(start, width).Fill(asked[output] == 0 ? bias : 0f);
                for (int part = 0; part < present; part += width)
                {
                    PackedGemm.PackTransposed(basis + ((long)asked[output] * present + part) * row, row, latent, Math.Min(width, present - part), panel);
                    Combine(start, coefficients, panel, tile, (float*)targets[output] + first + part, Math.Min(width, present - part));
                }
            }
        });
    }

    /// <summary>Writes the gradients of the parameters.</summary>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="slopes">∂L/∂ of the outputs, contiguous; null where it is zero.</param>
    /// <param name="gradients">In the order of the problem's parameters: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    /// <param name="adds">To what the gradients hold.</param>
    public void Backward(float* states, IReadOnlyList<Tensor?> slopes, Tensor?[] gradients, bool adds)
    {
        (int Stream, nint Slope)[] given = [.. asked.Zip(slopes, (stream, slope) => (stream, slope is null ? 0 : (nint)AlignedBuffer.Start(slope))).Where(pair => pair.Item2 != 0)];
        int groups = RowBlocks.Groups(points, BlocksOfASum * trunk.Block);
        var sums = new Group[groups];
        long room = trunk.GradientLength + 2 * trunk.WidestLength + (long)functions * row + (long)given.Length * trunk.Block * (Chunk + row);
        using var memory = new AlignedBuffer(groups * room, 5 * groups);
        for (int group = 0; group < groups; group++) sums[group] = new Group(this, given, memory);
        RowBlocks.Run(threads, groups, group =>
        {
            for (int block = group; block < blocks; block += groups) sums[group].Work(states, block);
        });
        for (int group = 1; group < groups; group++)
        {
            RowBlocks.Add(sums[group].TrunkGradient, sums[0].TrunkGradient, trunk.GradientLength);
            RowBlocks.Add(sums[group].BranchSlopes, sums[0].BranchSlopes, (long)functions * row);
        }
        trunk.Write(sums[0].TrunkGradient, gradients.AsSpan(2 * branch.Layers, 2 * problem.Trunk.Weights.Length), adds);
        rows.Backward(states + (long)functions * row, sums[0].BranchSlopes, null, found => branch.Write((float*)found, gradients.AsSpan(0, 2 * branch.Layers), adds));
        if (problem.Bias is not null && gradients[^1] is { } constant)
        {
            float sum = (float)sums.Sum(group => group.BiasSlope);
            *AlignedBuffer.Start(constant) = adds ? *AlignedBuffer.Start(constant) + sum : sum;
        }
    }

    public void Dispose()
    {
        branch.Dispose();
        trunk.Dispose();
    }

    private float* TrunkStates(float* states, int block) => states + (long)functions * row + rows.StateLength + block * trunk.StateLength(trunk.Block);

    /// <summary>start + Σₖ bₖ tₖ of all functions at a panel's points.</summary>
    private void Combine(float* start, float* coefficients, float* panel, float* tile, float* target, int columns)
    {
        int width = PackedGemm.Width;
        for (int first = 0; first < functions; first += Chunk)
        {
            int present = Math.Min(Chunk, functions - first);
            PackedGemm.Set(start, 0, coefficients + (long)first * row, row, present, panel, latent, tile, width);
            for (int function = 0; function < present; function++)
                new ReadOnlySpan<float>(tile + function * width, columns).CopyTo(new Span<float>(target + (long)(first + function) * points, columns));
        }
    }

    /// <summary>Blocks of points that share their sums.</summary>
    private sealed class Group
    {
        private readonly AlignedJetPass pass;
        private readonly (int Stream, nint Slope)[] given;
        private readonly float* tile, panels, slope, spare;

        public Group(AlignedJetPass pass, (int Stream, nint Slope)[] given, AlignedBuffer memory)
        {
            (this.pass, this.given) = (pass, given);
            TrunkGradient = memory.TakeZeros(pass.trunk.GradientLength);
            BranchSlopes = memory.TakeZeros((long)pass.functions * pass.row);
            tile = memory.Take((long)given.Length * pass.trunk.Block * Chunk);
            panels = memory.Take((long)given.Length * pass.trunk.Block * pass.row);
            slope = memory.Take(2 * pass.trunk.WidestLength);
            spare = slope + pass.trunk.WidestLength;
        }

        public float* TrunkGradient { get; }

        /// <summary>∂L/∂ coefficients, <c>[functions, padded latent width]</c>.</summary>
        public float* BranchSlopes { get; }

        public double BiasSlope { get; private set; }

        /// <summary>A block of points: from the slopes of the outputs to those of both networks' values, and through the trunk.</summary>
        public void Work(float* states, int block)
        {
            JetKernel trunk = pass.trunk;
            int first = block * trunk.Block, present = Math.Min(trunk.Block, pass.points - first), row = pass.row, width = PackedGemm.Width;
            int each = PackedGemm.Padded(present), across = given.Length * each;
            float* kept = pass.TrunkStates(states, block);
            PackBasis(kept + trunk.StateLength(present) - (2L * trunk.Streams - 1) * present * row, present, each);
            new Span<float>(slope, trunk.Streams * present * row).Clear();
            for (int function = 0; function < pass.functions; function += Chunk)
            {
                int count = Math.Min(Chunk, pass.functions - function);
                float* coefficients = states + (long)function * row;
                Gather(function, count, first, present, each);
                // Columns of the tile that stand for no point are zero: what is added in the rows of the next stream, or behind the last, is zero.
                for (int part = 0; part < given.Length; part++)
                    for (int column = 0; column < row; column += width)
                    {
                        float* to = slope + (long)given[part].Stream * present * row + column;
                        if (MlpKernel.FillsHalf(pass.latent - column)) PackedGemm.AddTransposedHalf(tile + part * each, across, each, coefficients + column, row, count, to, row);
                        else PackedGemm.AddTransposed(tile + part * each, across, each, coefficients + column, row, count, to, row);
                    }
                for (int column = 0; column < row; column += width)
                {
                    float* to = BranchSlopes + (long)function * row + column;
                    if (MlpKernel.FillsHalf(pass.latent - column)) PackedGemm.AddHalf(tile, across, count, panels + (long)column * across, across, to, row);
                    else PackedGemm.Add(tile, across, count, panels + (long)column * across, across, to, row);
                }
            }
            trunk.Backward(kept, present, slope, spare, TrunkGradient);
        }

        /// <summary>The values that the slopes belong to, <c>[latent / width, given × each, width]</c>.</summary>
        private void PackBasis(float* basis, int present, int each)
        {
            int row = pass.row, width = PackedGemm.Width, across = given.Length * each;
            for (int part = 0; part < given.Length; part++)
                for (int i = 0; i < each; i++)
                    for (int column = 0; column < row; column += width)
                    {
                        var to = new Span<float>(panels + (long)column * across + (part * each + i) * width, width);
                        if (i < present) new ReadOnlySpan<float>(basis + ((long)given[part].Stream * present + i) * row + column, width).CopyTo(to);
                        else to.Clear();
                    }
        }

        /// <summary>The slopes of some functions at the block's points, <c>[functions, given × each]</c>.</summary>
        private void Gather(int function, int count, int first, int present, int each)
        {
            float* to = tile;
            for (int i = 0; i < count; i++)
                foreach ((int stream, nint slopes) in given)
                {
                    var from = new ReadOnlySpan<float>((float*)slopes + (long)(function + i) * pass.points + first, present);
                    from.CopyTo(new Span<float>(to, present));
                    new Span<float>(to + present, each - present).Clear();
                    to += each;
                    if (stream != 0 || pass.problem.Bias is null) continue;
                    float sum = 0f;
                    foreach (float number in from) sum += number;
                    BiasSlope += sum;
                }
        }
    }
}
