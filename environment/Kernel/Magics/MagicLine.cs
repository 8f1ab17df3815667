namespace OpLearn.Kernel;

/// <summary>A magic's name, its bare words and its <c>--options</c>.</summary>
internal sealed record MagicLine(string Name, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options)
{
    private static readonly string[] Flags = ["--byref"]; // they take no value

    public static MagicLine Parse(string line)
    {
        List<string> tokens = Tokens(line);
        var words = new List<string>();
        var options = new Dictionary<string, string>();
        for (int i = 1; i < tokens.Count; i++)
        {
            if (!tokens[i].StartsWith("--", StringComparison.Ordinal)) words.Add(tokens[i]);
            else if (Flags.Contains(tokens[i])) options[tokens[i]] = "";
            else if (i + 1 < tokens.Count && !tokens[i + 1].StartsWith("--", StringComparison.Ordinal)) options[tokens[i]] = tokens[++i];
            else throw new MagicException($"{tokens[0]}: {tokens[i]} needs a value after it.");
        }

        return new MagicLine(tokens[0], words, options);
    }

    /// <summary>Throws for an option that the magic does not know.</summary>
    public void Allow(params string[] names)
    {
        foreach (string option in Options.Keys.Where(option => !names.Contains(option)))
            throw new MagicException($"{Name}: no such option {option}. {(names.Length == 0 ? "It takes none." : "Known: " + string.Join(", ", names) + ".")}");
    }

    // A quoted stretch, anywhere in a token, keeps its blanks and loses its quotes.
    private static List<string> Tokens(string line)
    {
        var tokens = new List<string>();
        var token = new System.Text.StringBuilder();
        bool quoted = false;
        bool any = false;
        foreach (char character in line + " ")
        {
            if (character == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (!quoted && char.IsWhiteSpace(character))
            {
                if (any) tokens.Add(token.ToString());
                token.Clear();
                any = false;
            }
            else
            {
                token.Append(character);
                any = true;
            }
        }

        if (quoted) throw new MagicException($"{(tokens.Count > 0 ? tokens[0] : "magic")}: a quote is not closed.");
        return tokens;
    }
}
