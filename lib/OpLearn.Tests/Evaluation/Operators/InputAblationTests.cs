using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class InputAblationTests
{
    // Knows the first function's mean and nothing of the second.
    private sealed class FirstOnly : IOperatorPredictor
    {
        public Tensor Predict(OperatorDataset dataset, int batchSize = 64) => dataset.Inputs[0].mean([1L]).unsqueeze(1).expand(-1, dataset.Points, 1).clone();
    }

    [Fact]
    public void AnInputThatTheModelDoesNotRead_CanBeExchanged()
    {
        using Generator random = new(5);
        Tensor f = randn([200, 6, 1], generator: random), g = randn([200, 6, 1], generator: random);
        using var test = new OperatorDataset(["f", "g"], [f, g], rand([4, 1], generator: random), ["s"], f.mean([1L]).unsqueeze(1).expand(-1, 4, 1).clone());
        using Tensor mean = zeros(1);
        IReadOnlyList<InputAblation> found = InputAblation.Of(new FirstOnly(), test, mean);
        Assert.Equal(["f", "g"], found.Select(one => one.Input));
        Assert.Equal(0, found[0].Intact[0], 1e-6);
        Assert.Equal(Math.Sqrt(2), found[0].Errors[0], 0.2); // the difference of two independent samples
        Assert.Equal(0, found[1].Errors[0], 1e-6);
        Assert.Equal(200, test.Inputs[0].shape[0]); // the set is still there
    }
}
