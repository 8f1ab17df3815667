using Xunit;

namespace OpLearn.Tests;

public class AlternatedTimingTests
{
    private static double sink;

    private static void Spin(int terms)
    {
        double sum = 0;
        for (int i = 1; i <= terms; i++) sum += 1.0 / i;
        sink += sum;
    }

    // Processor time knows the ratio of the work, beside other tests too: those of this process are counted to all pieces alike, so the piece is long and the bound wide.
    [Fact]
    public void ThreefoldWork_TakesAboutThreefoldTime()
    {
        IReadOnlyList<TimedWork> found = AlternatedTiming.Measure(new Dictionary<string, Action> { ["once"] = () => Spin(300_000), ["thrice"] = () => Spin(900_000) }, leastSeconds: 0.02);
        Assert.Equal(["once", "thrice"], found.Select(work => work.Name));
        Assert.All(found, work => Assert.True(work.ProcessorSeconds > 0 && work.WallSeconds > 0));
        Assert.InRange(found[1].ProcessorSeconds / found[0].ProcessorSeconds, 1.5, 6.0);
    }

    [Fact]
    public void Pieces_HaveTheirTurnsInOrder_AndAWaitingOneEnds()
    {
        string turns = "";
        AlternatedTiming.Measure(new Dictionary<string, Action>
        {
            ["a"] = () => { if (!turns.EndsWith('a')) turns += "a"; Thread.Sleep(1); },
            ["b"] = () => { if (!turns.EndsWith('b')) turns += "b"; Thread.Sleep(1); },
        }, leastSeconds: 0.001);
        Assert.Equal(string.Concat(Enumerable.Repeat("ab", 8)), turns); // once to warm up, and seven rounds
    }

    [Fact]
    public void NothingToTime_IsRefused()
    {
        Assert.Contains("none", Assert.Throws<ArgumentException>(() => AlternatedTiming.Measure(new Dictionary<string, Action>())).Message);
        Assert.Throws<ArgumentException>(() => AlternatedTiming.Measure(new Dictionary<string, Action> { ["a"] = () => { } }, leastSeconds: 0));
    }
}
