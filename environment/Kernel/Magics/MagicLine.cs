namespace OpLearn.Kernel;

/// <summary>A magic's name, its bare words and its <c>--options</c>.</summary>
internal sealed record MagicLine(string Name, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options)
{
    public static MagicLine Parse(string line)
    {
        List<string> tokens = Tokens(line);
        var words = new List<string>();
        var options = new Dictionary<string, string>();
        for (int i = 1; i < tokens.Count; i++)
        {
            if (tokens[i].StartsWith("--", StringComparison.Ordinal)) options[tokens[i]] = i + 1 < tokens.Count ? tokens[++i] : "";
            else words.Add(tokens[i]);
        }

        return new MagicLine(tokens[0], words, options);
    }

    // A quoted stretch keeps its blanks and loses its quotes.
    private static List<string> Tokens(string line)
    {
        var tokens = new List<string>();
        int i = 0;
        while (i < line.Length)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            char stop = line[i] == '"' ? '"' : ' ';
            int start = stop == '"' ? i + 1 : i;
            int end = line.IndexOf(stop, start);
            if (end < 0) end = line.Length;
            tokens.Add(line[start..end]);
            i = end + 1;
        }

        return tokens;
    }
}
