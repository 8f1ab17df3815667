using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of an <see cref="AlignedProblem"/>: loss and gradients.</summary>
/// <remarks>
/// The branches run once for each function. Then the points are cut into blocks, and a block goes through the trunk, the products with all functions' coefficients,
/// the error and all the way back; nothing of the size functions × points is ever written. Where the loss divides by a norm of each function's errors, all blocks go forward before the first goes back.
/// </remarks>
internal sealed unsafe class AlignedPass : IDisposable
{
    private readonly AlignedBuffer memory, shared;
    private readonly ICoefficientPass branches;
    private readonly int threads = get_num_threads(), coefficientParts;
    private readonly PointBlocks[] groups;
    private readonly LossTerms terms;

    private AlignedPass(AlignedProblem problem)
    {
        Problem = problem;
        Trunk = problem.Trunk is { } network ? new MlpKernel(network) : null;
        (Functions, Points) = (problem.Coefficients.Functions, (int)problem.Points.size(0));
        Columns = PackedGemm.Padded(Functions);
        branches = problem.Coefficients.Begin(Columns, threads);
        coefficientParts = problem.Coefficients.Width / problem.Latent;
        PartRow = coefficientParts == 1 ? branches.Row : PackedGemm.Padded(problem.Latent);
        BasisRow = Trunk?.Padded[^1] ?? problem.BasisWidth;
        shared = new AlignedBuffer((long)coefficientParts * Columns * (problem.Latent + PartRow) + (long)Columns * branches.Row, 3);
        Across = shared.Take((long)coefficientParts * Columns * problem.Latent);
        Along = shared.Take((long)coefficientParts * Columns * PartRow);
        terms = new LossTerms(problem, Columns);
        groups = new PointBlocks[RowBlocks.Groups(Points, MlpKernel.Block)];
        int sets = terms.NeedsAll ? RowBlocks.Count(Points, MlpKernel.Block) : groups.Length; // of what is kept between forward and back
        memory = new AlignedBuffer(PointBlocks.Numbers(this, groups.Length, sets), 8 * groups.Length + 2 * sets);
        for (int group = 0; group < groups.Length; group++) groups[group] = new PointBlocks(this, terms, memory, terms.NeedsAll ? RowBlocks.Count(Points - group * MlpKernel.Block, groups.Length * MlpKernel.Block) : 1);
    }

    public AlignedProblem Problem { get; }
    public MlpKernel? Trunk { get; }
    public int Functions { get; }
    public int Points { get; }

    /// <summary>The functions, filled up.</summary>
    public int Columns { get; }

    /// <summary>From one function's slopes of one output's coefficients to the next function's.</summary>
    public int PartRow { get; }

    /// <summary>From one point's values of the basis to the next one's.</summary>
    public int BasisRow { get; }

    /// <summary>Numbers of all slopes of the coefficients.</summary>
    public long SlopesLength => (long)coefficientParts * Columns * PartRow;

    /// <summary>Panels of the transpose of each part of the coefficients, <c>[columns / width, latent, width]</c>.</summary>
    public float* Across { get; }

    /// <summary>Panels of each part, <c>[latent / width, columns, width]</c>.</summary>
    public float* Along { get; }

    /// <summary>Which part of the coefficients an output takes.</summary>
    public int PartOf(int output) => coefficientParts == 1 ? 0 : output;

    /// <summary>Where an output's basis functions begin.</summary>
    public int BasisStart(int output) => Problem.BasisWidth == Problem.Latent ? 0 : output * Problem.Latent;

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
        branches.Dispose();
        Trunk?.Dispose();
        memory.Dispose();
        shared.Dispose();
        terms.Dispose();
    }

    private double Run(Tensor?[] gradients)
    {
        Trunk?.Ask(OfTrunk(gradients));
        Pack(branches.Forward());
        int blocks = RowBlocks.Count(Points, MlpKernel.Block);
        if (terms.NeedsAll)
        {
            InGroups((group, block, set) => groups[group].Forward(block * MlpKernel.Block, set));
            Close();
            InGroups((group, block, set) => groups[group].Backward(block * MlpKernel.Block, set));
        }
        else
        {
            InGroups((group, block, _) =>
            {
                groups[group].Forward(block * MlpKernel.Block, 0);
                groups[group].Backward(block * MlpKernel.Block, 0);
            });
            Close();
        }
        for (int group = 1; group < groups.Length; group++) groups[0].Add(groups[group]);
        Write(gradients);
        return terms.Loss;

        void Close() => terms.Close([.. groups.Select(group => group.Squares)]);

        void InGroups(Action<int, int, int> work) => RowBlocks.Run(threads, groups.Length, group =>
        {
            for (int block = group, set = 0; block < blocks; block += groups.Length) work(group, block, set++);
        });
    }

    private void Pack(float* coefficients)
    {
        int latent = Problem.Latent;
        for (int part = 0; part < coefficientParts; part++)
        {
            PackedGemm.PackTransposed(coefficients + part * latent, branches.Row, latent, Columns, Across + (long)part * Columns * latent);
            PackedGemm.Pack(coefficients + part * latent, branches.Row, Columns, latent, Along + (long)part * Columns * PartRow);
        }
    }

    private void Write(Tensor?[] gradients)
    {
        branches.Backward(Joined(groups[0].BranchSlopes), gradients.AsMemory(0, Problem.Coefficients.Parameters.Length));
        Trunk?.Write(groups[0].TrunkGradient, OfTrunk(gradients));
        if (Problem.Bias is null || gradients[^1] is not { } constants) return;
        float* to = AlignedBuffer.Start(constants);
        double[] found = groups[0].BiasSlopes;
        if (constants.numel() == 1) *to = (float)found.Sum();
        else for (int output = 0; output < found.Length; output++) to[output] = (float)found[output];
    }

    private Span<Tensor?> OfTrunk(Tensor?[] gradients) => gradients.AsSpan(Problem.Coefficients.Parameters.Length, Problem.Trunk!.Parameters.Length);

    /// <summary>The slopes of all parts as the branches have them, <c>[columns, row]</c>.</summary>
    private float* Joined(float* slopes)
    {
        if (coefficientParts == 1) return slopes;
        float* joined = shared.TakeZeros((long)Columns * branches.Row);
        for (int part = 0; part < coefficientParts; part++)
            for (int function = 0; function < Functions; function++)
                new ReadOnlySpan<float>(slopes + ((long)part * Columns + function) * PartRow, Problem.Latent).CopyTo(new Span<float>(joined + (long)function * branches.Row + part * Problem.Latent, Problem.Latent));
        return joined;
    }
}
