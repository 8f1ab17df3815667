using System.CommandLine;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn data</c>: the data sets' cards and what is cached of them.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Shows the data sets' cards and the size of the cache.");
        list.SetAction(_ =>
        {
            string folder = Path.Combine(Repository.Root, "data"), cache = Path.Combine(folder, "cache");
            string[] cards = Directory.Exists(folder) ? Directory.GetFiles(folder, "README.md", SearchOption.AllDirectories) : [];
            foreach (string card in cards.Order(StringComparer.Ordinal))
            {
                string name = Path.GetRelativePath(folder, Path.GetDirectoryName(card)!);
                if (name != ".") Console.WriteLine($"{name,-32} {File.ReadLines(card).FirstOrDefault()?.TrimStart('#', ' ')}");
            }
            FileInfo[] cached = Directory.Exists(cache) ? new DirectoryInfo(cache).GetFiles("*", SearchOption.AllDirectories) : [];
            Console.WriteLine($"cache: {cached.Length} files, {cached.Sum(file => file.Length) / 1048576.0:F1} MiB in {cache} (deleting it loses nothing)");
            return 0;
        });
        return new Command("data", "The data sets.") { list };
    }
}
