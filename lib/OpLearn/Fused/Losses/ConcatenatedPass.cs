using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of a <see cref="ConcatenatedProblem"/>: loss and gradients. The rows of joined sensors and coordinates are made a block at a time.</summary>
internal sealed unsafe class ConcatenatedPass : IDisposable
{
    private readonly ConcatenatedProblem problem;
    private readonly MlpKernel network;
    private readonly AlignedBuffer memory;
    private readonly int points, rows, widest;

    private ConcatenatedPass(ConcatenatedProblem problem)
    {
        this.problem = problem;
        network = new MlpKernel(problem.Network);
        points = (int)problem.Locations.size(-2);
        rows = (int)problem.Sensors.size(0) * points;
        widest = network.Padded.Max();
        int groups = RowBlocks.Groups(rows, MlpKernel.Block);
        memory = new AlignedBuffer(groups * (network.GradientLength + network.StateLength(MlpKernel.Block) + 2L * MlpKernel.Block * widest), 4 * groups);
    }

    /// <summary>The loss; its gradients are written.</summary>
    /// <param name="problem">What is evaluated.</param>
    /// <param name="gradients">In the order of the problem's parameters: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    public static double Evaluate(ConcatenatedProblem problem, IReadOnlyList<Tensor?> gradients)
    {
        using var pass = new ConcatenatedPass(problem);
        return pass.Run([.. gradients]);
    }

    public void Dispose()
    {
        network.Dispose();
        memory.Dispose();
    }

    private double Run(Tensor?[] gradients)
    {
        network.Ask(gradients);
        var groups = new Group[RowBlocks.Groups(rows, MlpKernel.Block)];
        for (int group = 0; group < groups.Length; group++) groups[group] = new Group(this);
        RowBlocks.Run(get_num_threads(), groups.Length, group =>
        {
            for (int block = group; block < RowBlocks.Count(rows, MlpKernel.Block); block += groups.Length) groups[group].Work(block * MlpKernel.Block);
        });
        for (int group = 1; group < groups.Length; group++) RowBlocks.Add(groups[group].Gradient, groups[0].Gradient, network.GradientLength);
        network.Write(groups[0].Gradient, gradients);
        return groups.Sum(group => group.Squares) / ((double)rows * network.Widths[^1]);
    }

    /// <summary>Blocks of rows that share their sums.</summary>
    private sealed class Group
    {
        private readonly ConcatenatedPass pass;
        private readonly int sensors, dimensions;
        private readonly bool aligned;
        private readonly float* states, slope, spare, functions, locations, targets;
        private readonly float factor;

        public Group(ConcatenatedPass pass)
        {
            this.pass = pass;
            (ConcatenatedProblem problem, MlpKernel network) = (pass.problem, pass.network);
            Gradient = pass.memory.TakeZeros(network.GradientLength);
            states = pass.memory.Take(network.StateLength(MlpKernel.Block));
            slope = pass.memory.Take((long)MlpKernel.Block * pass.widest);
            spare = pass.memory.Take((long)MlpKernel.Block * pass.widest);
            functions = AlignedBuffer.Start(problem.Sensors);
            locations = AlignedBuffer.Start(problem.Locations);
            targets = AlignedBuffer.Start(problem.Targets);
            sensors = (int)problem.Sensors.size(1);
            dimensions = (int)problem.Locations.size(-1);
            aligned = problem.Locations.dim() == 2;
            factor = (float)(2.0 / ((double)pass.rows * network.Widths[^1]));
        }

        public float* Gradient { get; }

        /// <summary>Σ of the squared errors.</summary>
        public double Squares { get; private set; }

        /// <summary>A block of rows: forward, error, backward.</summary>
        public void Work(int first)
        {
            int count = Math.Min(MlpKernel.Block, pass.rows - first);
            Join(first, count);
            Errors(pass.network.Propagate(states, count), first, count);
            pass.network.Backward(states, count, slope, spare, Gradient);
        }

        private void Join(int first, int count)
        {
            int padded = pass.network.Padded[0], width = sensors + dimensions;
            for (int row = 0; row < count; row++)
            {
                (int function, int point) = Math.DivRem(first + row, pass.points);
                float* u = functions + (long)function * sensors, y = locations + (long)(aligned ? point : first + row) * dimensions, to = states + (long)row * padded;
                new ReadOnlySpan<float>(u, sensors).CopyTo(new Span<float>(to, sensors));
                new ReadOnlySpan<float>(y, dimensions).CopyTo(new Span<float>(to + sensors, dimensions));
                new Span<float>(to + width, padded - width).Clear();
            }
        }

        /// <summary>∂L/∂ŝ = 2 (ŝ − s) / N; outputs that are not there have none.</summary>
        private void Errors(float* values, int first, int count)
        {
            int outputs = pass.network.Widths[^1], padded = pass.network.Padded[^1];
            new Span<float>(slope, count * padded).Clear();
            for (int row = 0; row < count; row++)
                for (int output = 0; output < outputs; output++)
                {
                    float error = values[row * padded + output] - targets[(long)(first + row) * outputs + output];
                    Squares += (double)error * error;
                    slope[row * padded + output] = factor * error;
                }
        }
    }
}
