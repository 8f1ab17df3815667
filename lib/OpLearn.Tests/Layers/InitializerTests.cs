using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class InitializerTests
{
    public static TheoryData<string, double, double> Deviations => new()
    {
        // name, standard deviation and largest modulus for 300 inputs and 500 outputs (NaN: unbounded)
        { "Glorot uniform", Math.Sqrt(2.0 / 800), Math.Sqrt(6.0 / 800) },
        { "Glorot normal", Math.Sqrt(2.0 / 800), double.NaN },
        { "Glorot truncated normal", Math.Sqrt(2.0 / 800), 2.0 * Math.Sqrt(2.0 / 800) / 0.87962566103423978 },
        { "He uniform", Math.Sqrt(2.0 / 300), Math.Sqrt(6.0 / 300) },
        { "He normal", Math.Sqrt(2.0 / 300), double.NaN },
        { "PyTorch linear", Math.Sqrt(1.0 / 900), Math.Sqrt(1.0 / 300) },
        { "SIREN(30)", Math.Sqrt(2.0 / 300) / 30, Math.Sqrt(6.0 / 300) / 30 },
    };

    private static readonly Initializer[] All =
    [
        Initializer.GlorotUniform, Initializer.GlorotNormal, Initializer.GlorotTruncatedNormal, Initializer.HeUniform, Initializer.HeNormal,
        Initializer.PyTorchLinear, Initializer.Siren(),
    ];

    [Theory]
    [MemberData(nameof(Deviations))]
    public void Weights_HaveTheDeviationAndBoundOfTheFormula(string name, double deviation, double bound)
    {
        Initializer initializer = All.Single(candidate => candidate.Name == name);
        using Generator random = new(7);
        Tensor weight = zeros([500, 300], float64), bias = ones([500], float64);
        initializer.Fill(weight, bias, random);
        Assert.Equal(1.0, weight.std().item<double>() / deviation, 0.01); // 150,000 draws: about 0.2 %
        Assert.True(Math.Abs(weight.mean().item<double>()) < 0.01 * deviation);
        double largest = weight.abs().max().item<double>();
        if (double.IsNaN(bound)) Assert.True(largest > 3.5 * deviation, $"{largest}");
        else Assert.InRange(largest / bound, 0.999, 1.0 + 1e-12);
        if (name == "PyTorch linear") Assert.InRange(bias.abs().max().item<double>() / bound, 0.98, 1.0);
        else Assert.Equal(0.0, bias.abs().max().item<double>());
    }

    [Theory]
    [InlineData(20, 50)]
    [InlineData(50, 20)]
    [InlineData(30, 30)]
    public void Orthogonal_RowsOrColumnsAreOrthonormal(int rows, int columns)
    {
        using Generator random = new(3);
        Tensor weight = zeros([rows, columns], float64);
        Initializer.Orthogonal.Fill(weight, null, random);
        Tensor gram = rows < columns ? weight.matmul(weight.t()) : weight.t().matmul(weight);
        Assert.True(ModelChecks.MaxDifference(gram, eye(Math.Min(rows, columns), dtype: float64)) < 1e-13);
    }

    [Fact]
    public void OneSeed_GivesTheSameNumbersInSingleAndDouble()
    {
        Tensor single = zeros([8, 8], float32), twice = zeros([8, 8], float64);
        using (Generator random = new(5)) Initializer.GlorotNormal.Fill(single, null, random);
        using (Generator random = new(5)) Initializer.GlorotNormal.Fill(twice, null, random);
        Assert.Equal(0.0, ModelChecks.MaxDifference(single, twice.to(float32)));
    }

    [Fact]
    public void AConvolution_CountsItsKernelInTheFan()
    {
        using Generator random = new(5);
        Tensor weight = zeros([64, 32, 3, 3], float64);
        Initializer.HeUniform.Fill(weight, null, random);
        Assert.InRange(weight.abs().max().item<double>() / Math.Sqrt(6.0 / (32 * 9)), 0.999, 1.0);
    }
}
