using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class RealFftTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(1024)]
    public void Forward_IsTheSumOfTheDefinition_AndInverseUndoesIt(int n)
    {
        var random = new SampleGenerator(1, n);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.Normal())], back = new double[n];
        var fft = new RealFft(n);
        var spectrum = new Complex[fft.Modes];
        fft.Forward(x, spectrum);
        for (int k = 0; k < fft.Modes; k++)
        {
            Complex sum = Complex.Zero;
            for (int j = 0; j < n; j++) sum += x[j] * Complex.FromPolarCoordinates(1, -2 * Math.PI * (j * k % n) / n); // the angle of a long way round has lost digits
            Assert.InRange((sum - spectrum[k]).Magnitude, 0, 1e-12);
        }
        fft.Inverse(spectrum, back);
        for (int j = 0; j < n; j++) Assert.Equal(x[j], back[j], 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(100)]
    public void Lengths_ThatAreNoPowerOfTwoAreRefused(int n) => Assert.Throws<ArgumentException>(() => new RealFft(n));
}
