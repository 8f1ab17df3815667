using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of an <see cref="AlignedProblem"/>: loss and gradients.</summary>
/// <remarks>
/// The branch runs once for each function. Then the points are cut into blocks, and a block goes through the trunk, the products with all functions' coefficients,
/// the error and all the way back; nothing of the size functions × points is ever written.
/// </remarks>
internal sealed unsafe class AlignedPass : IDisposable
{
    private const int FunctionBlock = 32;
    private readonly AlignedProblem problem;
    private readonly MlpKernel branch, trunk;
    private readonly AlignedNumbers memory;
    private readonly int functions, points, columns, latent, widest, threads = get_num_threads();
    private readonly float* coefficients, slopes; // [columns, latent], filled up with rows of zeros
    private float* across, along;                 // panels of the coefficients' transpose and of the coefficients

    private AlignedPass(AlignedProblem problem)
    {
        this.problem = problem;
        (branch, trunk) = (new MlpKernel(problem.Branch), new MlpKernel(problem.Trunk));
        functions = (int)problem.Sensors.shape[0];
        points = (int)problem.Locations.shape[0];
        columns = PanelProduct.Padded(functions);
        latent = trunk.Padded[^1];
        widest = Math.Max(columns, Math.Max(branch.Padded.Max(), trunk.Padded.Max()));
        int functionGroups = RowBlocks.Groups(functions, FunctionBlock), pointGroups = RowBlocks.Groups(points, MlpKernel.Block), functionBlocks = RowBlocks.Count(functions, FunctionBlock);
        long forBranch = functionBlocks * branch.StateLength(FunctionBlock) + functionGroups * (branch.GradientLength + 2L * FunctionBlock * widest);
        long forTrunk = pointGroups * (trunk.GradientLength + (long)columns * latent + trunk.StateLength(MlpKernel.Block) + 3L * MlpKernel.Block * widest);
        memory = new AlignedNumbers(forBranch + forTrunk + 4L * columns * latent, 4 + functionBlocks + 3 * functionGroups + 6 * pointGroups);
        coefficients = memory.TakeZeros((long)columns * latent);
        slopes = memory.TakeZeros((long)columns * latent);
    }

    /// <summary>The loss; its gradients are written.</summary>
    /// <param name="problem">What is evaluated.</param>
    /// <param name="gradients">In the order of the problem's parameters: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    public static double Evaluate(AlignedProblem problem, IReadOnlyList<Tensor?> gradients)
    {
        using var pass = new AlignedPass(problem);
        return pass.Run([.. gradients]);
    }

    public void Dispose()
    {
        branch.Dispose();
        trunk.Dispose();
        memory.Dispose();
    }

    private double Run(Tensor?[] gradients)
    {
        nint[] states = BranchForward();
        var groups = new PointGroup[RowBlocks.Groups(points, MlpKernel.Block)];
        for (int group = 0; group < groups.Length; group++) groups[group] = new PointGroup(this);
        RowBlocks.Run(threads, groups.Length, group =>
        {
            for (int block = group; block < RowBlocks.Count(points, MlpKernel.Block); block += groups.Length) groups[group].Work(block * MlpKernel.Block);
        });
        for (int group = 1; group < groups.Length; group++)
        {
            RowBlocks.Add(groups[group].TrunkGradient, groups[0].TrunkGradient, trunk.GradientLength);
            RowBlocks.Add(groups[group].BranchSlopes, groups[0].BranchSlopes, (long)columns * latent);
        }
        float* branchGradient = BranchBackward(states, groups[0].BranchSlopes);
        branch.Write(branchGradient, gradients.AsSpan(0, 2 * branch.Layers));
        trunk.Write(groups[0].TrunkGradient, gradients.AsSpan(2 * branch.Layers, 2 * trunk.Layers));
        if (problem.Bias is not null && gradients[^1] is { } constant) *AlignedNumbers.Start(constant) = (float)groups.Sum(group => group.BiasSlope);
        return groups.Sum(group => group.Squares) / ((double)functions * points);
    }

    private nint[] BranchForward()
    {
        int blocks = RowBlocks.Count(functions, FunctionBlock), sensors = branch.Widths[0];
        nint[] states = new nint[blocks];
        for (int block = 0; block < blocks; block++) states[block] = (nint)memory.Take(branch.StateLength(FunctionBlock));
        float* inputs = AlignedNumbers.Start(problem.Sensors);
        RowBlocks.Run(threads, blocks, block =>
        {
            int first = block * FunctionBlock, rows = Math.Min(FunctionBlock, functions - first);
            float* values = branch.Forward(inputs + (long)first * sensors, rows, (float*)states[block]);
            new ReadOnlySpan<float>(values, rows * latent).CopyTo(new Span<float>(coefficients + (long)first * latent, rows * latent));
        });
        across = memory.Take((long)columns * latent);
        along = memory.Take((long)columns * latent);
        PanelProduct.PackTransposed(coefficients, latent, latent, columns, across);
        PanelProduct.Pack(coefficients, latent, columns, latent, along);
        return states;
    }

