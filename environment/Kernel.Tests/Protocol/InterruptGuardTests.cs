using System.Diagnostics;
using Xunit;

namespace OpLearn.Kernel.Tests.Protocol;

public sealed class InterruptGuardTests
{
    public static TheoryData<string> Loops => ["spin", "sleep", "wait", "lock", "task", "token", "swallow", "parallel"];

    [Theory]
    [MemberData(nameof(Loops))]
    public void AnInterruptStops(string loop)
    {
        using var interrupt = new CancellationTokenSource();
        var watch = new Stopwatch();
        Exception? caught = null;
        bool finished = RunOnThread(() =>
        {
            interrupt.CancelAfter(100);
            watch.Start();
            try
            {
                InterruptGuard.Run(() => Block(loop, interrupt.Token), interrupt.Token);
            }
            catch (Exception exception)
            {
                caught = exception;
            }

            watch.Stop();
            Thread.Sleep(20); // a left-over wake-up would throw here
        });
        Assert.True(finished, $"{loop} went on");
        var cancelled = Assert.IsAssignableFrom<OperationCanceledException>(caught);
        Assert.Equal(interrupt.Token, cancelled.CancellationToken);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{loop} took {watch.Elapsed}");
    }

    [Fact]
    public void ExceptionsOfTheCodePassThrough()
    {
        var thrown = new InvalidTimeZoneException("mine");
        Assert.Same(thrown, Assert.Throws<InvalidTimeZoneException>(() => InterruptGuard.Run(() => throw thrown, CancellationToken.None)));
    }

    [Fact]
    public void GuardsNest()
    {
        bool ran = false;
        InterruptGuard.Run(() => InterruptGuard.Run(() => ran = true, CancellationToken.None), CancellationToken.None);
        Assert.True(ran);
    }

    [Fact]
    public void AThreadIsSpentAfterAnAbortOnly()
    {
        bool before = true, after = false;
        Assert.True(RunOnThread(() =>
        {
            InterruptGuard.Run(() => { }, CancellationToken.None);
            before = InterruptGuard.ThreadIsSpent;
            using var interrupt = new CancellationTokenSource(20);
            Assert.Throws<OperationCanceledException>(() => InterruptGuard.Run(() => Block("spin", interrupt.Token), interrupt.Token));
            after = InterruptGuard.ThreadIsSpent;
        }));
        Assert.False(before);
        Assert.True(after);
    }

    private static bool RunOnThread(ThreadStart body)
    {
        var thread = new Thread(body) { IsBackground = true };
        thread.Start();
        return thread.Join(TimeSpan.FromSeconds(20));
    }

    private static void Block(string loop, CancellationToken token)
    {
        switch (loop)
        {
            case "spin":
                while (true)
                {
                }

            case "sleep":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "wait":
                new ManualResetEvent(false).WaitOne();
                break;
            case "lock":
                var gate = new object();
                using (var held = new ManualResetEventSlim())
                {
                    new Thread(() =>
                    {
                        lock (gate)
                        {
                            held.Set();
                            Thread.Sleep(Timeout.Infinite);
                        }
                    })
                    { IsBackground = true }.Start();
                    held.Wait(CancellationToken.None);
                    lock (gate)
                    {
                    }
                }

                break;
            case "task":
                Task.Delay(Timeout.Infinite, CancellationToken.None).GetAwaiter().GetResult();
                break;
            case "token":
                Task.Delay(Timeout.Infinite, token).GetAwaiter().GetResult();
                break;
            case "swallow":
                while (true)
                {
                    try
                    {
                        Math.Sqrt(2.0);
                        Thread.Sleep(1);
                    }
                    catch (InvalidOperationException)
                    {
                    }
                }

            case "parallel":
                Parallel.For(0, 4, new ParallelOptions { CancellationToken = token }, _ => Thread.Sleep(2000));
                break;
        }
    }
}
