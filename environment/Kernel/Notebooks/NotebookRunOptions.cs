namespace OpLearn.Kernel.Notebooks;

/// <summary>How a notebook is run.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Stands in <see cref="Kernel"/> for the path of the connection file.</summary>
    public const string ConnectionFile = "{connection_file}";

    /// <summary>Program and arguments that start a kernel, with <see cref="ConnectionFile"/> among them.</summary>
    public required IReadOnlyList<string> Kernel { get; init; }

    /// <summary>Where the executed notebook is written, again after each cell; null for nowhere.</summary>
    public string? Output { get; init; }

    /// <summary>Set in the kernel's process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest time of one cell; null for no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Longest time until the kernel answers.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Seconds that each code cell took last time, for the estimate; empty when unknown.</summary>
    public IReadOnlyList<double> Expected { get; init; } = [];

    /// <summary>Called before each cell and about twice a second while it runs.</summary>
    public Action<NotebookProgress>? OnProgress { get; init; }
}
