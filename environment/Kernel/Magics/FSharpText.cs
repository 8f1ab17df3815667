namespace OpLearn.Kernel;

/// <summary>Knows where F# strings and comments end.</summary>
internal static class FSharpText
{
    /// <summary>True when the text stops within a string or a block comment.</summary>
    public static bool EndsInside(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (Starts(text, i, "(*") && !Starts(text, i, "(*)"))
            {
                depth++;
                i++;
            }
            else if (depth > 0 && Starts(text, i, "*)"))
            {
                depth--;
                i++;
            }
            else if (depth == 0 && Starts(text, i, "//"))
            {
                i = text.IndexOf('\n', i);
                if (i < 0) return false;
            }
            else if (Starts(text, i, "'\"'"))
            {
                i += 2;
            }
            else if (text[i] == '"')
            {
                i = End(text, i);
                if (i < 0) return true;
            }
        }

        return depth > 0;
    }

    // Index of the string's last quote, or -1.
    private static int End(string text, int start)
    {
        if (Starts(text, start, "\"\"\""))
        {
            int end = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
            return end < 0 ? -1 : end + 2;
        }

        bool verbatim = start > 0 && (text[start - 1] == '@' || start > 1 && text[start - 1] == '$' && text[start - 2] == '@');
        for (int i = start + 1; i < text.Length; i++)
        {
            if (!verbatim && text[i] == '\\') i++;
            else if (verbatim && Starts(text, i, "\"\"")) i++;
            else if (text[i] == '"') return i;
        }

        return -1;
    }

    private static bool Starts(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
