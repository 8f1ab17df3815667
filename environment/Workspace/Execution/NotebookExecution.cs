using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Reports;
using Spectre.Console;

namespace OpLearn.Workspace.Execution;

/// <summary>What to execute and where the results go.</summary>
internal sealed record ExecutionRequest(string Notebook, string Output)
{
    public string? Html { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The folder where the study leaves its claims and manifest, for the end of the report; null for none.</summary>
    public string? Record { get; init; }

    /// <summary>Seconds of each cell, kept for the next run's estimate; null for none.</summary>
    public string? Times { get; init; }
}

/// <summary>Executes a notebook in a fresh kernel of this program, shows the progress and writes notebook and report.</summary>
internal static class NotebookExecution
{
    /// <summary>This program's own kernel, as a command line.</summary>
    public static IReadOnlyList<string> KernelCommand(string connectionFile)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return [File.Exists(host) ? host : "dotnet", typeof(NotebookExecution).Assembly.Location, "kernel", "start", connectionFile];
    }

    public static NotebookOutcome Run(ExecutionRequest request, CancellationToken cancel)
    {
        string name = Path.GetFileNameWithoutExtension(request.Notebook);
        Notebook notebook = Load(request);
        if (request.Html is { } report && Path.GetFullPath(report) == Path.GetFullPath(request.Output))
            throw new UsageException($"--html: expected another file than --out; both are '{report}'.");
        Prepare(request.Output);
        Prepare(request.Html);
        string folder = Path.GetDirectoryName(Path.GetFullPath(request.Notebook))!;
        var options = new NotebookRunOptions
        {
            Kernel = [.. KernelCommand(NotebookRunOptions.ConnectionFile), "--language", notebook.DefaultLanguage],
            Output = request.Output,
            Environment = request.Environment,
            CellTimeout = request.CellTimeout,
            Expected = ReadTimes(request.Times),
        };
        NotebookOutcome outcome = WithProgress(name, report => NotebookRunner.Run(notebook, folder, options with { OnProgress = report }, cancel));
        if (outcome.Failure is null && !outcome.Cancelled && request.Times is { } times) WriteTimes(times, outcome.CellSeconds);
        if (request.Html is { } html) HtmlReport.Write(html, name, notebook, folder, request.Record);
        if (outcome.Failure is { } failure)
        {
            string where = failure.Line is { } line ? $", line {line}" : "";
            Console.Error.WriteLine($"{name}, cell {failure.Cell}{(failure.CellId == "" ? "" : $" ({failure.CellId})")}{where}: {failure.Name}: {failure.Message.Trim()}");
        }
        else if (outcome.Cancelled)
        {
            Console.Error.WriteLine($"{name}: stopped. What was executed is in {request.Output}");
        }
        return outcome;
    }

    // What is wrong with the request is said before anything runs.
    private static Notebook Load(ExecutionRequest request)
    {
        try
        {
            Notebook notebook = Notebook.Load(request.Notebook);
            if (notebook.ForeignKernel is { } kernel)
                throw new UsageException($"{request.Notebook}: its kernel is {kernel}; oplearn runs notebooks in C# and F#.");
            NotebookParameters.Inject(notebook, request.Parameters);
            if (request.Parameters.Count > 0 && !NotebookParameters.HasDefaults(notebook))
                Console.Error.WriteLine($"{Path.GetFileName(request.Notebook)}: no cell has the tag 'parameters'; the given ones are set at the top.");
            return notebook;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new UsageException(error.Message);
        }
    }

    private static void Prepare(string? file)
    {
        if (file is null) return;
        try
        {
            string full = Path.GetFullPath(file);
            if (Directory.Exists(full)) throw new UsageException($"Output: expected a file; '{file}' is a folder. Add a file name.");
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            // Tried now, as it is written later: hours of work must not end at a folder that takes no file.
            string trial = $"{full}.{System.Environment.ProcessId}.trial";
            using (new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
            if (File.Exists(full)) File.OpenHandle(full, access: FileAccess.ReadWrite).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"Output: '{file}' cannot be written: {error.Message}");
        }
    }

    /// <summary>A token that Ctrl-C, a terminal that closes and a polite kill cancel, while the program lives on to tidy up.</summary>
    public static T WithCancellation<T>(Func<CancellationToken, T> work)
    {
        using var source = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            if (source.IsCancellationRequested) return; // asked a second time: end at once; the kernel notices that its parent is gone
            context.Cancel = true;
            source.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        return work(source.Token);
    }

    private static NotebookOutcome WithProgress(string name, Func<Action<NotebookProgress>, NotebookOutcome> run)
    {
        int last = 0;
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return run(progress =>
            {
                if (progress.Cell == last) return;
                last = progress.Cell;
                Console.WriteLine(Line(name, progress));
            });
        }
        return AnsiConsole.Status().Start($"{Markup.Escape(name)}: starting the kernel", status =>
            run(progress => status.Status(Markup.Escape(Line(name, progress)))));
    }

    private static string Line(string name, NotebookProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: cell {progress.Cell}/{progress.Cells}, {Time(progress.Elapsed)}")
        + (progress.Remaining is { } remaining ? $", about {Time(remaining)} left" : "");

    internal static string Time(TimeSpan time) =>
        time.TotalMinutes < 1 ? $"{(int)time.TotalSeconds} s" : time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds:00} s" : $"{(int)time.TotalHours} h {time.Minutes:00} min";

    private static void WriteTimes(string path, IReadOnlyList<double> seconds)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(seconds.Select(s => Math.Round(s, 3))));
    }

    private static IReadOnlyList<double> ReadTimes(string? path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<double[]>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return []; // only an estimate is lost
        }
    }
}
