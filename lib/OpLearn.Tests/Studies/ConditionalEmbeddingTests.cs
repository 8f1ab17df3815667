using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class ConditionalEmbeddingTests
{
    private static Tensor Random(int seed, params long[] shape) => ModelChecks.Random(seed, shape);

    // Every sample's features by a Cholesky factor of the joint kernel matrix: the operators are plain matrices then, and their difference has a Frobenius norm.
    [Theory]
    [InlineData(0.4, 1.0)]
    [InlineData(0.1, 0.01)]
    public void Discrepancy_IsTheNormOfTheOperatorsDifference(double decay, double ridge)
    {
        Tensor xp = Random(1, 6, 3), yp = Random(2, 6, 4), xq = Random(3, 5, 3), yq = Random(4, 5, 4);
        Tensor Features(Tensor p, Tensor q) => linalg.cholesky(ConditionalEmbedding.Kernel(cat([p, q]), cat([p, q]), decay)); // rows are samples
        Tensor fx = Features(xp, xq), fy = Features(yp, yq);
        Tensor Operator(int from, int count)
        {
            Tensor x = fx.narrow(0, from, count), y = fy.narrow(0, from, count);
            return y.t().matmul(linalg.inv(x.matmul(x.t()) + count * ridge * eye(count, dtype: float64))).matmul(x);
        }
        double expected = (Operator(0, 6) - Operator(6, 5)).square().sum().item<double>();
        Assert.True(expected > 1e-4, $"{expected}");
        Assert.Equal(expected, ConditionalEmbedding.Discrepancy(xp, yp, xq, yq, decay, ridge).item<double>(), 1e-10);
    }

    [Fact]
    public void Discrepancy_OfTheSamePairsInAnotherOrder_IsZero_AndOfOtherOutputsIsNot()
    {
        Tensor x = Random(1, 7, 3), y = Random(2, 7, 4), order = tensor(new long[] { 3, 1, 6, 0, 2, 5, 4 });
        Assert.Equal(0, ConditionalEmbedding.Discrepancy(x, y, x[order], y[order]).item<double>(), 1e-12);
        Assert.True(ConditionalEmbedding.Discrepancy(x, y, x, y + 1).item<double>() > 1e-3);
    }

    [Fact]
    public void Gradient_IsThatOfDifferences()
    {
        Tensor xp = Random(1, 4, 2), yp = Random(2, 4, 3), xq = Random(3, 5, 2), yq = Random(4, 5, 3), step = Random(5, 5, 3);
        Tensor leaf = yq.clone().requires_grad_();
        ConditionalEmbedding.Discrepancy(xp, yp, xq, leaf).backward();
        double At(double t) => ConditionalEmbedding.Discrepancy(xp, yp, xq, yq + t * step).item<double>();
        Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, (leaf.grad! * step).sum().item<double>(), 1e-8);
    }

    [Fact]
    public void ShapesAndNumbersThatDoNotFit_AreRefused()
    {
        Tensor x = Random(1, 4, 2), y = Random(2, 4, 3);
        Assert.Throws<ArgumentException>(() => ConditionalEmbedding.Discrepancy(x, y.narrow(0, 0, 3), x, y));
        Assert.Throws<ArgumentException>(() => ConditionalEmbedding.Discrepancy(x, y, y, y));
        Assert.ThrowsAny<ArgumentException>(() => ConditionalEmbedding.Discrepancy(x, y, x, y, decay: 0));
        Assert.ThrowsAny<ArgumentException>(() => ConditionalEmbedding.Discrepancy(x, y, x, y, ridge: 0));
    }
}
