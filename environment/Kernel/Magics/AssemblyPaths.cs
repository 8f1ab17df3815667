using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace OpLearn.Kernel;

/// <summary>Where assemblies and native libraries lie that cells brought in; the default load context asks here when it finds nothing itself.</summary>
/// <remarks>Everything goes into the default context, so that both languages and the kernel mean the same type by the same name.</remarks>
internal static class AssemblyPaths
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Managed = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, string> Native = new(StringComparer.OrdinalIgnoreCase);
    private static readonly List<string> Folders = [];
    private static bool listening;

    /// <summary>Makes an assembly findable by its name, and its neighbours too when <paramref name="withFolder"/>.</summary>
    public static void Add(string assembly, bool withFolder)
    {
        lock (Gate)
        {
            Listen();
            Managed.TryAdd(Path.GetFileNameWithoutExtension(assembly), assembly);
            if (withFolder && Path.GetDirectoryName(assembly) is { } folder && !Folders.Contains(folder)) Folders.Add(folder);
        }
    }

    /// <summary>Makes a native library findable by its name, with or without prefix and extension.</summary>
    public static void AddNative(string library)
    {
        lock (Gate)
        {
            Listen();
            string name = Path.GetFileName(library);
            string bare = Path.GetFileNameWithoutExtension(library);
            foreach (string called in new[] { name, bare, bare.StartsWith("lib", StringComparison.Ordinal) ? bare[3..] : bare }) Native.TryAdd(called, library);
        }
    }

    private static void Listen()
    {
        if (listening) return;
        listening = true;
        AssemblyLoadContext.Default.Resolving += (context, name) => Find(name.Name ?? "") is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => FindNative(name) is { } path && NativeLibrary.TryLoad(path, out nint library) ? library : 0;
    }

    private static string? Find(string name)
    {
        lock (Gate)
        {
            return Managed.TryGetValue(name, out string? path) ? path : Folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(IsAssembly);
        }
    }

    private static string? FindNative(string name)
    {
        lock (Gate)
        {
            if (Native.TryGetValue(name, out string? path) || Native.TryGetValue(Path.GetFileNameWithoutExtension(name), out path)) return path;
            return Folders.SelectMany(folder => new[] { name, name + ".so", $"lib{name}.so", name + ".dll", $"lib{name}.dylib" }.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);
        }
    }

    private static bool IsAssembly(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
