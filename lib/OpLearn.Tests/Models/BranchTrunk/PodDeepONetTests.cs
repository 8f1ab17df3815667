using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class PodDeepONetTests
{
    // Outputs of rank 3 in each channel, about a mean.
    private static OperatorDataset Data()
    {
        Tensor a = ModelChecks.Random(1, 12, 3).matmul(ModelChecks.Random(2, 3, 7)), b = ModelChecks.Random(3, 12, 3).matmul(ModelChecks.Random(4, 3, 7));
        return new OperatorDataset(["u"], [ModelChecks.Random(5, 12, 4, 1)], linspace(0, 1, 7, dtype: float64).reshape(7, 1), ["a", "b"], stack([a + 5.0, b - 2.0], 2));
    }

    private static PodDeepONetOptions Options => new() { Sensors = 4, HiddenWidths = [6], Modes = 3, Branch = new() { Activation = Activation.Tanh }, Seed = 1 };

    [Fact]
    public void TheBasis_HoldsTrainingOutputsOfItsRank()
    {
        using OperatorDataset set = Data();
        PodBasis basis = PodBasis.Fit(set.Outputs.select(2, 0), 3, "test");
        Tensor centred = set.Outputs.select(2, 0) - basis.Mean, coefficients = centred.matmul(basis.Modes.t());
        Assert.InRange(ModelChecks.MaxDifference(basis.Modes.matmul(basis.Modes.t()), eye(3, dtype: float64)), 0.0, 1e-12);
        Assert.InRange(ModelChecks.MaxDifference(coefficients.matmul(basis.Modes), centred), 0.0, 1e-11);
        Assert.InRange(ModelChecks.MaxDifference(coefficients.square().mean([0]).sqrt(), basis.Deviations), 0.0, 1e-11);
    }

    [Fact]
    public void ABranchOfZero_GivesTheMean_AndCountsOnlyTheBranch()
    {
        using OperatorDataset set = Data();
        using PodDeepONet model = PodDeepONet.Create(Options, set);
        Assert.Equal((5 * 6) + (7 * 6), model.ParameterCount);
        using (no_grad()) foreach (Tensor parameter in model.parameters()) parameter.zero_();
        using Tensor predicted = model.Predict(set);
        Assert.InRange(ModelChecks.MaxDifference(predicted.to(float64), set.Outputs.mean([0]).expand(12, -1, -1)), 0.0, 1e-5);
    }

    [Fact]
    public void ABranchOfOne_GivesOneDeviationOfOneMode()
    {
        using OperatorDataset set = Data();
        using PodDeepONet model = PodDeepONet.Create(Options, set);
        using (no_grad())
        {
            foreach (Tensor parameter in model.parameters()) parameter.zero_();
            model.parameters().Last()[4] = 1.0f; // second output, mode 1
        }
        PodBasis basis = PodBasis.Fit(set.Outputs.select(2, 1), 3, "test");
        Tensor predicted = model.Predict(set).to(float64), expected = basis.Mean + basis.Deviations[1] * basis.Modes[1];
        Assert.InRange(ModelChecks.MaxDifference(predicted.select(2, 1), expected.expand(12, -1)), 0.0, 1e-5);
        Assert.InRange(ModelChecks.MaxDifference(predicted.select(2, 0), set.Outputs.select(2, 0).mean([0]).expand(12, -1)), 0.0, 1e-5);
    }

    [Fact]
    public void Gradients_EqualCentralDifferences_AndNormalisersFit()
    {
        using OperatorDataset set = Data();
        using Normalization normalization = Normalization.Fit(set);
        using NormalizedOperator model = NormalizedOperator.Create(PodDeepONet.Create(Options, set, normalization), normalization);
        Assert.InRange(ModelChecks.GradientError(model, [.. set.Inputs], set.Locations), 0.0, 1e-6);
    }

    [Fact]
    public void OtherLocations_AndTooManyModes_AreRefused()
    {
        using OperatorDataset set = Data();
        using PodDeepONet model = PodDeepONet.Create(Options, set);
        Assert.Contains("locations of the training set", Assert.Throws<ArgumentException>(() => model.call([zeros(2, 4, 1)], zeros(7, 1))).Message);
        Assert.Contains("at most 7 modes", Assert.Throws<ArgumentException>(() => PodDeepONet.Create(Options with { Modes = 8 }, set)).Message);
    }
}
