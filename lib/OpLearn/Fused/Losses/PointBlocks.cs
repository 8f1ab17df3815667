namespace OpLearn;

/// <summary>Blocks of points of an <see cref="AlignedPass"/> that share their sums.</summary>
internal sealed unsafe class PointBlocks
{
    private readonly AlignedPass pass;
    private readonly LossTerms terms;
    private readonly float*[] states, errors; // of each set: the trunk's states, and the errors [outputs, points of the block, functions]
    private readonly float* slope, spare, points, start, sums;

    /// <summary>Takes its room from the memory of the pass.</summary>
    /// <param name="pass">To which it belongs.</param>
    /// <param name="terms">The errors' part in the loss.</param>
    /// <param name="memory">Of <see cref="Numbers"/>.</param>
    /// <param name="sets">Blocks whose states and errors are kept at a time.</param>
    public PointBlocks(AlignedPass pass, LossTerms terms, AlignedBuffer memory, int sets)
    {
        (this.pass, this.terms) = (pass, terms);
        TrunkGradient = memory.TakeZeros(pass.Trunk?.GradientLength ?? 0);
        BranchSlopes = memory.TakeZeros(pass.SlopesLength);
        slope = memory.Take(Wide(pass));
        spare = memory.Take(Wide(pass));
        start = memory.Take(PackedGemm.Width);
        sums = memory.Take(pass.Columns);
        (states, errors) = (new float*[sets], new float*[sets]);
        for (int set = 0; set < sets; set++)
        {
            states[set] = memory.Take(States(pass));
            errors[set] = memory.Take(Errors(pass));
        }
        points = AlignedBuffer.Start(pass.Problem.Points);
        Squares = new double[pass.Columns];
        BiasSlopes = new double[pass.Problem.Outputs];
    }

    /// <summary>∂L/∂ of the trunk's weights.</summary>
    public float* TrunkGradient { get; }

    /// <summary>∂L/∂ coefficients, <c>[parts, columns, row of a part]</c>.</summary>
    public float* BranchSlopes { get; }

    /// <summary>∂L/∂ of each output's constant.</summary>
    public double[] BiasSlopes { get; }

    /// <summary>Σ of each function's squared errors, weighted.</summary>
    public double[] Squares { get; }

    /// <summary>Room for so many groups with so many sets in all.</summary>
    public static long Numbers(AlignedPass pass, int groups, int sets) =>
        groups * ((pass.Trunk?.GradientLength ?? 0) + pass.SlopesLength + 2 * Wide(pass) + PackedGemm.Width + pass.Columns) + sets * (States(pass) + Errors(pass));

    /// <summary>A block from the locations to the errors.</summary>
    public void Forward(int first, int set)
    {
        int rows = Rows(first), columns = pass.Columns, width = PackedGemm.Width, latent = pass.Problem.Latent;
        if (pass.Trunk is { } trunk) trunk.Forward(points + (long)first * trunk.Widths[0], rows, states[set]);
        float* basis = Basis(first, set);
        for (int output = 0; output < pass.Problem.Outputs; output++)
        {
            float* error = Error(set, output), panels = pass.Across + (long)pass.PartOf(output) * columns * latent;
            new Span<float>(start, width).Fill(terms.Constant(output));
            for (int column = 0; column < columns; column += width)
                PackedGemm.Set(start, 0, basis + pass.BasisStart(output), pass.BasisRow, rows, panels + (long)column * latent, latent, error + column, columns);
            terms.Subtract(output, first, rows, error);
            terms.AddSquares(output, rows, error, sums, Squares);
        }
    }

    /// <summary>The way back; the set is as <see cref="Forward"/> left it.</summary>
    public void Backward(int first, int set)
    {
        int rows = Rows(first), columns = pass.Columns, width = PackedGemm.Width, latent = pass.Problem.Latent;
        float* basis = Basis(first, set);
        bool toTrunk = pass.Trunk?.IsAsked == true;
        if (toTrunk) new Span<float>(slope, rows * pass.BasisRow).Clear();
        for (int output = 0; output < pass.Problem.Outputs; output++)
        {
            float* error = Error(set, output), ofPart = BranchSlopes + (long)pass.PartOf(output) * columns * pass.PartRow, panels = pass.Along + (long)pass.PartOf(output) * columns * pass.PartRow;
            int at = pass.BasisStart(output);
            BiasSlopes[output] += terms.ToSlopes(output, first, rows, error);
            for (int column = 0; column < latent; column += width)
            {
                if (toTrunk) PackedGemm.Add(error, columns, rows, panels + (long)column * columns, columns, slope + at + column, pass.BasisRow); // zeros beyond an output's functions
                PackedGemm.AddTransposed(error, columns, columns, basis + at + column, pass.BasisRow, rows, ofPart + column, pass.PartRow); // what stands beyond them is not used
            }
        }
        if (toTrunk) pass.Trunk!.Backward(states[set], rows, slope, spare, TrunkGradient);
    }

    /// <summary>Adds another group's sums.</summary>
    public void Add(PointBlocks other)
    {
        RowBlocks.Add(other.TrunkGradient, TrunkGradient, pass.Trunk?.GradientLength ?? 0);
        RowBlocks.Add(other.BranchSlopes, BranchSlopes, pass.SlopesLength);
        for (int output = 0; output < BiasSlopes.Length; output++) BiasSlopes[output] += other.BiasSlopes[output];
    }

    private int Rows(int first) => Math.Min(MlpKernel.Block, pass.Points - first);

    private float* Error(int set, int output) => errors[set] + (long)output * MlpKernel.Block * pass.Columns;

    private float* Basis(int first, int set) => pass.Trunk is { } trunk ? trunk.Outputs(states[set], Rows(first)) : points + (long)first * pass.BasisRow;

    // The products work on whole panels: they read, and add zeros to, up to a panel beyond the last point's row.
    private static long Wide(AlignedPass pass) => (long)MlpKernel.Block * Math.Max(pass.BasisRow, pass.Trunk?.Padded.Max() ?? 0) + PackedGemm.Width;

    private static long States(AlignedPass pass) => (pass.Trunk?.StateLength(MlpKernel.Block) ?? 0) + PackedGemm.Width;

    private static long Errors(AlignedPass pass) => (long)pass.Problem.Outputs * MlpKernel.Block * pass.Columns;
}
