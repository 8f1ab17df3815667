using Xunit;

namespace OpLearn.Tests;

/// <summary>Observed orders of convergence.</summary>
internal static class Orders
{
    /// <summary>Asserts that each refinement cuts the error at a rate above <paramref name="order"/> − 0.25.</summary>
    public static void AssertAtLeast(double order, Func<int, double> error, params int[] sizes)
    {
        double[] errors = [.. sizes.Select(error)];
        double[] rates = [.. Enumerable.Range(1, sizes.Length - 1).Select(i => Math.Log(errors[i - 1] / errors[i]) / Math.Log((double)sizes[i] / sizes[i - 1]))];
        string report = $"sizes {string.Join(", ", sizes)}; errors {string.Join(", ", errors.Select(e => e.ToString("e2")))}; rates {string.Join(", ", rates.Select(r => r.ToString("f2")))}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(rates.All(rate => rate > order - 0.25), $"expected order {order}: {report}");
    }
}
