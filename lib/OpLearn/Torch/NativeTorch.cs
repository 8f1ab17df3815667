using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using TorchSharp;

namespace OpLearn;

/// <summary>Makes sure that libtorch's native libraries can be loaded, on systems whose C++ runtime is a little older too.</summary>
/// <remarks>
/// TorchSharp 0.107's <c>libLibTorchSharp.so</c> asks for the symbol version <c>GLIBCXX_3.4.32</c> (GCC 13.2), which Debian 12, Ubuntu 22.04
/// and RHEL 9 lack. It needs the version <em>marker</em> only (one symbol, without a relocation). On such a system, and only when the normal
/// load has failed, a copy of that one library is written in which the need is marked weak, and that copy is loaded. Elsewhere nothing happens.
/// Call <see cref="EnsureLoaded"/> before the first use of <c>torch</c>: the static constructor of <c>torch</c> remembers a failure for ever.
/// OpLearn installs the fix when its assembly is loaded; a script or a program that touches <c>torch</c> first calls this method.
/// </remarks>
public static class NativeTorch
{
    private const string Library = "LibTorchSharp";
    private const string MarkerVersion = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool ready;

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

    /// <summary>True when the system's own libstdc++ was too old and the copy with the weak version marker is in use.</summary>
    public static bool UsesWeakMarkerCopy { get; private set; }

    // So that code which uses OpLearn's types before it touches torch need not know about any of this.
    [SuppressMessage("Usage", "CA2255", Justification = "The hook costs nothing and fires only after a failed load.")]
    [ModuleInitializer]
    internal static void Initialize() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveWithWeakMarker;

    private static IntPtr ResolveWithWeakMarker(Assembly assembly, string name)
    {
        if (!OperatingSystem.IsLinux() || !name.Contains(Library, StringComparison.Ordinal)) return IntPtr.Zero;
        foreach (string folder in NativeFolders())
        {
            string original = Path.Combine(folder, LibraryFileName());
            if (!File.Exists(original)) continue;
            byte[]? patched = MarkVersionWeak(File.ReadAllBytes(original), MarkerVersion);
            if (patched is null) continue;
            // The copy finds libtorch through its own folder ($ORIGIN) or, where that is read-only, because libtorch is loaded already.
            LoadLibtorch(folder);
            if (TryLoadCopy(folder, patched, out IntPtr handle) || TryLoadCopy(CacheFolder(), patched, out handle))
            {
                UsesWeakMarkerCopy = true;
                return handle;
            }
        }
        return IntPtr.Zero;
    }

    /// <summary>
    /// Loads the libtorch of the build by its path, so that TorchSharp, which then asks for it by name, cannot get another one that the system has:
    /// with Debian's libtorch installed, a host without a list of native folders (<c>dotnet fsi</c>) took that one and crashed.
    /// </summary>
    private static void LoadOwnLibtorch()
    {
        if (OperatingSystem.IsLinux() && NativeFolders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cpu.so"))) is { } folder) LoadLibtorch(folder);
    }

    private static void LoadLibtorch(string folder)
    {
        foreach (string library in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            NativeLibrary.TryLoad(Path.Combine(folder, library), out _);
    }

    private static bool TryLoadCopy(string folder, byte[] content, out IntPtr handle)
    {
        handle = IntPtr.Zero;
        string target = Path.Combine(folder, "libLibTorchSharp.compat.so");
        try
        {
            if (!File.Exists(target) || !content.AsSpan().SequenceEqual(File.ReadAllBytes(target)))
            {
                Directory.CreateDirectory(folder);
                string partial = $"{target}.{Environment.ProcessId}";
                File.WriteAllBytes(partial, content);
                File.Move(partial, target, overwrite: true); // atomic: several processes may start at once
            }
            return NativeLibrary.TryLoad(target, out handle);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Sets the weak flag on one needed symbol version of a 64-bit little-endian ELF file; null if the file does not need it.</summary>
    internal static byte[]? MarkVersionWeak(byte[] elf, string version)
    {
        const uint sectionOfVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
        const ushort weak = 2;                         // VER_FLG_WEAK
        ReadOnlySpan<byte> file = elf;
        if (file.Length < 64 || !file[..6].SequenceEqual(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 })) return null;
        long headers = BinaryPrimitives.ReadInt64LittleEndian(file[0x28..]);
        int headerSize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3a..]), count = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3c..]);
        for (int section = 0; section < count; section++)
        {
            ReadOnlySpan<byte> header = file[(int)(headers + (section * headerSize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != sectionOfVersionNeeds) continue;
            int need = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
            int stringSection = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(file[(int)(headers + (stringSection * headerSize) + 0x18)..]);
            while (true)
            {
                int entries = BinaryPrimitives.ReadUInt16LittleEndian(file[(need + 2)..]), next = BinaryPrimitives.ReadInt32LittleEndian(file[(need + 12)..]);
                int entry = need + BinaryPrimitives.ReadInt32LittleEndian(file[(need + 8)..]);
                for (int i = 0; i < entries; i++)
                {
                    int name = strings + BinaryPrimitives.ReadInt32LittleEndian(file[(entry + 8)..]);
                    int length = file[name..].IndexOf((byte)0);
                    if (Encoding.ASCII.GetString(file.Slice(name, length)) == version)
                    {
                        byte[] copy = [.. elf];
                        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(file[(entry + 4)..]);
                        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(entry + 4), (ushort)(flags | weak));
                        return copy;
                    }
                    entry += BinaryPrimitives.ReadInt32LittleEndian(file[(entry + 12)..]);
                }
                if (next == 0) break;
                need += next;
            }
        }
        return null;
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

    private static string CacheFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "oplearn", "native");

    private static string FirstLine(Exception error) => (error.InnerException ?? error).Message.Split('\n')[0];
}
