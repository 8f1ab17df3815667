using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Coefficients that a network of any kind has given, whose gradient goes on to it by automatic differentiation.</summary>
/// <param name="Make">Evaluates them, <c>[functions, width]</c>; called when they are first needed.</param>
internal sealed record GivenCoefficients(Func<Tensor> Make) : Coefficients
{
    private Tensor? values;

    /// <summary><c>[functions, width]</c>, contiguous.</summary>
    public Tensor Values => values ??= Make().contiguous();

    public override Tensor[] Parameters => [Values];

    public override IEnumerable<Tensor> Data => [];

    public override int Functions => (int)Values.size(0);

    public override int Width => (int)Values.size(-1);

    public override double Multiplications => 0.0;

    public override bool Fit => Values.dim() == 2;

    public override Tensor Evaluate(DerivativePlan plan) => Values;

    public override ICoefficientPass Begin(int rows, int threads) => new Pass(this, rows);

    private sealed unsafe class Pass : ICoefficientPass
    {
        private readonly GivenCoefficients given;
        private readonly AlignedBuffer memory;
        private readonly float* values; // [rows, padded width]

        public Pass(GivenCoefficients given, int rows)
        {
            this.given = given;
            Row = PackedGemm.Padded(given.Width);
            memory = new AlignedBuffer((long)rows * Row, 1);
            values = memory.TakeZeros((long)rows * Row);
        }

        public int Row { get; }

        public float* Forward()
        {
            float* from = AlignedBuffer.Start(given.Values);
            for (int function = 0; function < given.Functions; function++)
                new ReadOnlySpan<float>(from + (long)function * given.Width, given.Width).CopyTo(new Span<float>(values + (long)function * Row, given.Width));
            return values;
        }

        public void Backward(float* ofCoefficients, Memory<Tensor?> gradients)
        {
            if (gradients.Span[0] is { } gradient) AlignedBuffer.Copy(ofCoefficients, given.Functions, given.Width, Row, gradient);
        }

        public void Dispose() => memory.Dispose();
    }
}
