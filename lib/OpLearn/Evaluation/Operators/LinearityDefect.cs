using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How far a model is from being linear in one of its input functions, the others held fixed.</summary>
/// <param name="Additivity">‖G(αu + βv) − αG(u) − βG(v)‖ / ‖αG(u) + βG(v)‖ of each pair, α = β = 1/√2.</param>
/// <param name="Homogeneity">One a factor.</param>
/// <param name="Offset">Mean over the samples of ‖G(0)‖ / ‖G(u)‖: what comes out when nothing goes in.</param>
public sealed record LinearityDefect(ErrorSummary Additivity, IReadOnlyList<HomogeneityDefect> Homogeneity, double Offset)
{
    /// <summary>Measures the defects on the functions of a set.</summary>
    /// <param name="model">Reads and gives physical values.</param>
    /// <param name="dataset">At least 2 samples; sample i is paired with i + 1, and both are seen with the other inputs of sample i. Outputs are not read.</param>
    /// <param name="input">Name of the input function to be linear in; null for the first one.</param>
    /// <param name="factors">Factors for the homogeneity, not 0; null for 0.03, 0.1, 10.</param>
    /// <param name="batchSize">Samples held in memory at once.</param>
    /// <exception cref="ArgumentException">No such input, or a model whose outputs are zero everywhere.</exception>
    public static LinearityDefect Of(IOperatorPredictor model, OperatorDataset dataset, string? input = null, IReadOnlyList<double>? factors = null, int batchSize = 64)
    {
        const string here = "LinearityDefect.Of";
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        factors ??= [0.03, 0.1, 10];
        int which = input is null ? 0 : dataset.InputNames.ToList().IndexOf(input);
        Checks.That(which >= 0, here, $"the name of an input function ({string.Join(", ", dataset.InputNames)})", $"'{input}'");
        Checks.That(dataset.Samples >= 2, here, "two samples or more", $"{dataset.Samples}");
        Checks.That(factors.All(factor => factor != 0 && double.IsFinite(factor)), here, "finite factors other than 0", string.Join(", ", factors));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor u = dataset.Inputs[which], v = u.roll(-1, 0);
        double half = Math.Sqrt(0.5);
        Tensor first = G(u), sum = (first + G(v)) * half;
        var homogeneity = factors.Select(factor => new HomogeneityDefect(factor, Metrics.RelativeL2(G(factor * u), factor * first))).ToArray();
        double offset = HostValues.Doubles(G(zeros_like(u)).square().sum([1, 2]).sqrt() / first.square().sum([1, 2]).sqrt()).Average();
        return new LinearityDefect(Metrics.RelativeL2(G((u + v) * half), sum), homogeneity, offset);

        Tensor G(Tensor function)
        {
            using OperatorDataset set = dataset.WithInput(dataset.InputNames[which], function);
            return model.Predict(set, batchSize).to(float64);
        }
    }
}
