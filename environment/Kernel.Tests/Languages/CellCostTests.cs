using System.Diagnostics;
using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>What cells cost, in memory and in processor time: the clock on the wall tells about the machine's other work too, and is only written to the test's output.</summary>
[Collection(nameof(Alone))]
public sealed class CellCostTests
{
    [Fact]
    public void TheFirstFSharpCellIsQuickAfterWarmingUp()
    {
        using var own = new SessionFixture();
        var watch = Stopwatch.StartNew();
        var language = new FSharpLanguage(own.Session.Options);
        language.WarmUp();
        double warming = watch.Elapsed.TotalSeconds;
        watch.Restart();
        Assert.Equal(3, language.Evaluate("1 + 2", CancellationToken.None).Value);
        double first = watch.Elapsed.TotalSeconds;
        language.Reset();
        TestContext.Current.TestOutputHelper?.WriteLine($"warming {warming:F1} s, first cell {first:F2} s");
        Assert.True(first < Math.Max(1, warming / 2), $"warming {warming:F1} s, first cell {first:F2} s");
    }

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
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        var times = new List<double>();
        for (int i = 0; i < cells; i++)
        {
            watch.Restart();
            Assert.Null(own.Run(Cell(i), language).Failure);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        double busy = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / cells;
        double perCell = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)cells / 1e6;
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"first {first:F1} s, {perCell:F3} MB and {busy:F1} ms of processor a cell; wall median {times[cells / 2]:F1} ms, 95 % {times[cells * 95 / 100]:F1} ms");
        Assert.True(perCell <= 0.6, $"{perCell:F3} MB a cell");
        Assert.True(busy <= 50, $"{busy:F1} ms of processor a cell");
        Assert.Equal("", own.Run(language == "csharp" ? "v7 + v290" : "v7 + v90", language).Message);
    }
}
