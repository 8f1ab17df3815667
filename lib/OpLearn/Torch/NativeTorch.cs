using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace OpLearn;

/// <summary>Says which TorchSharp is in use, and loads libtorch with a clear word where that fails.</summary>
/// <remarks>
/// OpLearn brings its own copy of TorchSharp.dll, in which numbers and tensors outlive the operation that reads them, whenever the garbage collector runs: <c>x * 2.0</c>, <c>a + b</c> and <c>x.pow(2)</c> are safe with it. The package's own frees a number
/// now and then while libtorch reads it ("Unknown scalar type", "Expected false to be true", at worst another value or the end of the process). A project that references the package TorchSharp beside OpLearn may get that one: then a line on the standard error
/// stream says so at the start, and <see cref="UsesRepairedTorchSharp"/> is false.
/// </remarks>
public static class NativeTorch
{
    private static readonly Lock Gate = new();
    private static bool ready;

    /// <summary>True when the loaded TorchSharp is OpLearn's copy, whose plain arithmetic is safe.</summary>
    public static bool UsesRepairedTorchSharp { get; } = typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    /// <summary>Loads libtorch, or throws with what is missing and what to do.</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is absent or cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (ready) return;
            LoadOwnLibtorch();
            try
            {
                RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
            }
            catch (TypeInitializationException error)
            {
                throw new PlatformNotSupportedException(
                    $"libtorch could not be loaded on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier}). Expected {LibraryFileName()} beside libtorch in one of:"
                    + $" {string.Join(", ", NativeFolders())}. Build again with `dotnet build`; for a GPU add -p:Accelerator=cuda. `oplearn doctor` shows each part."
                    + $" Cause: {FirstLine(error)}", error);
            }
            ready = true;
        }
    }

    [SuppressMessage("Usage", "CA2255", Justification = "A program that computes with the wrong TorchSharp must hear of it before it does.")]
    [ModuleInitializer]
    internal static void WarnOfOriginal()
    {
        if (!UsesRepairedTorchSharp) Console.Error.WriteLine(Warning(typeof(torch).Assembly.Location));
    }

    /// <summary>What is said where the package's own TorchSharp was loaded.</summary>
    internal static string Warning(string location) =>
        $"OpLearn: warning: the unrepaired TorchSharp was loaded from {location}: operations such as x * 2.0 and a + b fail at random when the garbage collector runs. Remove the project's own reference to the package TorchSharp; OpLearn brings TorchSharp.";

    /// <summary>
    /// Loads the libtorch of the build by its path, so that TorchSharp, which then asks for it by name, cannot get another one that the system has:
    /// with Debian's libtorch installed, a host without a list of native folders (<c>dotnet fsi</c>) took that one and crashed.
    /// </summary>
    private static void LoadOwnLibtorch()
    {
        if (!OperatingSystem.IsLinux() || NativeFolders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cpu.so"))) is not { } folder) return;
        foreach (string library in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"]) NativeLibrary.TryLoad(Path.Combine(folder, library), out _);
    }

    private static string LibraryFileName() =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>Where the build puts libtorch: the folders of the host's own search list, then beside the assemblies.</summary>
    private static IEnumerable<string> NativeFolders()
    {
        string? listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string;
        string rid = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        return (listed ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native"))
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(Path.GetDirectoryName(typeof(NativeTorch).Assembly.Location) ?? ".", "runtimes", rid, "native"))
            .Select(Path.TrimEndingDirectorySeparator).Distinct();
    }

    private static string FirstLine(Exception error) => (error.InnerException ?? error).Message.Split('\n')[0];
}
