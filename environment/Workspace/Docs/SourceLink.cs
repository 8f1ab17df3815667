namespace OpLearn.Workspace.Docs;

/// <summary>Where a type of the library is written.</summary>
internal static class SourceLink
{
    private static readonly Lazy<Dictionary<string, string>> Files = new(() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "lib"), "*.cs", SearchOption.AllDirectories).Where(file => !IsTest(file))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).First()));

    private static bool IsTest(string file)
    {
        string[] parts = Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar);
        return parts is [_, var project, ..] && project.Contains(".Tests", StringComparison.Ordinal);
    }

    /// <summary>A link from a page of docs/ to the file that is named as the type.</summary>
    public static string To(Type type)
    {
        if (!Files.Value.TryGetValue(type.Name, out string? file)) return $"`{type.Name}`";
        string path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
        return $"[{path}](../{path})";
    }
}
