namespace OpLearn.Kernel;

/// <summary>Offsets on the wire count Unicode code points; strings count UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>UTF-16 offset of a code point offset; beyond the ends it is the end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        int offset = 0;
        for (int i = 0; i < codePoints && offset < text.Length; i++)
        {
            offset += char.IsSurrogatePair(text, offset) ? 2 : 1;
        }

        return offset;
    }

    /// <summary>Code point offset of a UTF-16 offset; beyond the ends it is the end.</summary>
    public static int FromUtf16(string text, int utf16)
    {
        int count = 0;
        for (int offset = 0; offset < utf16 && offset < text.Length; count++)
        {
            offset += char.IsSurrogatePair(text, offset) ? 2 : 1;
        }

        return count;
    }
}
