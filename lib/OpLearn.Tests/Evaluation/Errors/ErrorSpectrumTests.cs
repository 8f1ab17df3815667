using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class ErrorSpectrumTests
{
    [Fact]
    public void AnErrorInOneFourierModeIsFoundThere()
    {
        Tensor x = 2 * Math.PI / 32 * arange(32, ScalarType.Float64);
        Tensor truth = (4 * (3 * x).cos() + 2).reshape(1, 32, 1);
        SpectralErrors found = ErrorSpectrum.Fourier(truth + (0.1 * (5 * x).sin()).reshape(1, 32, 1), truth, [32]);
        Assert.Equal(Enumerable.Range(0, 17), found.Wavenumbers);
        MetricsTests.Close([.. Enumerable.Range(0, 17).Select(k => k == 5 ? 0.005 : 0)], found.ErrorEnergy);
        MetricsTests.Close([.. Enumerable.Range(0, 17).Select(k => k == 0 ? 4.0 : k == 3 ? 8 : 0)], found.TruthEnergy);
    }

    [Theory, InlineData(17), InlineData(16), InlineData(6, 10), InlineData(4, 5, 6)]
    public void TheFourierEnergiesSumToTheMeanSquare(params int[] axes)
    {
        using var generator = new Generator(3);
        int points = axes.Aggregate((a, b) => a * b);
        Tensor truth = randn([4, points, 2], ScalarType.Float64, generator: generator), prediction = randn([4, points, 2], ScalarType.Float64, generator: generator);
        Assert.Equal(Metrics.MeanSquare(prediction, truth).Mean, ErrorSpectrum.Fourier(prediction, truth, axes).ErrorEnergy.Sum(), 1e-12);
    }

    [Fact]
    public void AWaveAcrossTheGridHasTheLengthOfItsWavevector()
    {
        Tensor x = 2 * Math.PI / 16 * arange(16, ScalarType.Float64);
        Tensor wave = (3 * x.unsqueeze(1) + 4 * x.unsqueeze(0)).cos().reshape(1, 256, 1);
        SpectralErrors found = ErrorSpectrum.Fourier(2 * wave, wave, [16, 16]);
        Assert.Equal(0.5, found.ErrorEnergy[5], 1e-12);
        Assert.Equal(1, found.Relative[5], 1e-12);
    }

    [Fact]
    public void AnErrorInOneSineModeIsFoundThere()
    {
        Tensor x = linspace(0, Math.PI, 21, ScalarType.Float64);
        Tensor truth = (2 * x.sin()).reshape(1, 21, 1);
        SpectralErrors found = ErrorSpectrum.Sine(truth + (0.2 * (7 * x).sin()).reshape(1, 21, 1), truth);
        Assert.Equal(Enumerable.Range(1, 19), found.Wavenumbers);
        MetricsTests.Close([.. Enumerable.Range(1, 19).Select(k => k == 7 ? 0.02 : 0)], found.ErrorEnergy);
        MetricsTests.Close([.. Enumerable.Range(1, 19).Select(k => k == 1 ? 2.0 : 0)], found.TruthEnergy);
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ErrorSpectrum.Fourier(ones(1, 8, 1), ones(1, 8, 1), [3, 3]));
        Assert.Throws<ArgumentException>(() => ErrorSpectrum.Sine(ones(1, 2, 1), ones(1, 2, 1)));
    }
}
