using System.Collections.Concurrent;

namespace OpLearn.Kernel.Tests.Protocol;

/// <summary>A session whose cells are words: what each does stands in <see cref="Execute"/>.</summary>
internal sealed class FakeEngine : IRequestEngine
{
    public ConcurrentQueue<(string Source, string? Language)> Executed { get; } = new();

    public void WarmUp()
    {
    }

    public CellOutcome Execute(string source, string? language, IKernelOutput output, CancellationToken interrupt)
    {
        Executed.Enqueue((source, language));
        switch (source)
        {
            case "print":
                output.Stream("stdout", "a");
                output.Stream("stdout", "b\n");
                output.Stream("stderr", "c");
                output.Display(MimeBundle.Of("text/plain", "shown"), "id1");
                output.UpdateDisplay(MimeBundle.Of("text/plain", "again"), "id1");
                output.Clear(true);
                output.Result(MimeBundle.Of("text/plain", "42"));
                output.Stream("stdout", "last");
                break;
            case "progress" or "progress beside much":
                output.Stream("stdout", "before\n");
                if (source != "progress") output.Display(MimeBundle.Of("text/plain", new string('x', 100_000)), null);
                output.Display(MimeBundle.Of("text/plain", "training"), "id2");
                for (int i = 1; i <= 30; i++)
                {
                    Thread.Sleep(5);
                    output.UpdateDisplay(MimeBundle.Of("text/plain", $"step {i} of 30"), "id2");
                }

                break;
            case "fail":
                Thread.Sleep(300);
                return new CellOutcome(new CellFailure("Boom", "it broke", ["line 1"], 1));
            case "throw":
                throw new InvalidTimeZoneException("session broke");
            case "spin":
                InterruptGuard.Run(
                    () =>
                    {
                        while (true)
                        {
                        }
                    },
                    interrupt);
                break;
            case "native":
                Thread.Sleep(TimeSpan.FromSeconds(6.5));
                break;
            case "ask":
                output.Result(MimeBundle.Of("text/plain", "got " + output.Input("name?", false)));
                break;
        }

        return new CellOutcome(null);
    }

    public CompletionList Complete(string source, int position) => new([source[..position]], 0, position);

    public MimeBundle? Inspect(string source, int position) => source == "known" ? MimeBundle.Of("text/plain", "doc") : null;

    public Completeness IsComplete(string source) => source.EndsWith('{') ? Completeness.Incomplete : Completeness.Complete;
}
