using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>What the program that hosts the kernel adds to it. The kernel itself knows no library of the workspace.</summary>
public sealed record KernelOptions
{
    /// <summary>Assemblies that cells can use without <c>#r</c>; they are loaded in the kernel's own load context.</summary>
    public IReadOnlyList<Assembly> Preloaded { get; init; } = [];

    /// <summary>Language of cells that name none: <c>csharp</c> or <c>fsharp</c>.</summary>
    public string DefaultLanguage { get; init; } = "csharp";

    /// <summary>Runs once before the first cell, on the kernel's main thread.</summary>
    public Action? OnStart { get; init; }
}
