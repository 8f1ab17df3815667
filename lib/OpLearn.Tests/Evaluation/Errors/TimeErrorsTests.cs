using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class TimeErrorsTests
{
    // Two trajectories of 3 times and 2 points: the truth starts from zero; its mean squares are (0 + 1 + 8)/3 = 3 and 12.
    private static Tensor Truth => tensor(new double[,,] { { { 0, 0 }, { 1, 1 }, { Math.Sqrt(8), Math.Sqrt(8) } } }).reshape(1, 6, 1) * tensor(new double[] { 1, 2 }).reshape(2, 1, 1);
    private static Tensor Error => tensor(new double[] { 0, 0, 0.3, 0.3, -0.6, 0.6 }).reshape(1, 6, 1);

    [Fact]
    public void ErrorsByHandForBothOrdersOfTheAxes()
    {
        TimeErrors timeFirst = TimeErrors.Of(Truth + Error, Truth, [3, 2], timeAxis: 0);
        Tensor Turned(Tensor values) => values.reshape(-1, 3, 2, 1).transpose(1, 2).reshape(-1, 6, 1);
        TimeErrors timeLast = TimeErrors.Of(Turned(Truth + Error), Turned(Truth), [2, 3], timeAxis: 1);
        foreach (TimeErrors found in new[] { timeFirst, timeLast })
        {
            MetricsTests.Close([0, 0.3, 0.6], [.. found.RootMeanSquare.Select(time => time.PerSample[0])]);
            MetricsTests.Close([0, 0.3 / Math.Sqrt(3), 0.6 / Math.Sqrt(3)], [.. found.Relative.Select(time => time.PerSample[0])]);
            MetricsTests.Close([0, 0.3 / Math.Sqrt(12), 0.6 / Math.Sqrt(12)], [.. found.Relative.Select(time => time.PerSample[1])]);
            Assert.Equal([1, 2], found.ValidTimes(0.1));
        }
    }

    [Fact]
    public void TheRelativeErrorsAverageToTheRelativeL2()
    {
        TimeErrors found = TimeErrors.Of(Truth + Error, Truth, [3, 2], 0);
        double all = Metrics.RelativeL2(Truth + Error, Truth).PerSample[0];
        Assert.Equal(all * all, found.Relative.Average(time => time.PerSample[0] * time.PerSample[0]), 1e-12);
    }

    [Fact]
    public void MaskedPointsDoNotCount()
    {
        Tensor prediction = Truth + Error;
        prediction[TensorIndex.Colon, 3] = double.NaN;
        TimeErrors found = TimeErrors.Of(prediction, Truth, [3, 2], 0, tensor(new double[] { 1, 1, 1, 0, 1, 1 }));
        MetricsTests.Close([0, 0.3, 0.6], [.. found.RootMeanSquare.Select(time => time.PerSample[0])]);
        Assert.Equal(Math.Sqrt(17.0 / 5), 0.6 / found.Relative[2].PerSample[0], 1e-12);
        Assert.Throws<ArgumentException>(() => TimeErrors.Of(prediction, Truth, [3, 2], 0, tensor(new double[] { 1, 1, 0, 0, 1, 1 })));
        Assert.Throws<ArgumentException>(() => TimeErrors.Of(prediction, Truth, [3, 2], 2));
    }
}
