using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of <see cref="CoefficientNetworks"/>, and of the gradients of their weights.</summary>
internal sealed unsafe class CoefficientPass : ICoefficientPass
{
    private const int Block = 32; // functions that a thread takes through a branch together
    private readonly CoefficientNetworks networks;
    private readonly Part[] branches;
    private readonly Part? mixing;
    private readonly AlignedBuffer memory;
    private readonly int functions, rows;
    private readonly float* merged, slopes; // [rows, padded width of the branches]

    /// <summary>Copies the networks' present weights.</summary>
    /// <param name="networks">What is evaluated.</param>
    /// <param name="rows">Rows of the coefficients; those beyond the functions are zero.</param>
    /// <param name="threads">At most so many work at once.</param>
    public CoefficientPass(CoefficientNetworks networks, int rows, int threads)
    {
        this.networks = networks;
        this.rows = rows;
        functions = networks.Functions;
        branches = [.. networks.Branches.Select(branch => new Part(branch.Network, functions, threads, toInputs: false))];
        mixing = networks.Mixing is { } layer ? new Part(layer, functions, threads, toInputs: true) : null;
        int width = branches[0].Width, count = branches.Length + (mixing is null ? 0 : 1);
        long outputs = (long)rows * Math.Max(width, mixing?.Width ?? 0);
        memory = new AlignedBuffer(branches.Sum(branch => branch.Rows.StateLength) + (mixing?.Rows.StateLength ?? 0) + count * outputs + 2L * rows * width, 2 * count + 2);
        foreach (Part part in Parts) part.Take(memory, rows);
        merged = branches.Length == 1 ? branches[0].Outputs : memory.TakeZeros((long)rows * width);
        slopes = memory.Take((long)rows * width);
    }

    public int Row => (mixing ?? branches[0]).Width;

    private IEnumerable<Part> Parts => mixing is null ? branches : branches.Append(mixing);

    public float* Forward()
    {
        for (int branch = 0; branch < branches.Length; branch++)
            branches[branch].Forward(AlignedBuffer.Start(networks.Branches[branch].Rows), networks.Branches[branch].Network.Widths[0]);
        if (branches.Length > 1) Merge(branches[0].Outputs, branches[1].Outputs, merged);
        for (int branch = 2; branch < branches.Length; branch++) Merge(merged, branches[branch].Outputs, merged);
        if (mixing is null) return merged;
        mixing.Forward(merged, branches[0].Width);
        return mixing.Outputs;
    }

    public void Backward(float* ofCoefficients, Memory<Tensor?> gradients)
    {
        int next = networks.Branches.Sum(branch => branch.Network.Parameters.Length);
        float* ofMerged = ofCoefficients;
        if (mixing is not null)
        {
            mixing.Backward(ofCoefficients, slopes, gradients[next..]);
            ofMerged = slopes;
        }
        for (int branch = branches.Length - 1; branch >= 0; branch--)
        {
            next -= networks.Branches[branch].Network.Parameters.Length;
            branches[branch].Backward(OfBranch(branch, ofMerged), null, gradients[next..]);
        }
    }

    public void Dispose()
    {
        foreach (Part part in Parts) part.Dispose();
        memory.Dispose();
    }

    private void Merge(float* first, float* second, float* to)
    {
        long count = (long)rows * branches[0].Width;
        bool sums = networks.Sums;
        for (long i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> a = Vector.Load(first + i), b = Vector.Load(second + i);
            (sums ? a + b : a * b).Store(to + i);
        }
    }

    /// <summary>∂L/∂ of a branch's outputs: that of the merged ones, times the other branches' outputs where they were multiplied.</summary>
    private float* OfBranch(int branch, float* ofMerged)
    {
        if (branches.Length == 1 || networks.Sums) return ofMerged;
        float* from = ofMerged, to = merged; // which has been read by all
        foreach (Part other in branches.Where((_, i) => i != branch))
        {
            Merge(from, other.Outputs, to);
            from = to;
        }
        return to;
    }

    /// <summary>A network with its states and its outputs, <c>[rows, padded width]</c>.</summary>
    private sealed class Part : IDisposable
    {
        private readonly MlpKernel kernel;
        private float* states;

        public Part(MlpWeights network, int functions, int threads, bool toInputs)
        {
            kernel = new MlpKernel(network, toInputs);
            Rows = new MlpRows(kernel, functions, threads, Block, blocksOfASum: 1);
        }

        public MlpRows Rows { get; }

        public int Width => kernel.Padded[^1];

        public float* Outputs { get; private set; }

        public void Take(AlignedBuffer memory, int rows)
        {
            states = memory.Take(Rows.StateLength);
            Outputs = memory.TakeZeros((long)rows * Width);
        }

        public void Forward(float* inputs, int inputRow) => Rows.Forward(inputs, inputRow, states, Outputs);

        public void Backward(float* slopes, float* ofInputs, Memory<Tensor?> gradients)
        {
            kernel.Ask(gradients.Span);
            Rows.Backward(states, slopes, ofInputs, found => kernel.Write((float*)found, gradients.Span));
        }

        public void Dispose() => kernel.Dispose();
    }
}
