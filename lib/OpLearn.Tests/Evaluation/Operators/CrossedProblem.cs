namespace OpLearn.Tests;

/// <summary>s = a·f + b·g + c·f·g pointwise, with f = p cos πx + q and g another such function: a two-input problem that needs no solver.</summary>
internal sealed class CrossedProblem(double a, double b, double c, int points = 9) : CoupledProblem
{
    public override string Name => "crossed";
    public override string Equation => "s = a f + b g + c f g";
    public override string Source => "made for the tests";
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["a"] = a, ["b"] = b, ["c"] = c };
    public override IReadOnlyList<FieldSpec> Inputs => [new("f", [points]), new("g", [points])];
    public override IReadOnlyList<FieldSpec> Outputs => [new("s", [points]), new("f alone", [points])];

    public override double[,] Locations
    {
        get
        {
            var x = new double[points, 1];
            for (int i = 0; i < points; i++) x[i, 0] = (double)i / (points - 1);
            return x;
        }
    }

    private protected override void SolveDraws(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed, SampleBlock target, CancellationToken cancellation)
    {
        for (int i = 0; i < target.Samples; i++) Fill(first[i], second[i], seed, target, i);
    }

    private void Fill(int first, int second, int seed, SampleBlock target, int row)
    {
        double[] f = Function(seed, first, 0), g = Function(seed, second, 1);
        for (int p = 0; p < points; p++)
        {
            int at = row * points + p;
            target.Inputs[0][at] = f[p];
            target.Inputs[1][at] = g[p];
            target.Outputs[0][at] = a * f[p] + b * g[p] + c * f[p] * g[p];
            target.Outputs[1][at] = f[p];
        }
    }

    private double[] Function(int seed, int draw, int which)
    {
        var random = new Random(unchecked(seed * 486187739 + draw * 16777619 + which * 97));
        double p = random.NextDouble() - 0.5, q = random.NextDouble() - 0.5;
        return [.. Enumerable.Range(0, points).Select(i => p * Math.Cos(Math.PI * i / (points - 1)) + q)];
    }
}
