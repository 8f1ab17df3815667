using System.Reflection;
using System.Runtime.Loader;

namespace OpLearn.Kernel;

/// <summary>Holds the compiled C# cells, which refer to each other by name. Everything else comes from the default context, so that types unify with the host's.</summary>
internal sealed class CellLoadContext : AssemblyLoadContext
{
    private readonly Dictionary<string, Assembly> cells = [];

    public CellLoadContext()
        : base("cells")
    {
    }

    /// <summary>Loads a compiled cell.</summary>
    /// <param name="type">Metadata name of the submission's type.</param>
    /// <param name="image">The assembly.</param>
    /// <param name="symbols">Its debug information.</param>
    /// <returns>Runs the cell; its argument holds the objects of all submissions.</returns>
    public Func<object?[], Task<object?>> Load(string type, MemoryStream image, MemoryStream symbols)
    {
        image.Position = 0;
        symbols.Position = 0;
        Assembly assembly = LoadFromStream(image, symbols);
        cells[assembly.GetName().Name!] = assembly;
        MethodInfo entry = assembly.GetType(type, throwOnError: true)!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;
        return entry.CreateDelegate<Func<object?[], Task<object?>>>();
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (cells.TryGetValue(name.Name!, out Assembly? cell)) return cell;
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
