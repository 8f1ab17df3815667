using Xunit;

namespace OpLearn.Tests;

public class WaveSplitTests
{
    private static readonly Grid1D Line = new(2001, 0, 1, Endpoints.Included);

    public static TheoryData<string> All => [.. WaveSplit.All().Select(split => split.Name)];

    private static double[] SineCoefficients(double[] u) => new SineTransform(u.Length - 1, 1).Coefficients(u);

    [Theory]
    [MemberData(nameof(All))]
    public void Speeds_StayInTheirRange_AndInitialStatesInTheirBandWithTheirNorm(string name)
    {
        WaveSplit split = WaveSplit.All().Single(entry => entry.Name == name);
        (int lowest, int highest, int active, double norm) = name switch
        {
            "frequency, near" => (9, 16, 4, 1),
            "frequency, mid" or "combined" => (17, 30, 4, 1),
            "frequency, far" => (33, 48, 4, 1),
            "graded spectrum" => (1, 20, 20, 1),
            "wider band" => (1, 16, 4, 1),
            "amplitude 0.1" => (1, 8, 4, 0.1),
            _ => (1, 8, 4, 1.0),
        };
        double[,] c = split.Speed.Sample(Line, 0, 20, seed: 3);
        var grid = new Grid1D(129, 0, 1, Endpoints.Included);
        for (int s = 0; s < 20; s++)
        {
            double[] speed = [.. Enumerable.Range(0, 2001).Select(i => c[s, i])];
            Assert.All(speed, value => Assert.InRange(value, 0.6999, 1.3001));
            if (name != "speed, layered") Assert.Equal(0.3, speed.Max(value => Math.Abs(value - 1)), 1e-3); // all of the range is used
            double[] b = SineCoefficients(split.Initial.On(grid).Draw(s, 4));
            Assert.Equal(norm, Math.Sqrt(b.Sum(v => v * v / 2)), 1e-10);
            int[] present = [.. Enumerable.Range(0, b.Length).Where(k => Math.Abs(b[k]) > 1e-12).Select(k => k + 1)];
            Assert.Equal(active, present.Length);
            Assert.All(present, k => Assert.InRange(k, lowest, highest));
        }
    }

    [Fact]
    public void ActiveModes_AreEquallyLikely()
    {
        int[] counts = new int[8];
        FieldSampler sampler = new SineSeries(1, 8, 4).On(new Grid1D(17, 0, 1, Endpoints.Included));
        for (int s = 0; s < 4000; s++)
        {
            double[] b = SineCoefficients(sampler.Draw(s, 1));
            for (int k = 0; k < 8; k++) counts[k] += Math.Abs(b[k]) > 1e-12 ? 1 : 0;
        }
        Assert.All(counts, count => Assert.InRange(count, 2000 - 160, 2000 + 160)); // five standard errors
    }

    [Fact]
    public void GradedSpectrum_FallsByItsExponent()
    {
        double[,] u = new SineSeries(1, 20, decay: 1.5).Sample(new Grid1D(65, 0, 1, Endpoints.Included), 0, 4000, seed: 2);
        double[] power = new double[20];
        for (int s = 0; s < 4000; s++)
        {
            double[] b = SineCoefficients([.. Enumerable.Range(0, 65).Select(i => u[s, i])]);
            // Ratios to the first mode are undone by the common norm: compare the drawn coefficients up to it.
            for (int k = 0; k < 20; k++) power[k] += b[k] * b[k];
        }
        // Among high modes, which hardly change the norm, the mean square falls as k⁻³.
        Assert.Equal(Math.Pow(2, -3), power[19] / power[9], 0.02);
    }

    // The same functions on every grid; a finer solver must see the same problem.
    [Theory]
    [MemberData(nameof(All))]
    public void Functions_AreTheSameOnEveryGrid(string name)
    {
        WaveSplit split = WaveSplit.All().Single(entry => entry.Name == name);
        var coarse = new Grid1D(128, 0, 1, Endpoints.Included);
        var fine = new Grid1D((127 * 6) + 1, 0, 1, Endpoints.Included);
        foreach (RandomField field in (RandomField[])[split.Initial, split.Speed])
        {
            double[] few = field.On(coarse).Draw(2, 9), many = field.On(fine).Draw(2, 9);
            for (int i = 0; i < 128; i++) Assert.Equal(few[i], many[6 * i], 1e-12);
        }
    }

    // Decay alone sets the smoothness: mean square slope of g/max|g|.
    [Fact]
    public void Roughness_RisesFromSmoothToVeryRough()
    {
        double Slope(WaveSplit split)
        {
            double[,] c = split.Speed.Sample(Line, 0, 50, seed: 1);
            double sum = 0;
            for (int s = 0; s < 50; s++)
                for (int i = 0; i < 2000; i++) sum += Math.Pow(2000 * (c[s, i + 1] - c[s, i]), 2) / 2000 / 50;
            return Math.Sqrt(sum);
        }
        double smooth = Slope(WaveSplit.SmoothSpeed()), training = Slope(WaveSplit.InDistribution()), rough = Slope(WaveSplit.RoughSpeed()), veryRough = Slope(WaveSplit.VeryRoughSpeed());
        Assert.True(smooth < training && training < rough && rough < veryRough, $"{smooth}, {training}, {rough}, {veryRough}");
    }

    [Fact]
    public void Layers_JumpAtPointsOfTheStoredGridOnly()
    {
        double[] c = WaveSplit.LayeredSpeed().Speed.On(new Grid1D((127 * 8) + 1, 0, 1, Endpoints.Included)).Draw(1, 2);
        int[] jumps = [.. Enumerable.Range(1, c.Length - 1).Where(i => c[i] != c[i - 1])];
        Assert.Equal(4, jumps.Length);
        Assert.All(jumps, i => Assert.Equal(0, i % 8));
    }

    // A problem card tells the splits apart.
    [Fact]
    public void Parameters_DifferFromSplitToSplit()
    {
        string[] cards = [.. WaveSplit.All().Select(split => string.Join(";", split.Problem().Parameters.Select(entry => $"{entry.Key}={entry.Value}")))];
        Assert.Equal(cards.Length, cards.Distinct().Count());
    }
}
