using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>
/// The embedded typeface, Inter. A chart's text never depends on the fonts of the machine, so the same chart is the same file everywhere, a container without any font included;
/// only characters that it lacks are looked up in the system.
/// </summary>
internal static class Typeface
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Files = new(Read);
    private static readonly Lazy<SKTypeface> Regular = new(() => Load("Inter-Regular.ttf")), Bold = new(() => Load("Inter-Bold.ttf"));
    private static readonly ConcurrentDictionary<int, SKTypeface?> Substitutes = new();

    public static SKTypeface Of(bool bold) => bold ? Bold.Value : Regular.Value;

    /// <summary>A face that has the character: the embedded one where it can.</summary>
    public static SKTypeface For(int codePoint, bool bold)
    {
        SKTypeface own = Of(bold);
        if (own.ContainsGlyph(codePoint))
            return own;
        return Substitutes.GetOrAdd(codePoint, static wanted => SKFontManager.Default.MatchCharacter(wanted)) ?? own;
    }

    private static SKTypeface Load(string name)
    {
        byte[] file = Files.Value.First(entry => entry.Key.EndsWith(name, StringComparison.Ordinal)).Value;
        using SKData data = SKData.CreateCopy(file);
        return SKTypeface.FromData(data);
    }

    /// <summary>The font files in the package's assembly, which is read as data: one resource with an index of paths, offsets and sizes, then the files.</summary>
    private static IReadOnlyDictionary<string, byte[]> Read()
    {
        using Stream carrier = typeof(Typeface).Assembly.GetManifestResourceStream("OpLearn.Kernel.Inter.dll")!;
        using PEReader image = new(carrier);
        MetadataReader metadata = image.GetMetadataReader();
        ManifestResource entry = metadata.ManifestResources.Select(metadata.GetManifestResource).First(resource => metadata.GetString(resource.Name) == "!AvaloniaResources");
        PEMemoryBlock section = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        BlobReader start = section.GetReader((int)entry.Offset, 4);
        byte[] bundle = [.. section.GetContent((int)entry.Offset + 4, start.ReadInt32())];
        int indexLength = BinaryPrimitives.ReadInt32LittleEndian(bundle);
        using BinaryReader index = new(new MemoryStream(bundle, 4, indexLength), Encoding.UTF8);
        Dictionary<string, byte[]> files = [];
        index.ReadInt32();
        for (int count = index.ReadInt32(); count > 0; count--)
        {
            string path = index.ReadString();
            int offset = index.ReadInt32(), size = index.ReadInt32();
            files[path] = bundle[(4 + indexLength + offset)..(4 + indexLength + offset + size)];
        }
        return files;
    }
}
