using System.Buffers.Binary;
using System.Text;

namespace OpLearn.TorchSharpRepair;

/// <summary>Lets TorchSharp's native library load on systems whose C++ runtime is a little older.</summary>
/// <remarks>
/// TorchSharp 0.107's <c>libLibTorchSharp.so</c> asks for the symbol version <c>GLIBCXX_3.4.32</c> (GCC 13.2), which Debian 12, Ubuntu 22.04 and RHEL 9 lack. It needs the version <em>marker</em> only (one symbol, without a relocation), so
/// the need may be weak. Newer systems load the copy, too.
/// </remarks>
internal static class NativeRepair
{
    /// <summary>The version that older systems lack.</summary>
    public const string NewRuntime = "GLIBCXX_3.4.32";

    /// <summary>Sets the weak flag on one needed symbol version of a 64-bit little-endian ELF file; null if the file does not need it.</summary>
    public static byte[]? MarkVersionWeak(byte[] elf, string version)
    {
        const uint sectionOfVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
        const ushort weak = 2;                         // VER_FLG_WEAK
        ReadOnlySpan<byte> file = elf;
        if (file.Length < 64 || !file[..6].SequenceEqual(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 })) return null;
        long headers = BinaryPrimitives.ReadInt64LittleEndian(file[0x28..]);
        int headerSize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3a..]), count = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3c..]);
        for (int section = 0; section < count; section++)
        {
            ReadOnlySpan<byte> header = file[(int)(headers + (section * headerSize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != sectionOfVersionNeeds) continue;
            int need = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
            int stringSection = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(file[(int)(headers + (stringSection * headerSize) + 0x18)..]);
            while (true)
            {
                int entries = BinaryPrimitives.ReadUInt16LittleEndian(file[(need + 2)..]), next = BinaryPrimitives.ReadInt32LittleEndian(file[(need + 12)..]);
                int entry = need + BinaryPrimitives.ReadInt32LittleEndian(file[(need + 8)..]);
                for (int i = 0; i < entries; i++)
                {
                    int name = strings + BinaryPrimitives.ReadInt32LittleEndian(file[(entry + 8)..]);
                    int length = file[name..].IndexOf((byte)0);
                    if (Encoding.ASCII.GetString(file.Slice(name, length)) == version)
                    {
                        byte[] copy = [.. elf];
                        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(file[(entry + 4)..]);
                        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(entry + 4), (ushort)(flags | weak));
                        return copy;
                    }
                    entry += BinaryPrimitives.ReadInt32LittleEndian(file[(entry + 12)..]);
                }
                if (next == 0) break;
                need += next;
            }
        }
        return null;
    }
}
