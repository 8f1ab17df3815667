using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OpLearn.Workspace.Execution;
using TorchSharp;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn doctor</c>: one line for each thing that a run needs, and what to do when it is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Checks this machine: SDK, libtorch, GPU, threads, memory, kernels, Jupyter.");
        command.SetAction(_ =>
        {
            bool good = Native();
            Line(Tool("dotnet", "--version") is { } sdk, ".NET SDK", Tool("dotnet", "--version") ?? "`dotnet` is not on the PATH: install the .NET 10 SDK");
            Line(true, "Runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
            double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30);
            Line(gibibytes >= 4, "Memory", $"{gibibytes:F1} GiB{(gibibytes >= 4 ? "" : "; the quick preset wants 4")}");
            foreach (string name in KernelSpecs.Names)
            {
                string state = KernelSpecs.State(name);
                Line(state.Contains("->", StringComparison.Ordinal), $"Kernel {name}", state);
            }
            string? jupyter = Tool("jupyter", "--version")?.ReplaceLineEndings(", ");
            Line(jupyter is not null, "Jupyter", jupyter ?? "no client found; not needed for `reproduce` and `run`. VS Code with its Jupyter extension is one");
            return good ? 0 : 1;
        });
        return command;
    }

    private static bool Native()
    {
        try
        {
            NativeTorch.EnsureLoaded();
        }
        catch (PlatformNotSupportedException error)
        {
            Line(false, "libtorch", error.Message);
            return false;
        }
        using torch.Tensor two = torch.ones(2).sum();
        bool works = two.item<float>() == 2;
        Line(works, "libtorch", $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}{(NativeTorch.UsesWeakMarkerCopy ? ", with the loader fix for an older C++ runtime" : "")}");
        Line(true, "GPU", torch.cuda_is_available() ? $"{torch.cuda.device_count()} CUDA device(s)" : "none in use; with an NVIDIA GPU build with -p:Accelerator=cuda");
        Line(true, "Threads", $"{torch.get_num_threads()} of {Environment.ProcessorCount} cores");
        return works;
    }

    private static void Line(bool good, string what, string state) => Console.WriteLine($"{(good ? "ok  " : "LOOK")} {what,-20} {state}");

    private static string? Tool(string name, string argument)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(name, argument) { RedirectStandardOutput = true, RedirectStandardError = true });
            string? text = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit();
            return process?.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
