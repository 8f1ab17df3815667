namespace OpLearn;

/// <summary>How a loss makes one number of the errors e = ŝ − s of N functions at P points in O outputs.</summary>
internal sealed record ErrorForm
{
    /// <summary><c>Σ e² / (N P O)</c>.</summary>
    public static ErrorForm MeanSquare { get; } = new();

    /// <summary><c>Σ ‖e‖ / ‖s‖ / N</c>, a sum over the functions; the norms are over points and outputs together.</summary>
    public static ErrorForm RelativeL2 { get; } = new() { IsRelative = true };

    /// <summary>True where a function's error is divided by its norm.</summary>
    public bool IsRelative { get; private init; }

    /// <summary>What e² of each output is multiplied by; null for one.</summary>
    public IReadOnlyList<double>? Weights { get; private init; }

    /// <summary><c>Σ wₒ e² / (N P O)</c>.</summary>
    public static ErrorForm Weighted(IReadOnlyList<double> weights) => new() { Weights = weights };
}
