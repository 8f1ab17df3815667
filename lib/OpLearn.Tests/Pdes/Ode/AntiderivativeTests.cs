using Xunit;

namespace OpLearn.Tests;

public class AntiderivativeTests
{
    [Fact]
    public void KnownFunctions_AreIntegratedToNineDigits()
    {
        var problem = new Antiderivative();
        double[] sine = problem.SolveFor(t => Math.Sin(2 * Math.PI * t)), line = problem.SolveFor(t => t);
        for (int i = 0; i < problem.OutputGrid.Points; i++)
        {
            double t = problem.OutputGrid.Directions[0][i];
            Assert.Equal((1 - Math.Cos(2 * Math.PI * t)) / (2 * Math.PI), sine[i], 1e-10);
            Assert.Equal(t * t / 2, line[i], 1e-13);
        }
    }

    [Fact]
    public void Statistics_AreThoseOfTheGaussianField()
    {
        var problem = new Antiderivative();
        var block = new SampleBlock(problem, 20_000);
        problem.Solve(0, seed: 1, block, CancellationToken.None);
        double end = 0, all = 0;
        for (int sample = 0; sample < block.Samples; sample++)
        {
            double last = block.Outputs[0][(sample * 100) + 99];
            end += last * last / block.Samples;
            // Trapezoidal mean over t.
            for (int i = 0; i < 100; i++) all += block.Outputs[0][(sample * 100) + i] * block.Outputs[0][(sample * 100) + i] * (i is 0 or 99 ? 0.5 : 1) / 99 / block.Samples;
        }
        Assert.Equal(0.4213, end, 0.021); // five standard errors: 5·0.4213·√(2/n)
        Assert.Equal(0.1807, all, 0.009);
    }
}
