namespace OpLearn;

/// <summary>Which way a model's last loss was found, and what it took.</summary>
internal sealed class LossPath
{
    /// <summary>"fused: branch–trunk", or "operations: " and the reason; empty before the first loss of data.</summary>
    public string Words { get; set; } = "";

    /// <summary>Multiplications of the last loss that was found in one pass with its gradient; 0 where none was.</summary>
    public double Multiplications { get; set; }
}
