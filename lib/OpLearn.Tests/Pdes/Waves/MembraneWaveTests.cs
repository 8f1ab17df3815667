using Xunit;

namespace OpLearn.Tests;

public class MembraneWaveTests
{
    [Fact]
    public void OneMode_StandsAndTurns()
    {
        var problem = new MembraneWave(points: 17, modes: 4, decay: 0.85, speed: 0.3);
        var a = new double[4, 4];
        a[1, 2] = 2; // sin 2πx sin 3πy
        double[] u = problem.StateAt(a, 1.7);
        double amplitude = 2 * Math.PI / 16 * Math.Pow(13, -0.85) * Math.Cos(0.3 * Math.PI * 1.7 * Math.Sqrt(13));
        for (int i = 0; i < 17; i++)
            for (int j = 0; j < 17; j++)
                Assert.Equal(amplitude * Math.Sin(2 * Math.PI * i / 16) * Math.Sin(3 * Math.PI * j / 16), u[(i * 17) + j], 1e-13);
    }

    // u_tt = c² Δu by central differences of the stored formula.
    [Fact]
    public void State_SatisfiesTheEquation()
    {
        const int n = 201;
        var problem = new MembraneWave(points: n, modes: 3, speed: 0.5);
        double[,] a = { { 1, -0.5, 0.3 }, { 0.2, 0.7, -0.9 }, { -0.4, 0.1, 0.8 } };
        const double t = 0.6, h = 1.0 / (n - 1);
        double[] now = problem.StateAt(a, t), before = problem.StateAt(a, t - h), after = problem.StateAt(a, t + h);
        double worst = 0, size = 0;
        for (int i = 1; i < n - 1; i++)
            for (int j = 1; j < n - 1; j++)
            {
                int k = (i * n) + j;
                double acceleration = (after[k] - (2 * now[k]) + before[k]) / (h * h), bend = (now[k + 1] + now[k - 1] + now[k + n] + now[k - n] - (4 * now[k])) / (h * h);
                (worst, size) = (Math.Max(worst, Math.Abs(acceleration - (0.25 * bend))), Math.Max(size, Math.Abs(acceleration)));
            }
        Assert.InRange(worst / size, 0, 1e-3);
    }

    [Fact]
    public void Boundary_IsStillWhileTheInsideMoves()
    {
        SampleBlock block = WaveEquationTests.Solve(new MembraneWave(points: 33), 2);
        for (int sample = 0; sample < 2; sample++)
            for (int i = 0; i < 33; i++)
                foreach (int k in (int[])[i, (32 * 33) + i, i * 33, (i * 33) + 32])
                    Assert.Equal(0, block.Outputs[0][(sample * 33 * 33) + k]);
        Assert.NotEqual(block.Inputs[0], block.Outputs[0]);
    }

    // The modes below the bound and those above it make up the whole, sample for sample, and the bound lets nothing lower through.
    [Fact]
    public void LowestMode_LeavesOutTheModesBelow()
    {
        const int points = 17, bound = 4, modes = 6;
        SampleBlock all = WaveEquationTests.Solve(new MembraneWave(points, modes, 0.5), 3), high = WaveEquationTests.Solve(new MembraneWave(points, modes, 0.5, lowest: bound), 3);
        double low = 0;
        foreach ((double[] whole, double[] part) in new[] { (all.Inputs[0], high.Inputs[0]), (all.Outputs[0], high.Outputs[0]) })
            for (int sample = 0; sample < 3; sample++)
                for (int i = 1; i <= modes; i++)
                    for (int j = 1; j <= modes; j++)
                    {
                        double expected = Math.Max(i, j) >= bound ? Coefficient(whole, sample, i, j) : 0;
                        Assert.Equal(expected, Coefficient(part, sample, i, j), 1e-12);
                        if (expected == 0) low += Math.Abs(Coefficient(whole, sample, i, j));
                    }
        Assert.InRange(low, 0.01, double.PositiveInfinity); // there was something to leave out
        Assert.Contains("lowest mode", Assert.Throws<ArgumentException>(() => new MembraneWave(points, modes, lowest: 7)).Message);

        static double Coefficient(double[] values, int sample, int i, int j) // discrete sine transform: exact below the grid's limit
        {
            double sum = 0;
            for (int x = 0; x < points; x++)
                for (int y = 0; y < points; y++)
                    sum += values[(sample * points * points) + (x * points) + y] * Math.Sin(Math.PI * i * x / (points - 1)) * Math.Sin(Math.PI * j * y / (points - 1));
            return 4 * sum / ((points - 1) * (points - 1));
        }
    }
}
