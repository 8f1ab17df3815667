using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class NormalizedOperatorTests
{
    private static FnnOperator Inner() => FnnOperator.Create(new FnnOperatorOptions { Sensors = 10, Widths = [7, 2], Dimensions = 2, Style = new() { Activation = Activation.Tanh }, Seed = 1 });

    private static OperatorDataset Data(int samples) => new(["u", "v"], [ModelChecks.Random(1, samples, 6, 1) + 3.0, 5.0 * ModelChecks.Random(2, samples, 2, 2)],
        10.0 * ModelChecks.Random(3, 5, 2), ["a", "b"], ModelChecks.Random(4, samples, 5, 2) + 7.0);

    [Theory]
    [InlineData(NormalizerKind.Gaussian)]
    [InlineData(NormalizerKind.PointGaussian)]
    public void Forward_IsDecodeOfTheInnerModelOfTheEncoded(NormalizerKind kind)
    {
        using OperatorDataset set = Data(8);
        using Normalization normalization = Normalization.Fit(set, new NormalizationOptions { Inputs = kind, Outputs = kind });
        using NormalizedOperator model = NormalizedOperator.Create(Inner(), normalization);
        model.to(float64);
        Tensor[] encoded = [.. set.Inputs.Select((input, i) => normalization.Inputs[i].Encode(input))];
        Tensor expected = normalization.Outputs.Decode(model.Inner.call(encoded, normalization.Locations.Encode(set.Locations)));
        Assert.InRange(ModelChecks.MaxDifference(expected, model.Predict(set, 3)), 0.0, 1e-12);
        Assert.Equal(model.Inner.ParameterCount, model.ParameterCount);
    }

    [Fact]
    public void NormalisersAreSavedAndLoadedWithTheWeights()
    {
        using OperatorDataset set = Data(8), other = Data(5);
        using Normalization fitted = Normalization.Fit(set), elsewhere = new([Normalizer.Identity(1), Normalizer.Identity(2)], Normalizer.Identity(2), Normalizer.Identity(2));
        using NormalizedOperator first = NormalizedOperator.Create(Inner(), fitted), second = NormalizedOperator.Create(Inner(), elsewhere);
        Assert.True(ModelChecks.MaxDifference(first.Predict(set), second.Predict(set)) > 0.1);
        second.load_state_dict(first.state_dict());
        Assert.Equal(0.0, ModelChecks.MaxDifference(first.Predict(set), second.Predict(set)));
    }

    [Fact]
    public void Gradients_EqualCentralDifferences_OfTheFnnToo()
    {
        using OperatorDataset set = Data(4);
        using Normalization normalization = Normalization.Fit(set);
        using NormalizedOperator model = NormalizedOperator.Create(Inner(), normalization);
        Assert.InRange(ModelChecks.GradientError(model, [.. set.Inputs], set.Locations), 0.0, 1e-6);
    }

    [Fact]
    public void Fnn_AlignedEqualsUnaligned_AndCountsAsTheClosedForm()
    {
        using FnnOperator model = Inner();
        model.to(float64);
        using OperatorDataset set = Data(4);
        Tensor[] inputs = [.. set.Inputs];
        Assert.InRange(ModelChecks.MaxDifference(model.call(inputs, set.Locations), model.call(inputs, set.Locations.unsqueeze(0).expand(4, -1, -1))), 0.0, 1e-13);
        Assert.Equal((13 * 7) + (8 * 2), model.ParameterCount);
    }
}