    private float* BranchBackward(nint[] states, float* slopes)
    {
        int groups = RowBlocks.Groups(functions, FunctionBlock);
        nint[] gradients = new nint[groups], spares = new nint[groups];
        for (int group = 0; group < groups; group++)
        {
            gradients[group] = (nint)memory.TakeZeros(branch.GradientLength);
            spares[group] = (nint)memory.Take(2L * FunctionBlock * widest);
        }
        RowBlocks.Run(threads, groups, group =>
        {
            float* slope = (float*)spares[group], spare = slope + FunctionBlock * widest;
            for (int block = group; block < states.Length; block += groups)
            {
                int first = block * FunctionBlock, rows = Math.Min(FunctionBlock, functions - first);
                new ReadOnlySpan<float>(slopes + (long)first * latent, rows * latent).CopyTo(new Span<float>(slope, rows * latent));
                branch.Backward((float*)states[block], rows, slope, spare, (float*)gradients[group]);
            }
        });
        for (int group = 1; group < groups; group++) RowBlocks.Add((float*)gradients[group], (float*)gradients[0], branch.GradientLength);
        return (float*)gradients[0];
    }

    /// <summary>Blocks of points that share their sums.</summary>
    private sealed class PointGroup
    {
        private readonly AlignedPass pass;
        private readonly float* states, error, slope, spare, locations, targets;
        private readonly float bias;

        public PointGroup(AlignedPass pass)
        {
            this.pass = pass;
            int block = MlpKernel.Block;
            TrunkGradient = pass.memory.TakeZeros(pass.trunk.GradientLength);
            BranchSlopes = pass.memory.TakeZeros((long)pass.columns * pass.latent);
            states = pass.memory.Take(pass.trunk.StateLength(block));
            error = pass.memory.Take((long)block * pass.widest);
            slope = pass.memory.Take((long)block * pass.widest);
            spare = pass.memory.Take((long)block * pass.widest);
            locations = AlignedNumbers.Start(pass.problem.Locations);
            targets = AlignedNumbers.Start(pass.problem.Targets);
            bias = pass.problem.Bias is { } constant ? *AlignedNumbers.Start(constant) : 0f;
        }

        public float* TrunkGradient { get; }

        /// <summary>∂L/∂ coefficients, <c>[columns, latent]</c>.</summary>
        public float* BranchSlopes { get; }

        public double BiasSlope { get; private set; }

        /// <summary>Σ of the squared errors.</summary>
        public double Squares { get; private set; }

        /// <summary>A block of points: forward, error, backward.</summary>
        public void Work(int first)
        {
            MlpKernel trunk = pass.trunk;
            int rows = Math.Min(MlpKernel.Block, pass.points - first), columns = pass.columns, latent = pass.latent, width = PanelProduct.Width;
            float* basis = trunk.Forward(locations + (long)first * trunk.Widths[0], rows, states); // [rows, latent]
            new Span<float>(error, rows * columns).Fill(bias);
            for (int column = 0; column < columns; column += width) PanelProduct.Add(basis, latent, rows, pass.across + (long)column * latent, latent, error + column, columns);
            Errors(first, rows);
            new Span<float>(slope, rows * latent).Clear();
            for (int column = 0; column < latent; column += width)
            {
                PanelProduct.Add(error, columns, rows, pass.along + (long)column * columns, columns, slope + column, latent);
                PanelProduct.AddTransposed(error, columns, columns, basis + column, latent, rows, BranchSlopes + column, latent);
            }
            trunk.Backward(states, rows, slope, spare, TrunkGradient);
        }

        /// <summary>ŝ becomes 2 (ŝ − s) / N; columns that stand for no function become zero.</summary>
        private void Errors(int first, int rows)
        {
            int columns = pass.columns, functions = pass.functions;
            for (int function = 0; function < columns; function++)
            {
                float* truth = targets + (long)function * pass.points + first, at = error + function;
                if (function < functions) for (int row = 0; row < rows; row++, at += columns) *at -= truth[row];
                else for (int row = 0; row < rows; row++, at += columns) *at = 0f;
            }
            var factor = new Vector<float>((float)(2.0 / ((double)functions * pass.points)));
            for (int row = 0; row < rows; row++)
            {
                Vector<float> squares = default, sums = default;
                for (int i = 0; i < columns; i += Vector<float>.Count)
                {
                    Vector<float> e = Vector.Load(error + row * columns + i);
                    squares += e * e;
                    sums += e * factor;
                    (e * factor).Store(error + row * columns + i);
                }
                Squares += Vector.Sum(squares);
                BiasSlope += Vector.Sum(sums);
            }
        }
    }
}
