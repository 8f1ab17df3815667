using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpLearn.TorchSharpLoader;
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

    /// <summary>False where oneDNN's convolutions have wrong gradients on this processor, so that libtorch makes them without it; true before <see cref="EnsureLoaded"/>.</summary>
    public static bool UsesOneDnn => OneDnn.IsEnabled;

    /// <summary>Loads libtorch, or throws with what is missing and what to do.</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is absent or cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (ready) return;
            LibtorchLoader.Load(typeof(torch).TypeHandle);
            try
            {
                RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
            }
            catch (TypeInitializationException error)
            {
                throw new PlatformNotSupportedException(
                    $"libtorch could not be loaded on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier}). Expected {LibraryFileName()} beside libtorch in one of:"
                    + $" {string.Join(", ", NativeFolders.Of(typeof(torch).Assembly))}. Build again with `dotnet build`; for a GPU add -p:Accelerator=cuda. `oplearn doctor` shows each part."
                    + $" Cause: {FirstLine(error)}", error);
            }
            OneDnn.Check();
            ready = true;
        }
    }

    [SuppressMessage("Usage", "CA2255", Justification = "A program that computes with the wrong TorchSharp must hear of it before it does.")]
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty place is no harm in a warning.")]
    [ModuleInitializer]
    internal static void WarnOfOriginal()
    {
        if (UsesRepairedTorchSharp) return; // it has called the loader itself
        LibtorchLoader.Install(typeof(torch).TypeHandle);
        Console.Error.WriteLine(Warning(typeof(torch).Assembly.Location));
    }

    /// <summary>What is said where the package's own TorchSharp was loaded.</summary>
    internal static string Warning(string location) =>
        $"OpLearn: warning: the unrepaired TorchSharp was loaded from {location}: operations such as x * 2.0 and a + b fail at random when the garbage collector runs. Remove the project's own reference to the package TorchSharp; OpLearn brings TorchSharp.";

    private static string LibraryFileName() =>
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    private static string FirstLine(Exception error) => (error.InnerException ?? error).Message.Split('\n')[0];
}
