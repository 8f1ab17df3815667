using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using OpLearn.Kernel;
using OpLearn.Workspace.Execution;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn kernel</c>: the Jupyter kernel and its entries in Jupyter's list.</summary>
internal static class KernelCommand
{
    private static readonly string[] Libraries =
        ["OpLearn", "OpLearn.Studies", "OpLearn.Plots", "TorchSharp", "MathNet.Numerics", "Plotly.NET", "Plotly.NET.CSharp", "DynamicObj", "Deedle"];

    public static Command Create()
    {
        var install = new Command("install", "Enters the C# and the F# kernel in Jupyter's list of this user.");
        install.SetAction(_ => Install());
        var uninstall = new Command("uninstall", "Takes both kernels out of the list.");
        uninstall.SetAction(_ => Uninstall());
        var list = new Command("list", "Shows the installed kernels and what they start.");
        list.SetAction(_ => List());
        return new Command("kernel", "The Jupyter kernel for C# and F#.") { install, uninstall, list, CreateStart() };
    }

    private static Command CreateStart()
    {
        var connection = new Argument<string>("connection-file") { Description = "Written by the Jupyter client that starts the kernel." };
        var language = new Option<string>("--language") { Description = "csharp or fsharp: the language of cells that name none.", DefaultValueFactory = _ => "csharp" };
        language.AcceptOnlyFromAmong("csharp", "fsharp");
        var start = new Command("start", "Starts the kernel; Jupyter clients do this.") { connection, language };
        start.SetAction(parsed =>
        {
            // Ctrl-C in a terminal reaches the whole process group; here only the client decides (interrupt_mode: message).
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
            EndWithParent();
            return KernelServer.Run(parsed.GetValue(connection)!, new KernelOptions
            {
                Preloaded = [.. Libraries.Select(Assembly.Load)],
                DefaultLanguage = parsed.GetValue(language)!,
                OnStart = () =>
                {
                    NativeTorch.EnsureLoaded();
                    Interruption.Source = () => KernelInterrupt.Token;
                },
            });
        });
        return start;
    }

    // Jupyter's convention: a client that is killed must not leave its kernel behind. The kernel may be deep in native code then, so it goes the hard way.
    private static void EndWithParent()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out int id) || id <= 1) return;
        new Thread(() =>
        {
            try
            {
                using Process parent = Process.GetProcessById(id);
                parent.WaitForExit();
            }
            catch (ArgumentException)
            {
                // it is gone already
            }
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }

    private static int Install()
    {
        foreach ((string name, string json) in KernelSpecs.All(NotebookExecution.KernelCommand("{connection_file}")))
        {
            string folder = Path.Combine(KernelSpecs.UserFolder, name);
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "kernel.json"), json);
            Console.WriteLine($"{name} -> {folder}");
        }
        return 0;
    }

    private static int Uninstall()
    {
        foreach (string name in KernelSpecs.Names)
        {
            string folder = Path.Combine(KernelSpecs.UserFolder, name);
            bool there = Directory.Exists(folder);
            if (there) Directory.Delete(folder, recursive: true);
            Console.WriteLine(there ? $"{name}: removed from {folder}" : $"{name}: was not installed");
        }
        return 0;
    }

    private static int List()
    {
        foreach (string name in KernelSpecs.Names) Console.WriteLine($"{name,-12} {KernelSpecs.State(name)}");
        return 0;
    }
}
