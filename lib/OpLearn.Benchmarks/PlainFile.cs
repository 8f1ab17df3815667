namespace OpLearn.Benchmarks;

/// <summary>A file of bytes without any order: what writing and reading so many takes at least. Writing ends when they are on the disk, as the library's own files do.</summary>
internal sealed class PlainFile : IDisposable
{
    private readonly string path;
    private readonly byte[] bytes;

    public PlainFile(string path, int size)
    {
        this.path = path;
        bytes = new byte[size];
        Random.Shared.NextBytes(bytes); // zeros might not be stored
        Write();
    }

    public void Write()
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    public void Read()
    {
        using FileStream stream = File.OpenRead(path);
        stream.ReadExactly(bytes);
    }

    public void Dispose() => File.Delete(path);
}
