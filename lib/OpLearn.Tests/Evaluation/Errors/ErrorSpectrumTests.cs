using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class ErrorSpectrumTests
{
    [Fact]
    public void AnErrorInOneFourierModeIsFoundThere()
    {
        Tensor x = HeldNumbers.Range(32, ScalarType.Float64).Times(2 * Math.PI / 32);
        Tensor truth = x.Times(3).cos().Times(4).Plus(2).reshape(1, 32, 1);
        SpectralErrors found = ErrorSpectrum.Fourier(truth.Plus(x.Times(5).sin().Times(0.1).reshape(1, 32, 1)), truth, [32]);
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
        Tensor x = HeldNumbers.Range(16, ScalarType.Float64).Times(2 * Math.PI / 16);
        Tensor wave = x.unsqueeze(1).Times(3).Plus(x.unsqueeze(0).Times(4)).cos().reshape(1, 256, 1);
        SpectralErrors found = ErrorSpectrum.Fourier(wave.Times(2), wave, [16, 16]);
        Assert.Equal(0.5, found.ErrorEnergy[5], 1e-12);
        Assert.Equal(1, found.Relative[5], 1e-12);
    }

    [Fact]
    public void AnErrorInOneSineModeIsFoundThere()
    {
        Tensor x = linspace(0, Math.PI, 21, ScalarType.Float64);
        Tensor truth = x.sin().Times(2).reshape(1, 21, 1);
        SpectralErrors found = ErrorSpectrum.Sine(truth.Plus(x.Times(7).sin().Times(0.2).reshape(1, 21, 1)), truth);
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
