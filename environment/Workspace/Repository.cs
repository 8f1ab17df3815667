using System.Security.Cryptography;
using System.Text;

namespace OpLearn.Workspace;

/// <summary>Where things are in the clone.</summary>
internal static class Repository
{
    /// <summary>The folder with OpLearn.slnx, upwards of the current folder or of this program.</summary>
    public static string Root => Find(Environment.CurrentDirectory) ?? Find(AppContext.BaseDirectory)
        ?? throw new UsageException("oplearn: expected to be inside a clone of the repository (a folder with OpLearn.slnx, or below it). Change the folder and try again.");

    /// <summary>The study notebooks, in the order of their names.</summary>
    public static IReadOnlyList<string> Notebooks()
    {
        string folder = Path.Combine(Root, "notebooks");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.ipynb").OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal)] : [];
    }

    /// <summary>A notebook by path, by name, or by the start of a name such as <c>00</c>.</summary>
    /// <exception cref="UsageException">None or several fit.</exception>
    public static string Notebook(string asked)
    {
        if (File.Exists(asked)) return Path.GetFullPath(asked);
        IReadOnlyList<string> known = Notebooks();
        string[] exact = [.. known.Where(path => Path.GetFileNameWithoutExtension(path) == asked || Path.GetFileName(path) == asked)];
        string[] found = exact.Length > 0 ? exact : [.. known.Where(path => Path.GetFileName(path).StartsWith(asked, StringComparison.Ordinal))];
        if (found.Length == 1) return found[0];
        string names = string.Join(", ", (found.Length > 1 ? found : known).Select(Path.GetFileNameWithoutExtension));
        throw new UsageException(found.Length > 1
            ? $"Notebook: '{asked}' fits several: {names}. Write more of the name."
            : $"Notebook: expected a file or the name of a study; got '{asked}'. There {(known.Count == 0 ? "are none yet" : $"are {names}")}.");
    }

    /// <summary>Where the cells' seconds of a run into that file are kept, apart from what was asked for; null outside a clone.</summary>
    public static string? Times(string output) => (Find(Environment.CurrentDirectory) ?? Find(AppContext.BaseDirectory)) is { } root
        ? Path.Combine(root, "artifacts", "times", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output)))[..16] + ".json")
        : null;

    private static string? Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) return folder.FullName;
        }
        return null;
    }

    /// <summary>Numbers that a run of that notebook and preset is compared with.</summary>
    public static string Recorded(string name, string preset) => Path.Combine(Root, "notebooks", "recorded", $"{name}.{preset}.json");
}
