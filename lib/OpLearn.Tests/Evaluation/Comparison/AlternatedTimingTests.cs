using Xunit;

namespace OpLearn.Tests;

[Collection("process-wide state")] // processor time is that of the process: no other test may run beside these
public class AlternatedTimingTests
{
    private static double sink;

    private static void Spin(int terms)
    {
        double sum = 0;
        for (int i = 1; i <= terms; i++) sum += 1.0 / i;
        sink += sum;
    }

    // Processor time knows the ratio of the work, whatever other processes do; the bound is wide for what the runtime does on its own threads.
    [Fact]
    public void ThreefoldWork_TakesAboutThreefoldTime()
    {
        var work = new Dictionary<string, Action> { ["once"] = () => Spin(300_000), ["thrice"] = () => Spin(900_000) };
        IReadOnlyList<TimedWork> found = AlternatedTiming.Measure(work, leastSeconds: 0.02);
        Assert.Equal(["once", "thrice"], found.Select(timed => timed.Name));
        Assert.All(found, timed => Assert.True(timed.ProcessorSeconds > 0 && timed.WallSeconds > 0));
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
