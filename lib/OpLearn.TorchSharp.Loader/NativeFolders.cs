using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OpLearn.TorchSharpLoader;

/// <summary>Where libtorch and TorchSharp's native library may lie.</summary>
public static class NativeFolders
{
    /// <summary>Written by the build beside TorchSharp.dll: the folder of the restored libtorch, so that no program needs a copy of it.</summary>
    internal const string Record = "TorchSharp.libtorch.txt";

    /// <summary>The version of libtorch that this copy of TorchSharp was built for.</summary>
    public static string LibtorchVersion { get; } = typeof(NativeFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == nameof(LibtorchVersion)).Value!;

    /// <summary>The folder that the build recorded, the host's search list, beside the assembly and the program, and the packages of a NuGet cache.</summary>
    /// <param name="torchSharp">The assembly TorchSharp.</param>
    public static IEnumerable<string> Of(Assembly torchSharp)
    {
        ArgumentNullException.ThrowIfNull(torchSharp);
        return Of(FolderOf(torchSharp), AppContext.BaseDirectory, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string, Environment.GetEnvironmentVariable("NUGET_PACKAGES"));
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An assembly of a single-file program has no location; then the program's folder counts.")]
    private static string FolderOf(Assembly assembly) => assembly.Location is { Length: > 0 } location ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;

    internal static IEnumerable<string> Of(string beside, string program, string? listed, string? cache)
    {
        string runtime = Runtime(), native = Path.Combine("runtimes", runtime, "native");
        cache ??= Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string package = Path.GetFullPath(Path.Combine(beside, "..", "..")), packages = Path.GetFullPath(Path.Combine(package, "..", ".."));
        string[] plain = [.. Recorded(beside), .. (listed ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), beside, Path.Combine(beside, native), program, Path.Combine(program, native)];
        // TorchSharp.dll of a package lies in <packages>/<name>/<version>/lib/<framework>, its native library and libtorch in runtimes/<runtime>/native of theirs.
        return plain.Append(Path.Combine(package, native)).Concat(Packages(packages, runtime, native)).Concat(Packages(cache, runtime, native)).Select(Path.TrimEndingDirectorySeparator).Distinct();
    }

    private static string[] Recorded(string beside)
    {
        string record = Path.Combine(beside, Record);
        return File.Exists(record) ? [.. File.ReadLines(record).Where(line => line.Length > 0)] : [];
    }

    private static string[] Packages(string packages, string runtime, string native)
    {
        string folder = Path.Combine(packages, $"libtorch-cpu-{runtime}", LibtorchVersion);
        return Directory.Exists(folder) ? [Path.Combine(folder, native)] : [];
    }

    private static string Runtime() => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
}
