using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>How libtorch's worker threads wait for work: asleep, not spinning.</summary>
/// <remarks>
/// libtorch splits large operations over as many OpenMP threads as there are cores and joins them at the end of each. GNU OpenMP lets a thread that has
/// nothing to do spin, in the belief that it has a core of its own. Where other work shares the cores the thread that it waits for has been taken off its
/// core, and the spinning keeps it off: a DeepONet step of 1 ms (100 functions, 100 points, widths 40) was measured at 44 … 110 ms on two cores with
/// six other busy processes, at 0.95 … 1.3 ms with sleeping threads in the same minutes, and at 3 … 5 ms with one thread. On idle cores the two ways differ by
/// less than the measurement's spread. So the threads sleep, and there are as many as libtorch itself takes. <c>OMP_WAIT_POLICY</c> in the environment,
/// where it is set, is left as it is; <c>OMP_NUM_THREADS</c> and <c>torch.set_num_threads</c> choose another number.
/// </remarks>
internal static partial class TorchThreads
{
    private const string Policy = "OMP_WAIT_POLICY";

    // The OpenMP runtime reads its environment once, when libtorch is loaded.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before libtorch is loaded, and changes nothing that the user has set.")]
    [ModuleInitializer]
    internal static void LetIdleThreadsSleep()
    {
        if (Environment.GetEnvironmentVariable(Policy) is not null || Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is not null) return;
        Environment.SetEnvironmentVariable(Policy, "PASSIVE");
        if (!OperatingSystem.IsWindows()) _ = SetVariable(Policy, "PASSIVE", 0); // .NET keeps a copy of its own there, which native code does not see
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
