using System.Runtime.CompilerServices;

namespace OpLearn.Tests;

internal static class TestSetup
{
    // Before any test touches torch: its static constructor remembers a failed load for ever.
    [ModuleInitializer]
    internal static void LoadTorch() => NativeTorch.EnsureLoaded();
}
