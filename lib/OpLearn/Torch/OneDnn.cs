using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>oneDNN, the library inside libtorch that computes its convolutions on the CPU: tried once a process, and switched off where its gradients are wrong.</summary>
/// <remarks>
/// Measured with libtorch 2.10 on an AMD EPYC of family 26 (Zen 5): the float32 gradient in the input of a convolution with two channels is wrong by half of its size, or NaN, in one, two and
/// three dimensions; with 16 channels it is right. Without oneDNN libtorch takes matrix products instead, and all gradients are right.
/// </remarks>
internal static class OneDnn
{
    private const string Nnpack = "_ZN2at7Context20setUserEnabledNNPACKEb";
    private const double Tolerance = 1e-4; // float32 is within 1e-6
    private const int Tries = 3;           // what is wrong is memory that nothing was written to: it may hold the right numbers by chance

    private delegate nint GlobalContext();

    private delegate void SetEnabled(nint context, [MarshalAs(UnmanagedType.I1)] bool enabled);

    /// <summary>False where it has been switched off.</summary>
    public static bool IsEnabled { get; private set; } = true;

    /// <summary>Tries it, and switches it off where it fails.</summary>
    /// <exception cref="PlatformNotSupportedException">It fails and cannot be switched off.</exception>
    public static void Check()
    {
        bool paused = Set(Nnpack, false); // it would take the try's convolutions on some processors, and on others say on the error stream that it cannot
        bool right = AreGradientsRight();
        if (right && paused) Set(Nnpack, true);
        if (right) return;
        IsEnabled = false;
        if (!Switch(false) || !AreGradientsRight())
        {
            throw new PlatformNotSupportedException($"libtorch's convolutions have wrong gradients on this processor ({RuntimeInformation.ProcessArchitecture}), and oneDNN, which makes them, could not be switched off."
                + " Set ONEDNN_MAX_CPU_ISA=SSE41 in the environment before the program starts.");
        }
    }

    /// <summary>Switches it on or off for the process.</summary>
    /// <returns>False where libtorch does not offer that.</returns>
    internal static bool Switch(bool enabled)
    {
        Set(Nnpack, enabled); // the next in line
        return Set("_ZN2at7Context20setUserEnabledMkldnnEb", enabled);
    }

    private static bool Set(string name, bool enabled)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so", out nint library)) return false;
        if (!NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out nint global) || !NativeLibrary.TryGetExport(library, name, out nint set)) return false;
        Marshal.GetDelegateForFunctionPointer<SetEnabled>(set)(Marshal.GetDelegateForFunctionPointer<GlobalContext>(global)(), enabled);
        return true;
    }

    /// <summary>The gradients of small convolutions in their input, in float32 against float64, which oneDNN has no part in.</summary>
    internal static bool AreGradientsRight()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradients = enable_grad();
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Tensor line = Wave(3, 2, 9), ofLine = Wave(2, 2, 3), block = Wave(3, 2, 4, 5, 6), ofBlock = Wave(2, 2, 3, 3, 3);
            if (!Agree(line, type => nn.functional.conv1d(line.to(type), ofLine.to(type), padding: 1), line)) return false;
            if (!Agree(block, type => nn.functional.conv3d(block.to(type), ofBlock.to(type), padding: [1, 1, 1]), block)) return false;
        }
        return true;
    }

    private static bool Agree(Tensor like, Func<ScalarType, Tensor> convolve, Tensor input)
    {
        for (int spoilt = 0; spoilt < 4; spoilt++) full(like.shape, float.NaN, float32).Dispose(); // the memory that is handed out next
        Tensor expected = InputGradient(convolve(float64), input), came = InputGradient(convolve(float32), input);
        return ((came - expected).abs().max() / expected.abs().max()).item<double>() < Tolerance; // false for NaN
    }

    private static Tensor InputGradient(Tensor output, Tensor input) => autograd.grad([(output * output).sum()], [input])[0];

    /// <summary>Values between −1 and 1 that need no random numbers, float64.</summary>
    private static Tensor Wave(params long[] shape) => arange(shape.Aggregate(1L, (all, size) => all * size), dtype: float64).sin().reshape(shape).requires_grad_();
}
