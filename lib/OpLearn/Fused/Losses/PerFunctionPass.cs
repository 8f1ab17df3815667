using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of an <see cref="PerFunctionProblem"/>: loss and gradients.</summary>
/// <remarks>A block of functions goes through the branch, then its points, a block at a time, through the trunk, the error and back; at last the functions go back through the branch.</remarks>
internal sealed unsafe class PerFunctionPass : IDisposable
{
    private const int FewestFunctions = 16; // of a block: with fewer rows a product is slow
    private readonly PerFunctionProblem problem;
    private readonly MlpKernel branch, trunk;
    private readonly AlignedBuffer memory;
    private readonly int functions, points, block, latent, widest;

    private PerFunctionPass(PerFunctionProblem problem)
    {
        this.problem = problem;
        (branch, trunk) = (new MlpKernel(problem.Branch), new MlpKernel(problem.Trunk));
        functions = (int)problem.Sensors.size(0);
        points = (int)problem.Locations.size(1);
        block = Math.Clamp(MlpKernel.Block / points, FewestFunctions, MlpKernel.Block);
        latent = trunk.Padded[^1];
        widest = Math.Max(branch.Padded.Max(), trunk.Padded.Max());
        long gradients = branch.GradientLength + trunk.GradientLength, states = branch.StateLength(block) + trunk.StateLength(MlpKernel.Block);
        int groups = RowBlocks.Groups(functions, block);
        memory = new AlignedBuffer(groups * (gradients + states + (block + 2L * MlpKernel.Block) * widest), 7 * groups);
    }

    /// <summary>The loss; its gradients are written.</summary>
    /// <param name="problem">What is evaluated.</param>
    /// <param name="gradients">In the order of the problem's parameters: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    public static double Evaluate(PerFunctionProblem problem, IReadOnlyList<Tensor?> gradients)
    {
        using var pass = new PerFunctionPass(problem);
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
        Span<Tensor?> ofBranch = gradients.AsSpan(0, 2 * branch.Layers), ofTrunk = gradients.AsSpan(2 * branch.Layers, 2 * trunk.Layers);
        branch.Ask(ofBranch);
        trunk.Ask(ofTrunk);
        var groups = new Group[RowBlocks.Groups(functions, block)];
        for (int group = 0; group < groups.Length; group++) groups[group] = new Group(this);
        RowBlocks.Run(get_num_threads(), groups.Length, group =>
        {
            for (int index = group; index < RowBlocks.Count(functions, block); index += groups.Length) groups[group].Work(index * block);
        });
        for (int group = 1; group < groups.Length; group++)
        {
            RowBlocks.Add(groups[group].BranchGradient, groups[0].BranchGradient, branch.GradientLength);
            RowBlocks.Add(groups[group].TrunkGradient, groups[0].TrunkGradient, trunk.GradientLength);
        }
        branch.Write(groups[0].BranchGradient, ofBranch);
        trunk.Write(groups[0].TrunkGradient, ofTrunk);
        if (problem.Bias is not null && gradients[^1] is { } constant) *AlignedBuffer.Start(constant) = (float)groups.Sum(group => group.BiasSlope);
        return groups.Sum(group => group.Squares) / ((double)functions * points);
    }

    /// <summary>Blocks of functions that share their sums.</summary>
    private sealed class Group
    {
        private readonly PerFunctionPass pass;
        private readonly float* branchStates, trunkStates, branchSlope, trunkSlope, spare, sensors, locations, targets;
        private readonly float bias, factor;

        public Group(PerFunctionPass pass)
        {
            this.pass = pass;
            AlignedBuffer memory = pass.memory;
            BranchGradient = memory.TakeZeros(pass.branch.GradientLength);
            TrunkGradient = memory.TakeZeros(pass.trunk.GradientLength);
            branchStates = memory.Take(pass.branch.StateLength(pass.block));
            trunkStates = memory.Take(pass.trunk.StateLength(MlpKernel.Block));
            branchSlope = memory.Take((long)pass.block * pass.widest);
            trunkSlope = memory.Take((long)MlpKernel.Block * pass.widest);
            spare = memory.Take((long)MlpKernel.Block * pass.widest);
            sensors = AlignedBuffer.Start(pass.problem.Sensors);
            locations = AlignedBuffer.Start(pass.problem.Locations);
            targets = AlignedBuffer.Start(pass.problem.Targets);
            bias = pass.problem.Bias is { } constant ? *AlignedBuffer.Start(constant) : 0f;
            factor = (float)(2.0 / ((double)pass.functions * pass.points));
        }

        public float* BranchGradient { get; }

        public float* TrunkGradient { get; }

        public double BiasSlope { get; private set; }

        /// <summary>Σ of the squared errors.</summary>
        public double Squares { get; private set; }

        /// <summary>A block of functions: forward, its points, backward.</summary>
        public void Work(int first)
        {
            MlpKernel branch = pass.branch, trunk = pass.trunk;
            int count = Math.Min(pass.block, pass.functions - first), rows = count * pass.points;
            long start = (long)first * pass.points;
            float* coefficients = branch.Forward(sensors + (long)first * branch.Widths[0], count, branchStates); // [count, latent]
            new Span<float>(branchSlope, count * pass.latent).Clear();
            for (int row = 0; row < rows; row += MlpKernel.Block)
            {
                int height = Math.Min(MlpKernel.Block, rows - row);
                float* basis = trunk.Forward(locations + (start + row) * trunk.Widths[0], height, trunkStates); // [height, latent]
                Errors(coefficients, basis, row, height, targets + start);
                trunk.Backward(trunkStates, height, trunkSlope, spare, TrunkGradient);
            }
            branch.Backward(branchStates, count, branchSlope, spare, BranchGradient);
        }

        /// <summary>Of each row e = ŝ − s, with ∂L/∂ŝ = 2 e / N what goes back to its location's basis and is added to what goes back to its function's coefficients.</summary>
        private void Errors(float* coefficients, float* basis, int firstRow, int rows, float* truth)
        {
            int latent = pass.latent, lanes = Vector<float>.Count;
            double squares = 0.0, sum = 0.0;
            for (int row = 0; row < rows; row++)
            {
                int function = (firstRow + row) / pass.points;
                float* b = coefficients + (long)function * latent, ofBranch = branchSlope + (long)function * latent;
                float* t = basis + (long)row * latent, ofTrunk = trunkSlope + (long)row * latent;
                Vector<float> even = default, odd = default; // an addition waits for the one before
                for (int k = 0; k < latent; k += 2 * lanes)
                {
                    even = VectorFunctions.MultiplyAdd(Vector.Load(b + k), Vector.Load(t + k), even);
                    odd = VectorFunctions.MultiplyAdd(Vector.Load(b + k + lanes), Vector.Load(t + k + lanes), odd);
                }
                float error = Vector.Sum(even + odd) + bias - truth[firstRow + row], slope = factor * error;
                squares += (double)error * error;
                sum += slope;
                var factors = new Vector<float>(slope);
                for (int k = 0; k < latent; k += lanes)
                {
                    (factors * Vector.Load(b + k)).Store(ofTrunk + k);
                    VectorFunctions.MultiplyAdd(factors, Vector.Load(t + k), Vector.Load(ofBranch + k)).Store(ofBranch + k);
                }
            }
            Squares += squares;
            BiasSlope += sum;
        }
    }
}
