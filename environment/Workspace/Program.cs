using System.CommandLine;
using System.CommandLine.Parsing;
using OpLearn.Workspace.Commands;

namespace OpLearn.Workspace;

/// <summary>Entry point of <c>oplearn</c>. Exit codes: 0 all well, 1 something failed, 2 bad arguments.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        ParseResult parsed = CreateRoot().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = string.Concat(Names(parsed.CommandResult).Reverse());
            Console.Error.WriteLine($"{string.Join(" ", string.Join(" ", parsed.Errors.Select(error => error.Message)).Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))} `oplearn{command} --help` shows what there is.");
            return 2;
        }
        try
        {
            // Commands that run notebooks handle Ctrl-C themselves: the executed part is to reach the disk.
            using var help = new StringWriter();
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = help });
            Console.Out.Write(help.ToString().Replace(RootCommand.ExecutableName, "oplearn", StringComparison.Ordinal)); // the program's file has a longer name
            return code;
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        catch (Exception error)
        {
            // A flaw of this program: one line for people, and the whole story where it is asked for.
            bool asked = Environment.GetEnvironmentVariable("OPLEARN_TRACE") is { Length: > 0 };
            Console.Error.WriteLine(asked ? error.ToString() : $"oplearn: {error.Message.ReplaceLineEndings(" ")} (a flaw of this program; with OPLEARN_TRACE=1 it says where)");
            return 1;
        }
    }

    /// <summary>All commands there are.</summary>
    internal static RootCommand CreateRoot() => new("oplearn: reproduce, verify and explore studies of operator learning.")
    {
        ReproduceCommand.Create(), RunCommand.Create(), VerifyCommand.Create(), KernelCommand.Create(), DoctorCommand.Create(), DataCommand.Create(), DocsCommand.Create(),
    };

    private static IEnumerable<string> Names(CommandResult command)
    {
        for (CommandResult? at = command; at is { Command: not RootCommand }; at = at.Parent as CommandResult) yield return " " + at.Command.Name;
    }
}
