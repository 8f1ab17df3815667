namespace OpLearn.Tests;

/// <summary>u(x) = a cos(πx) + b, with its derivative and its square as outputs: a problem whose solution needs no solver.</summary>
internal sealed class CosineProblem(int points = 11) : OperatorProblem
{
    public int NaNAt { get; init; } = -1;
    public bool LeavesOut { get; init; }
    public Action<int>? OnBlock { get; init; }
    public double Amplitude { get; init; } = 1;
    public int Solved;

    public override string Name => "cosine";
    public override string Equation => "s₁ = u′, s₂ = u²";
    public override string Source => "made for the tests";
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["points"] = points };
    public override IReadOnlyList<FieldSpec> Inputs => [new("u", [points])];
    public override IReadOnlyList<FieldSpec> Outputs => [new("derivative", [points]), new("square", [points])];
    public override double[,] Locations
    {
        get
        {
            var x = new double[points, 1];
            for (int i = 0; i < points; i++) x[i, 0] = X(i);
            return x;
        }
    }

    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        OnBlock?.Invoke(firstSample);
        for (int i = 0; i < target.Samples; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref Solved);
            var random = new Random(HashCode(seed, firstSample + i));
            double a = Amplitude * (random.NextDouble() - 0.5), b = random.NextDouble();
            for (int p = 0; p < points; p++)
            {
                double u = a * Math.Cos(Math.PI * X(p)) + b;
                target.Inputs[0][i * points + p] = u;
                target.Outputs[0][i * points + p] = -a * Math.PI * Math.Sin(Math.PI * X(p));
                if (!(LeavesOut && p == points - 1)) target.Outputs[1][i * points + p] = firstSample + i == NaNAt ? double.NaN : u * u;
            }
        }
    }

    private double X(int i) => (double)i / (points - 1);

    private static int HashCode(int seed, int sample) => unchecked(seed * 486187739 + sample * 16777619);
}
