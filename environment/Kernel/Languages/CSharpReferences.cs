using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace OpLearn.Kernel;

/// <summary>The assemblies that C# cells can use, each made into a metadata reference once.</summary>
/// <remarks>
/// A submission inherits the references of the one before it, so each is given to the compiler once only. Given again with every cell they pile up in the
/// chain, and cell n would carry n times all of them.
/// </remarks>
internal sealed class CSharpReferences(KernelOptions options)
{
    private readonly List<MetadataReference> references = [];
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many there are now.</summary>
    public int Count
    {
        get
        {
            if (references.Count == 0) AddTrusted();
            return references.Count;
        }
    }

    /// <summary>Those that were added when there were only <paramref name="known"/>.</summary>
    public ImmutableArray<MetadataReference> Since(int known) => Count > known ? [.. references.Skip(known)] : [];

    /// <summary>Adds one, unless an assembly of this name is there already, which then stays the one in use.</summary>
    public void Add(string path)
    {
        if (Count > 0 && names.Add(Path.GetFileNameWithoutExtension(path))) references.Add(MetadataReference.CreateFromFile(path, documentation: new AssemblyDocumentation(path)));
    }

    private void AddTrusted()
    {
        string trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        var paths = trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(options.Preloaded.Select(assembly => assembly.Location));
        foreach (string path in paths.Where(path => path.Length > 0))
        {
            if (names.Add(Path.GetFileNameWithoutExtension(path)))
                references.Add(MetadataReference.CreateFromFile(path, documentation: new AssemblyDocumentation(path)));
        }
    }
}
