using System.CommandLine;
using OpLearn.Workspace.Commands;

namespace OpLearn.Workspace;

/// <summary>Entry point of <c>oplearn</c>. Exit codes: 0 all well, 1 something failed, 2 bad arguments.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        var root = new RootCommand("oplearn: reproduce, verify and explore studies of operator learning.")
        {
            ReproduceCommand.Create(), RunCommand.Create(), VerifyCommand.Create(), KernelCommand.Create(), DoctorCommand.Create(), DataCommand.Create(),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("`oplearn --help` shows what there is.");
            return 2;
        }
        try
        {
            // Commands that run notebooks handle Ctrl-C themselves: the executed part is to reach the disk.
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
