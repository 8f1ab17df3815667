using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How much worse a model gets when one of its input functions is taken from other samples: an input that can be exchanged without harm is not
/// used.</summary>
/// <param name="Input">Name of the input function that was exchanged.</param>
/// <param name="Errors">nRMSE of each output function with the exchanged input, 1 for the mean field.</param>
/// <param name="Intact">nRMSE of each output function with all inputs as they are.</param>
public sealed record InputAblation(string Input, IReadOnlyList<double> Errors, IReadOnlyList<double> Intact)
{
    /// <summary>One record an input function.</summary>
    /// <param name="model">The model.</param>
    /// <param name="test">Test set of two samples or more.</param>
    /// <param name="mean">The training set's mean field, <c>[points, channels]</c> or <c>[channels]</c>.</param>
    /// <remarks>Each sample gets the input of the sample half the set away, so the exchanged input keeps its distribution, which an input set to zero would
    /// not.</remarks>
    /// <exception cref="ArgumentException">Fewer than two samples.</exception>
    public static IReadOnlyList<InputAblation> Of(IOperatorPredictor model, OperatorDataset test, Tensor mean)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        Checks.That(test.Samples >= 2, nameof(InputAblation), "two samples or more", $"{test.Samples}");
        IReadOnlyList<double> intact = Errors(test);
        return [.. test.InputNames.Select((name, exchanged) =>
        {
            using var other = new OperatorDataset(test.InputNames,
                [.. test.Inputs.Select((input, i) => i == exchanged ? input.roll(test.Samples / 2, 0) : input.alias())],
                test.Locations.alias(), test.OutputNames, test.Outputs.alias(), test.OutputAxes, test.Mask?.alias());
            return new InputAblation(name, Errors(other), intact);
        })];

        IReadOnlyList<double> Errors(OperatorDataset set)
        {
            using Tensor prediction = model.Predict(set);
            return Metrics.NormalizedRootMeanSquareByChannel(prediction, set.Outputs, mean, set.Mask);
        }
    }
}
