using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>How the C library keeps the memory of tensors that are freed and asked for again in every step.</summary>
/// <remarks>
/// glibc takes blocks above some megabytes from the kernel and gives them back when they are freed, so that each step of a training has the kernel clear its large
/// tensors page by page. Measured on one core: GELU of 18.5 million numbers 38 ms so, 9 ms in memory that the process kept; a whole step of an FNO of width 32 on
/// 85 × 85 points, 20 samples, 755 and 738 ms so, 555 and 582 ms there, in turns. So freed memory stays with the process, up to 1 GiB at the heap's end. This reaches what the main thread allocates, as
/// programs that train there do; other threads have heaps of their own, which only <c>MALLOC_ARENA_MAX=1</c> in the environment joins: notebooks' kernels are started with it.
/// Any <c>MALLOC_…</c> variable of glibc in the environment, where one is set, leaves all of this as it is; other C libraries are not touched.
/// </remarks>
internal static partial class AllocatorSettings
{
    // Parameters of mallopt, as malloc.h numbers them.
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;
    private static readonly string[] Variables = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_"];

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the first tensors, and changes nothing that the user has set.")]
    [ModuleInitializer]
    internal static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || Variables.Any(name => Environment.GetEnvironmentVariable(name) is not null)) return;
        try
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, 1 << 30);
            _ = SetOption(TopPad, 64 << 20);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library without mallopt: its own ways stay.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int parameter, int value);
}
