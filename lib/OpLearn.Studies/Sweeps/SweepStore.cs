using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpLearn;

/// <summary>The results of a sweep on disk: one folder a run, named by its key, in it <c>result.json</c>, the checkpoint and a lock.</summary>
internal sealed class SweepStore(string folder)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, TypeInfoResolver = JsonTypes.Types };

    private sealed record Result(string Name, int Seed, string Description, IReadOnlyDictionary<string, double> Values, string? Failure, double WallSeconds);

    public string FolderOf(string key) => Path.Combine(folder, key);

    public SweepRow Empty(SweepRun run, string key) => new(run.Name, run.Seed, key, new Dictionary<string, double>(), null, false, double.NaN, FolderOf(key));

    /// <summary>The row of a run that has a result; null when it has none, or one that cannot be read or is of another run.</summary>
    public SweepRow? Read(SweepRun run, string key)
    {
        try
        {
            Result? result = JsonSerializer.Deserialize<Result>(File.ReadAllText(FileOf(key)), Format);
            return result is { Values: not null } && result.Description == run.Description()
                ? Empty(run, key) with { Values = result.Values, Failure = result.Failure, IsDone = true, WallSeconds = result.WallSeconds }
                : null;
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // it is made and written again
        }
    }

    /// <summary>Writes a row, atomically: beside the result first, then renamed over it.</summary>
    public void Write(SweepRun run, SweepRow row)
    {
        string part = $"{FileOf(row.Key)}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                JsonSerializer.Serialize(stream, new Result(row.Name, row.Seed, run.Description(), row.Values, row.Failure, row.WallSeconds), Format);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, FileOf(row.Key), overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Holds a run for this worker until it is disposed or the process dies; null when another one holds it.</summary>
    public FileStream? Lock(string key)
    {
        Directory.CreateDirectory(FolderOf(key));
        try
        {
            return new FileStream(Path.Combine(FolderOf(key), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string FileOf(string key) => Path.Combine(FolderOf(key), "result.json");
}
