using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PureHDF;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Data sets as HDF5 files that Python reads too: <c>/inputs/NAME</c>, <c>/locations</c>, <c>/outputs</c>, <c>/mask</c>, <c>/tags</c>, in the shapes of
/// <see cref="OperatorDataset"/>.</summary>
/// <remarks>
/// Attributes of the root: <c>format</c>, <c>input_names</c>, <c>output_names</c>, <c>output_axes</c>, <c>card</c> (JSON), <c>sha256</c> of the contents and
/// <c>card_sha256</c>.
/// A file is written beside its place and moved there when complete, so a reader never meets half of one; a changed or truncated file is refused.
/// </remarks>
public static class DatasetFile
{
    private const string Format = "oplearn-dataset-1";

    // Indented by nothing and escaping nothing that JSON allows, so that the hash of a card is the hash of what a person reads.
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypes.Types };

    /// <summary>Where generated sets are cached: the environment variable <c>OPLEARN_CACHE</c>, or <c>data/cache</c> of the repository that the current folder
    /// is in, or of the current folder.</summary>
    public static string DefaultCacheFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("OPLEARN_CACHE") is { Length: > 0 } named) return named;
            var folder = new DirectoryInfo(Environment.CurrentDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) folder = folder.Parent;
            return Path.Combine(folder?.FullName ?? Environment.CurrentDirectory, "data", "cache");
        }
    }

    /// <summary>Writes the set with its card; replaces a file that is there, and makes the folder.</summary>
    /// <exception cref="ArgumentException">An input's name holds a slash, which HDF5 reads as a group.</exception>
    public static void Save(OperatorDataset dataset, string path)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (dataset.InputNames.FirstOrDefault(name => name.Contains('/') || name == ".") is { } bad)
            throw new ArgumentException($"DatasetFile.Save: an input's name must not hold a slash, nor be a dot; got '{bad}'. Rename the input.", nameof(dataset));
        var inputs = new H5Group();
        for (int i = 0; i < dataset.Inputs.Count; i++) inputs[dataset.InputNames[i]] = Stored(dataset.Inputs[i]);
        string card = JsonSerializer.Serialize(dataset.Card, Json);
        var file = new H5File { ["inputs"] = inputs, ["locations"] = Stored(dataset.Locations), ["outputs"] = Stored(dataset.Outputs) };
        if (dataset.Mask is not null) file["mask"] = Stored(dataset.Mask);
        if (dataset.Tags is not null) file["tags"] = dataset.Tags.ToArray();
        file.Attributes["format"] = Format;
        file.Attributes["input_names"] = dataset.InputNames.ToArray();
        file.Attributes["output_names"] = dataset.OutputNames.ToArray();
        file.Attributes["output_axes"] = dataset.OutputAxes.ToArray();
        file.Attributes["card"] = card;
        file.Attributes["card_sha256"] = HashOf(card);
        file.Attributes["sha256"] = ContentHash(dataset);

        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        string partial = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.partial");
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                file.Write(stream);
            }
            // The library may close the stream: the file is opened again to force it to the disk before it takes its name.
            using (var stream = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
            File.Move(partial, full, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes the set's card as <c>README.md</c> and <c>card.json</c> (the card with the hash of the contents) into a folder, which is made.</summary>
    /// <param name="dataset">A set with a card.</param>
    /// <param name="folder">One a data set, e.g. <c>data/burgers</c>.</param>
    /// <param name="notes">Further lines by heading: order of the solver, cost, what is proposed here and what is sourced.</param>
    /// <exception cref="ArgumentException">The set has no card.</exception>
    public static void SaveCard(OperatorDataset dataset, string folder, IReadOnlyDictionary<string, string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (dataset.Card is null)
            throw new ArgumentException("DatasetFile.SaveCard: expected a set with a card; this one has none. Give it one: new OperatorDataset(…) { Card = … }.", nameof(dataset));
        Directory.CreateDirectory(folder);
        var indented = new JsonSerializerOptions(Json) { WriteIndented = true };
        var entry = new { dataset.Card, Contents = dataset.ToString(), Sha256 = ContentHash(dataset), Notes = notes ?? new Dictionary<string, string>() };
        File.WriteAllText(Path.Combine(folder, "card.json"), JsonSerializer.Serialize(entry, indented) + "\n");
        File.WriteAllText(Path.Combine(folder, "README.md"), dataset.Card.ToMarkdown(dataset, notes));
    }

    /// <summary>Reads a set and compares its contents with the hashes in the file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no data set, is truncated, or was changed after it was written.</exception>
    public static OperatorDataset Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"DatasetFile.Load: expected a data set at {path}; there is no such file. Generate it, or check the path.", path);
        NativeTorch.EnsureLoaded();
        try
        {
            return Read(path);
        }
        catch (Exception error) when (error is not (InvalidDataException or OutOfMemoryException))
        {
            // A truncated file meets the HDF5 reader as any of a dozen exceptions.
            throw new InvalidDataException($"DatasetFile.Load: expected a complete {Format} file; {path} cannot be read ({error.Message.TrimEnd('.')})."
                + " It is truncated, damaged or something else: generate it again.", error);
        }
    }

    /// <summary>SHA-256 of names, axes, shapes, types, values and tags (not of the card), in lower-case hexadecimal: equal for equal data wherever they
    /// lie.</summary>
    public static string ContentHash(OperatorDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text($"{Format} inputs {JsonSerializer.Serialize(dataset.InputNames, Json)} outputs {JsonSerializer.Serialize(dataset.OutputNames, Json)} axes {string.Join(',', dataset.OutputAxes)}\n");
        foreach (Tensor input in dataset.Inputs) Values("input", input);
        Values("locations", dataset.Locations);
        Values("outputs", dataset.Outputs);
        if (dataset.Mask is not null) Values("mask", dataset.Mask);
        if (dataset.Tags is not null) Text($"tags {JsonSerializer.Serialize(dataset.Tags, Json)}\n");
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

        void Values(string name, Tensor tensor)
        {
            Text($"{name} {tensor.dtype} {string.Join(',', tensor.shape)}\n");
            HostValues.Visit(tensor, hash.AppendData);
        }
    }

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static OperatorDataset Read(string path)
    {
        using var scope = NewDisposeScope();
        CheckLength(path);
        using var file = H5File.OpenRead(path);
        string format = file.AttributeExists("format") ? file.Attribute("format").Read<string>() : "none";
        if (format != Format)
            throw new InvalidDataException($"DatasetFile.Load: expected format '{Format}'; {path} has '{format}'. Read foreign files with MatFile or NumpyFile.");
        string card = file.Attribute("card").Read<string>();
        string[] inputNames = file.Attribute("input_names").Read<string[]>();
        IH5Group inputs = file.Group("inputs");
        var set = new OperatorDataset(inputNames, [.. inputNames.Select(name => Loaded(inputs.Dataset(name)))], Loaded(file.Dataset("locations")),
            file.Attribute("output_names").Read<string[]>(), Loaded(file.Dataset("outputs")), file.Attribute("output_axes").Read<int[]>(),
            file.LinkExists("mask") ? Loaded(file.Dataset("mask")) : null)
        { Card = JsonSerializer.Deserialize<DataCard>(card, Json), Tags = file.LinkExists("tags") ? file.Dataset("tags").Read<string[]>() : null };
        string expected = file.Attribute("sha256").Read<string>(), found = ContentHash(set);
        bool cardIsWhole = file.Attribute("card_sha256").Read<string>() == HashOf(card);
        if (expected == found && cardIsWhole) return set;
        set.Dispose();
        throw new InvalidDataException(cardIsWhole
            ? $"DatasetFile.Load: expected contents with SHA-256 {expected}; {path} holds {found}. It was changed after it was written: generate it again."
            : $"DatasetFile.Load: the card of {path} does not have the SHA-256 that was written with it. It was changed: generate the set again.");
    }

    // The end of a file may be a heap's free room, whose loss no value shows. The superblock (version 2 and 3) says at byte 28 where the file ends.
    private static void CheckLength(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] head = new byte[36];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[8] is not (2 or 3)) return;
        long expected = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(28));
        if (stream.Length < expected)
            throw new InvalidDataException($"DatasetFile.Load: expected {expected} bytes; {path} has {stream.Length}. It is truncated: generate it again.");
    }

    private static H5Dataset Stored(Tensor tensor)
    {
        ulong[] shape = [.. tensor.shape.Select(axis => (ulong)axis)];
        return tensor.dtype == ScalarType.Float32
            ? new H5Dataset(HostValues.Of<float>(tensor), fileDims: shape)
            : new H5Dataset(HostValues.Of<double>(tensor), fileDims: shape);
    }

    private static Tensor Loaded(IH5Dataset stored)
    {
        long[] shape = [.. stored.Space.Dimensions.Select(axis => (long)axis)];
        return stored.Type.Size == sizeof(float) ? tensor(stored.Read<float[]>(), shape) : tensor(stored.Read<double[]>(), shape);
    }
}
