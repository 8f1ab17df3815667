namespace OpLearn;

/// <summary>Options of a model whose size matches another's.</summary>
/// <param name="Options">What to create it from.</param>
/// <param name="Width">The width found.</param>
/// <param name="ParameterCount">Parameters at this width.</param>
/// <param name="Target">Parameters wanted.</param>
public sealed record MatchedOptions<TOptions>(TOptions Options, int Width, int ParameterCount, int Target)
{
    /// <summary><c>(count − target) / target</c>.</summary>
    public double RelativeDifference => (ParameterCount - Target) / (double)Target;
}
