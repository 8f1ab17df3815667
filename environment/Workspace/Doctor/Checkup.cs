using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpLearn.Workspace.Execution;
using TorchSharp;

namespace OpLearn.Workspace.Doctor;

/// <summary>Looks at the machine: each check gives one finding.</summary>
internal static partial class Checkup
{
    public static IEnumerable<Finding> All()
    {
        yield return Sdk(Tool("dotnet", "--version"), Wanted());
        yield return new Finding(Health.Ok, "Runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Finding torchState = Torch();
        yield return torchState;
        if (torchState.Health == Health.Ok)
        {
            yield return Gpu();
            yield return Threads();
        }
        yield return Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        yield return Disk();
        foreach (string name in KernelSpecs.Names) yield return Kernel(name);
        yield return Clients(Tool("jupyter", "--version"));
    }

    internal static Finding Sdk(string? found, string? wanted)
    {
        if (found is null) return new Finding(Health.Bad, ".NET SDK", "`dotnet` is not on the PATH. Install the .NET 10 SDK; `reproduce` runs without it, building does not.");
        bool fits = wanted is null || (Number(found), Number(wanted)) is ({ } f, { } w) && f.Major == w.Major && f >= w;
        return fits ? new Finding(Health.Ok, ".NET SDK", found) : new Finding(Health.Bad, ".NET SDK", $"{found}; global.json wants {wanted} or later of the same major version. Install it.");
    }

    internal static Finding Memory(long bytes)
    {
        double gibibytes = bytes / Math.Pow(2, 30);
        return gibibytes >= 4 ? new Finding(Health.Ok, "Memory", $"{gibibytes:F1} GiB")
            : new Finding(Health.Note, "Memory", $"{gibibytes:F1} GiB; the quick preset wants 4. Close other programs, or take --preset smoke.");
    }

    internal static Finding Clients(string? versions)
    {
        string[] found = [.. (versions ?? "").Split('\n').Select(line => line.Split(':')).Where(pair => pair.Length == 2 && !pair[1].Contains("not installed", StringComparison.Ordinal))
            .Select(pair => $"{pair[0].Trim()} {pair[1].Trim()}").Where(name => name.StartsWith("notebook", StringComparison.Ordinal) || name.Contains("lab ", StringComparison.Ordinal)
                || name.Contains("client", StringComparison.Ordinal) || name.Contains("nbconvert", StringComparison.Ordinal))];
        return found.Length > 0 ? new Finding(Health.Ok, "Jupyter", string.Join(", ", found))
            : new Finding(Health.Note, "Jupyter", "no client found. `reproduce` and `run` need none; to open notebooks take VS Code with its Jupyter extension, or JupyterLab.");
    }

    private static Finding Torch()
    {
        try
        {
            NativeTorch.EnsureLoaded();
            using torch.Tensor two = torch.ones(2).sum();
            if (two.item<float>() != 2) return new Finding(Health.Bad, "libtorch", "loads but adds wrongly. Delete artifacts/ and build again.");
            return TorchSharpCopy(NativeTorch.UsesRepairedTorchSharp, typeof(torch).Assembly.GetName().Version?.ToString(3));
        }
        catch (Exception error) when (error is PlatformNotSupportedException or DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            return new Finding(Health.Bad, "libtorch", $"does not load: {error.Message}");
        }
    }

    internal static Finding TorchSharpCopy(bool repaired, string? version) => repaired ? new Finding(Health.Ok, "libtorch", $"loads and adds; TorchSharp {version}, the repaired copy{(NativeTorch.UsesOneDnn ? "" : "; without oneDNN, whose convolutions have wrong gradients on this processor")}")
        : new Finding(Health.Bad, "libtorch", $"TorchSharp {version} is the package's own: operations such as x * 2.0 fail at random when the garbage collector runs. Delete artifacts/ and build again.");

    private static Finding Gpu()
    {
        if (torch.cuda_is_available()) return new Finding(Health.Ok, "GPU", $"{torch.cuda.device_count()} CUDA device(s): {Tool("nvidia-smi", "--query-gpu=name --format=csv,noheader") ?? "unnamed"}");
        string? card = Tool("nvidia-smi", "--query-gpu=name --format=csv,noheader");
        return card is null ? new Finding(Health.Ok, "GPU", "none; everything runs on the CPU")
            : new Finding(Health.Note, "GPU", $"{card} is here, but this build is for the CPU. Build with -p:Accelerator=cuda to use it.");
    }

    private static Finding Threads()
    {
        int used = torch.get_num_threads(), cores = Environment.ProcessorCount;
        string asked = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } value ? $", OMP_NUM_THREADS={value}" : "";
        return used <= cores ? new Finding(Health.Ok, "Threads", $"libtorch uses {used} of {cores} cores{asked}")
            : new Finding(Health.Note, "Threads", $"libtorch uses {used} threads on {cores} cores{asked}, which is slower. Set OMP_NUM_THREADS={cores}.");
    }

    private static Finding Disk()
    {
        double gibibytes = new DriveInfo(Path.GetFullPath(Environment.CurrentDirectory)).AvailableFreeSpace / Math.Pow(2, 30);
        return gibibytes >= 2 ? new Finding(Health.Ok, "Disk", $"{gibibytes:F0} GiB free")
            : new Finding(Health.Note, "Disk", $"{gibibytes:F1} GiB free; data and runs may want 2. `rm -r data/cache artifacts/runs` loses nothing that cannot be made again.");
    }

    private static Finding Kernel(string name) => new(KernelSpecs.IsReady(name) ? Health.Ok : Health.Note, name, KernelSpecs.State(name));

    private static string? Wanted()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "global.json")))?["sdk"]?["version"]?.GetValue<string>();
        }
        catch (Exception error) when (error is UsageException or IOException or System.Text.Json.JsonException)
        {
            return null; // outside a clone any SDK will do
        }
    }

    private static Version? Number(string text) => Version.TryParse(Leading().Match(text).Value, out Version? version) ? version : null;

    /// <summary>What a program prints; null when it is not there or fails.</summary>
    internal static string? Tool(string name, string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            Task<string> text = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
            return process.ExitCode == 0 ? text.Result.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+")]
    private static partial Regex Leading();
}
