namespace OpLearn;

/// <summary>Room for some samples of an <see cref="OperatorProblem"/>: one array an input function and one an output function.</summary>
/// <remarks>Sample <c>i</c> of the block holds the values <c>[i · points, (i + 1) · points)</c> of each array, row-major over the field's axes, in float64.</remarks>
public sealed class SampleBlock
{
    /// <summary>Makes room for <paramref name="samples"/> samples of <paramref name="problem"/>.</summary>
    public SampleBlock(OperatorProblem problem, int samples)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Checks.Positive(samples, nameof(SampleBlock), nameof(samples));
        Samples = samples;
        Inputs = [.. problem.Inputs.Select(field => new double[checked(samples * field.Points)])];
        Outputs = [.. problem.Outputs.Select(field => new double[checked(samples * field.Points)])];
    }

    /// <summary>Number of samples.</summary>
    public int Samples { get; }

    /// <summary>Values of each input function, in the order of <see cref="OperatorProblem.Inputs"/>.</summary>
    public IReadOnlyList<double[]> Inputs { get; }

    /// <summary>Values of each output function, in the order of <see cref="OperatorProblem.Outputs"/>.</summary>
    public IReadOnlyList<double[]> Outputs { get; }
}
