using System.Diagnostics;
using OpLearn.Workspace.Execution;

namespace OpLearn.Workspace.Tests;

/// <summary>The command line as people start it: a process of its own.</summary>
internal static class Cli
{
    public static Process Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        IReadOnlyList<string> kernel = NotebookExecution.KernelCommand("");
        // A shell starts background jobs with the interrupt signal ignored, and a child inherits that; people start this in the foreground.
        return OperatingSystem.IsLinux()
            ? Start("env", ["--default-signal=INT", kernel[0], kernel[1], .. arguments], environment, folder)
            : Start(kernel[0], [kernel[1], .. arguments], environment, folder);
    }

    public static Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, string? folder)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end and returns exit code and what it said.</summary>
    public static (int Code, string Out, string Error) Run(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, TimeSpan? limit = null)
    {
        using Process process = Start(arguments, environment, folder);
        return End(process, limit ?? TimeSpan.FromMinutes(3));
    }

    public static (int Code, string Out, string Error) End(Process process, TimeSpan limit)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process ran longer than {limit}. It said:\n{output.Result}\n{error.Result}");
        }
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Waits until a condition holds; true when it did in time.</summary>
    public static bool Eventually(Func<bool> condition, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > limit) return false;
            Thread.Sleep(50);
        }
        return true;
    }

    public static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
