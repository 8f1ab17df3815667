using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Runs a notebook from top to bottom in a fresh kernel, without a front end.</summary>
/// <remarks>
/// Tags: <c>skip-execution</c> leaves a cell as it is, <c>raises-exception</c> lets a cell fail. The executed part is on disk after each cell, and the kernel's
/// process ends with the run however it ends. What is written holds no times, so that two runs with the same results are the same file.
/// </remarks>
public static partial class NotebookRunner
{
    private const int MostPumping = 200; // milliseconds

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20), Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs the notebook and fills in its outputs.</summary>
    /// <param name="notebook">Changed in place.</param>
    /// <param name="folder">The kernel's current folder: the notebook's own.</param>
    /// <param name="options">Kernel, output file, limits.</param>
    /// <param name="cancel">Stops the running cell and the run.</param>
    /// <exception cref="InvalidOperationException">The kernel did not start.</exception>
    public static NotebookOutcome Run(Notebook notebook, string folder, NotebookRunOptions options, CancellationToken cancel = default)
    {
        var clock = Stopwatch.StartNew();
        NotebookCell[] cells = [.. notebook.Cells.Where(cell => cell.IsCode && !cell.HasTag("skip-execution"))];
        foreach (NotebookCell cell in cells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
        var seconds = new List<double>();
        NotebookFailure? failure = null;
        bool cancelled = false;
        try
        {
            using KernelProcess kernel = KernelProcess.Start(options, folder, cancel);
            kernel.WarmUp(cells.Select(cell => cell.Language(notebook.DefaultLanguage)).Distinct(), options.StartTimeout, cancel);
            var shown = new Dictionary<string, List<JsonObject>>(StringComparer.Ordinal);
            var outputs = new Dictionary<string, CellOutputs>(StringComparer.Ordinal); // by the request that each cell was sent with
            for (int i = 0; i < cells.Length && failure is null && !cancelled; i++)
            {
                if (string.IsNullOrWhiteSpace(cells[i].Source))
                {
                    seconds.Add(0);
                    continue;
                }
                double began = clock.Elapsed.TotalSeconds;
                var run = new CellRun(kernel, cells[i], i + 1, new CellOutputs(cells[i], shown), outputs, options, cancel);
                failure = run.Execute(() => Report(options, i, cells.Length, clock.Elapsed, clock.Elapsed.TotalSeconds - began));
                cancelled = cancel.IsCancellationRequested;
                if (cancelled) failure = null; // the cell was stopped; that it says so is no failure of its own
                seconds.Add(clock.Elapsed.TotalSeconds - began);
                if (options.Output is { } path) notebook.Save(path);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            cancelled = true;
        }
        if (options.Output is { } file) notebook.Save(file);
        return new NotebookOutcome(failure, cancelled, clock.Elapsed, seconds);
    }

    private static void Report(NotebookRunOptions options, int index, int count, TimeSpan elapsed, double inCell)
    {
        if (options.OnProgress is not { } report) return;
        double? remaining = options.Expected.Count == count ? Math.Max(0, options.Expected[index] - inCell) + options.Expected.Skip(index + 1).Sum() : null;
        report(new NotebookProgress(index + 1, count, elapsed, remaining is { } s ? TimeSpan.FromSeconds(s) : null));
    }

    private sealed class CellRun(
        KernelProcess kernel, NotebookCell cell, int number, CellOutputs own, Dictionary<string, CellOutputs> outputs, NotebookRunOptions options, CancellationToken cancel)
    {
        private JsonObject? error;
        private string request = "";
        private bool idle;
        private JsonObject? reply;

        public NotebookFailure? Execute(Action progress)
        {
            try
            {
                return Await(progress);
            }
            finally
            {
                foreach (CellOutputs cells in outputs.Values) cells.Finish();
            }
        }

        private NotebookFailure? Await(Action progress)
        {
            request = kernel.Client.Ask("execute_request", new JsonObject
            {
                ["code"] = cell.Source,
                ["silent"] = false,
                ["store_history"] = true,
                ["user_expressions"] = new JsonObject(),
                ["allow_stdin"] = false,
                ["stop_on_error"] = true,
            }, (JsonObject)cell.Metadata.DeepClone());
            outputs.Add(request, own);
            var clock = Stopwatch.StartNew();
            TimeSpan reported = TimeSpan.MinValue;
            TimeSpan? stopAsked = null;
            bool timedOut = false;
            while (!idle || reply is null)
            {
                Pump();
                if (kernel.HasExited && !Drain()) return Fail("KernelDied", kernel.LastWords("while the cell ran"));
                if (reported < clock.Elapsed - TimeSpan.FromSeconds(0.5))
                {
                    progress();
                    reported = clock.Elapsed;
                }
                timedOut |= options.CellTimeout is { } limit && clock.Elapsed > limit;
                if (stopAsked is null && (timedOut || cancel.IsCancellationRequested))
                {
                    kernel.Client.Control("interrupt_request", []);
                    stopAsked = clock.Elapsed;
                }
                if (stopAsked is { } asked && clock.Elapsed - asked > Grace) break; // disposing the kernel kills it
            }
            if (reply?["execution_count"] is JsonValue value && value.TryGetValue(out int count)) cell.ExecutionCount = count;
            if (timedOut) return Fail("Timeout", $"The cell ran longer than {options.CellTimeout!.Value.TotalSeconds:G4} s. Raise --timeout, or take a smaller preset.");
            bool failed = error is not null || Notebook.Text(reply, "status") == "error";
            if (!failed || cell.HasTag("raises-exception")) return null;
            JsonNode? told = error ?? reply;
            return Fail(Notebook.Text(told, "ename"), Notebook.Text(told, "evalue"));
        }

        private void Pump()
        {
            // A kernel that publishes without end must not keep us from the clock and from Ctrl-C.
            long until = Environment.TickCount64 + MostPumping;
            JupyterMessage? message = kernel.Client.Published(Tick);
            for (; message is not null; message = Environment.TickCount64 < until ? kernel.Client.Published(TimeSpan.Zero) : null) Take(message);
            while (kernel.Client.Reply(TimeSpan.Zero) is { } answer)
            {
                if (answer.ParentId == request && answer.Type == "execute_reply") reply = answer.Content;
            }
        }

        // The last messages of a dead kernel may still be on their way.
        private bool Drain()
        {
            for (int i = 0; i < 10 && (!idle || reply is null); i++) Pump();
            return idle && reply is not null;
        }

        private void Take(JupyterMessage message)
        {
            if (message.Type != "status" && outputs.TryGetValue(message.ParentId, out CellOutputs? written)) written.Add(message);
            if (message.ParentId != request) return;
            if (message.Type == "status") idle |= Notebook.Text(message.Content, "execution_state") == "idle";
            if (message.Type == "error") error = message.Content;
        }

        private NotebookFailure Fail(string name, string message)
        {
            string trace = error?["traceback"] is JsonArray lines ? string.Join('\n', lines.Select(line => line?.ToString())) : "";
            if (error is null) // so that the file itself shows where and why it ended
            {
                cell.Outputs.Add((JsonNode)new JsonObject
                {
                    ["ename"] = name,
                    ["evalue"] = message,
                    ["output_type"] = "error",
                    ["traceback"] = new JsonArray(message),
                });
            }
            Match line = LineNumber().Match(trace + "\n" + message);
            string digits = line.Groups[1].Success ? line.Groups[1].Value : line.Groups[2].Value;
            return new NotebookFailure(number, Notebook.Text(cell.Json, "id"), int.TryParse(digits, CultureInfo.InvariantCulture, out int at) ? at : null, name, message);
        }
    }

    [GeneratedRegex(@"\((\d+),\d+\)|\bline (\d+)\b")]
    private static partial Regex LineNumber();
}
