using System.Diagnostics;
using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>What cells cost. Memory is exact; times are medians with room for a busy machine, and are written to the test's output.</summary>
[Collection(nameof(Alone))]
public sealed class CellCostTests
{
    [Theory]
    [InlineData("csharp", 300)]
    [InlineData("fsharp", 100)]
    public void ManyCellsStaySmallAndQuick(string language, int cells)
    {
        using var own = new SessionFixture();
        string Cell(int i) => language == "csharp" ? $"int v{i} = {i} + 1;" : $"let v{i} = {i} + 1";
        var watch = Stopwatch.StartNew();
        Assert.Null(own.Run(Cell(10_000), language).Failure);
        double first = watch.Elapsed.TotalSeconds;
        for (int i = 0; i < 10; i++) Assert.Null(own.Run(Cell(1000 + i), language).Failure);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var times = new List<double>();
        for (int i = 0; i < cells; i++)
        {
            watch.Restart();
            Assert.Null(own.Run(Cell(i), language).Failure);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        double perCell = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)cells / 1e6;
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"first {first:F1} s, {perCell:F3} MB a cell, median {times[cells / 2]:F1} ms, 95 % {times[cells * 95 / 100]:F1} ms");
        Assert.True(perCell <= 0.6, $"{perCell:F3} MB a cell");

        // The quickest half is what the cell costs; the rest is what the machine did meanwhile.
        Assert.True(times[cells / 4] <= 50, $"lower quartile {times[cells / 4]:F1} ms");
        Assert.Equal("", own.Run(language == "csharp" ? "v7 + v290" : "v7 + v90", language).Message);
    }
}
