using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class PolynomialRidgeTests
{
    private static OperatorDataset Set(int samples, int seed, Func<Tensor, Tensor, Tensor> map, double noise = 0)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        using var shapes = new Generator(99);
        // Three degrees of freedom in u on 20 sensors, two in v on 7.
        Tensor p = randn([samples, 3], ScalarType.Float64, generator: generator), q = 100 * randn([samples, 2], ScalarType.Float64, generator: generator) + 1000;
        Tensor u = p.matmul(randn([3, 20], ScalarType.Float64, generator: shapes)), v = q.matmul(randn([2, 7], ScalarType.Float64, generator: shapes));
        Tensor s = map(p, (q - 1000) / 100);
        s += noise * randn(s.shape, ScalarType.Float64, generator: generator);
        return new OperatorDataset(["u", "v"], [u.unsqueeze(-1), v.unsqueeze(-1)], arange(s.shape[1], ScalarType.Float64).unsqueeze(-1), ["s"], s.unsqueeze(-1));
    }

    private static Tensor Quadratic(Tensor p, Tensor q) => cat([p * p + 1, p.narrow(1, 0, 1) * q - 3 * q, q * q * 0.01], 1);

    private static Tensor Cubic(Tensor p, Tensor q) => cat([p.pow(3), p.narrow(1, 1, 1) * q * q, p.prod(1, keepdim: true)], 1);

    private static double Error(Func<Tensor, Tensor, Tensor> map, int degree, out PolynomialRidge fitted)
    {
        using OperatorDataset train = Set(300, 1, map), validation = Set(50, 2, map), test = Set(80, 3, map);
        fitted = PolynomialRidge.Fit(train, validation, new PolynomialRidgeOptions { Degree = degree });
        using Tensor prediction = fitted.Predict(test);
        return Metrics.GlobalRelativeL2(prediction, test.Outputs);
    }

    [Fact]
    public void APolynomialOfItsDegreeIsExact()
    {
        Assert.True(Error(Quadratic, 1, out PolynomialRidge linear) > 0.1);
        Assert.True(Error(Quadratic, 2, out PolynomialRidge quadratic) < 1e-9);
        Assert.True(Error(Cubic, 2, out PolynomialRidge low) > 0.1);
        Assert.True(Error(Cubic, 3, out PolynomialRidge cubic) < 1e-9);
        // Five coefficients: 5, 5 + 15 and 5 + 15 + 35 monomials.
        Assert.Equal((5, 20, 55), (linear.Features, quadratic.Features, cubic.Features));
        Assert.Equal([3, 2], cubic.InputModes);
        foreach (PolynomialRidge one in new[] { linear, quadratic, low, cubic }) one.Dispose();
    }

    [Fact]
    public void ValidationChoosesAStrongRidgeForNoise()
    {
        using OperatorDataset clean = Set(60, 1, Quadratic), noisy = Set(60, 1, Quadratic, noise: 20), validation = Set(60, 2, Quadratic, noise: 20), test = Set(200, 3, Quadratic);
        var options = new PolynomialRidgeOptions { Degree = 3 };
        using PolynomialRidge weak = PolynomialRidge.Fit(noisy, validation, new PolynomialRidgeOptions { Degree = 3, Ridges = [0] }), chosen = PolynomialRidge.Fit(noisy, validation, options);
        Assert.True(chosen.Ridges[0] >= 1e-3, $"ridge {chosen.Ridges[0]}");
        using Tensor first = weak.Predict(test), second = chosen.Predict(test);
        Assert.True(Metrics.GlobalRelativeL2(second, test.Outputs) < 0.5 * Metrics.GlobalRelativeL2(first, test.Outputs));
    }

    [Fact]
    public void TooManyFeaturesLeaveOutTheLeastModes()
    {
        using OperatorDataset train = Set(300, 1, Quadratic), validation = Set(50, 2, Quadratic);
        using PolynomialRidge small = PolynomialRidge.Fit(train, validation, new PolynomialRidgeOptions { Degree = 2, MaximumFeatures = 14 });
        Assert.Equal((14, 4), (small.Features, small.InputModes.Sum())); // 4 coefficients: 4 + 10
    }

    [Fact]
    public void MaskedPointsDoNotChoose()
    {
        using OperatorDataset train = Set(300, 1, Quadratic), plain = Set(50, 2, Quadratic);
        Tensor outputs = plain.Outputs.clone();
        outputs[TensorIndex.Colon, 4] *= -1000; // as if nothing could be predicted there: would call for the strongest ridge
        Tensor mask = ones(7, ScalarType.Float64);
        mask[4] = 0;
        using var masked = new OperatorDataset(plain.InputNames, [.. plain.Inputs.Select(input => input.clone())], plain.Locations.clone(), plain.OutputNames, outputs, null, mask);
        using PolynomialRidge fitted = PolynomialRidge.Fit(train, masked);
        Assert.True(fitted.Ridges[0] < 1e-10, $"ridge {fitted.Ridges[0]}");
    }

    [Fact]
    public void OtherGridsAndDegreesAreRefused()
    {
        using OperatorDataset train = Set(30, 1, Quadratic), validation = Set(30, 2, Cubic);
        Assert.Throws<ArgumentException>(() => PolynomialRidge.Fit(train, validation));
        Assert.Throws<ArgumentException>(() => PolynomialRidge.Fit(train, train, new PolynomialRidgeOptions { Degree = 4 }));
    }
}
