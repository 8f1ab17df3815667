using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace OpLearn.TorchSharpLoader;

/// <summary>Finds libtorch for TorchSharp wherever that was loaded: in a program, a script, a notebook, a load context of its own.</summary>
/// <remarks>
/// OpLearn's copy of TorchSharp calls <see cref="Install"/> when it is loaded and <see cref="Load(RuntimeTypeHandle)"/> before it loads libtorch itself. So it does not matter whether a program uses OpLearn or <c>torch</c> first, nor in which language it is written.
/// Calls in the assembly itself were chosen over a module initialiser in the user's program because <c>dotnet fsi</c> and notebooks have no such program. libtorch is loaded by its path, so that neither another libtorch of the system is taken, nor does
/// TorchSharp, which finds nothing by name, copy half a gigabyte beside itself.
/// </remarks>
public static class LibtorchLoader
{
    private static readonly string[] OfLinux = ["libc10.so", "libtorch_cpu.so", "libtorch.so"], OfWindows = ["c10.dll", "torch_cpu.dll", "torch.dll"], OfMac = ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"];

    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>Answers the load context of TorchSharp where it finds no native library itself.</summary>
    /// <param name="torch">A type of TorchSharp.</param>
    public static void Install(RuntimeTypeHandle torch)
    {
        Assembly torchSharp = Type.GetTypeFromHandle(torch)!.Assembly;
        (AssemblyLoadContext.GetLoadContext(torchSharp) ?? AssemblyLoadContext.Default).ResolvingUnmanagedDll += (asking, name) => asking == torchSharp ? Find(torchSharp, name) : 0;
    }

    /// <summary>Loads libtorch from the first folder that has it; does nothing where none has.</summary>
    /// <param name="torch">A type of TorchSharp.</param>
    public static void Load(RuntimeTypeHandle torch) => Load(Type.GetTypeFromHandle(torch)!.Assembly);

    private static void Load(Assembly torchSharp)
    {
        lock (Gate)
        {
            if (loaded) return;
            loaded = true;
            string[] libraries = OperatingSystem.IsWindows() ? OfWindows : OperatingSystem.IsMacOS() ? OfMac : OfLinux;
            if (NativeFolders.Of(torchSharp).FirstOrDefault(folder => File.Exists(Path.Combine(folder, libraries[1]))) is not { } found) return;
            foreach (string library in libraries) NativeLibrary.TryLoad(Path.Combine(found, library), out _);
        }
    }

    private static nint Find(Assembly torchSharp, string name)
    {
        Load(torchSharp);
        string bare = Path.GetFileNameWithoutExtension(name);
        string[] files = OperatingSystem.IsWindows() ? [$"{bare}.dll"] : OperatingSystem.IsMacOS() ? [$"lib{bare}.dylib", $"{bare}.dylib"] : [$"lib{bare}.so", $"{bare}.so"];
        foreach (string path in from folder in NativeFolders.Of(torchSharp) from file in files select Path.Combine(folder, file))
            if (File.Exists(path) && NativeLibrary.TryLoad(path, out nint library)) return library;
        return 0;
    }
}
