using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace OpLearn.Kernel;

/// <summary>Cuts an F# cell at its <c>;;</c>, as the interactive session of the command line does: it runs one interaction at a time.</summary>
internal static class FSharpInteractions
{
    private const string End = ";;";

    /// <returns>The interactions that hold something, each padded so that its lines and columns are the cell's. A <c>;;</c> in a string or comment is text.</returns>
    /// <remarks>Within <c>#if</c> a <c>;;</c> only ends a declaration: the directives must stay together.</remarks>
    public static IReadOnlyList<string> Split(string source)
    {
        if (!source.Contains(End, StringComparison.Ordinal)) return [source];
        char[] text = source.ToCharArray();
        var interactions = new List<string>();
        int start = 0;
        foreach ((int at, bool conditional) in Ends(source))
        {
            if (conditional) text[at] = text[at + 1] = ' ';
            else
            {
                Add(interactions, text, start, at);
                start = at + End.Length;
            }
        }

        Add(interactions, text, start, text.Length);
        return interactions;
    }

    private static void Add(List<string> interactions, char[] text, int start, int end)
    {
        var interaction = new string(text, start, end - start);
        if (string.IsNullOrWhiteSpace(interaction)) return;
        interactions.Add(new string([.. text.Take(start).Select(character => character == '\n' ? '\n' : ' ')]) + interaction);
    }

    // Offsets of the marks, and whether each stands within #if.
    private static List<(int At, bool Conditional)> Ends(string source)
    {
        var ends = new List<(int, bool)>();
        var tokenizer = new FSharpSourceTokenizer(ListModule.OfSeq(["INTERACTIVE"]), FSharpOption<string>.Some("Cell.fsx"), null, null);
        FSharpTokenizerLexState state = FSharpTokenizerLexState.Initial;
        int offset = 0;
        int conditions = 0;
        foreach (string line in source.Split('\n'))
        {
            FSharpLineTokenizer tokens = tokenizer.CreateLineTokenizer(line);
            string directive = line.TrimStart();
            bool code = true;
            for (bool first = true; ; first = false)
            {
                (FSharpOption<FSharpTokenInfo>? next, state) = tokens.ScanToken(state);
                if (next is null) break;
                FSharpTokenInfo token = next.Value;
                if (first) code = token.ColorClass is not (FSharpTokenColorKind.String or FSharpTokenColorKind.Comment);
                if (token.TokenName == "SEMICOLON_SEMICOLON") ends.Add((offset + token.LeftColumn, conditions > 0));
            }

            if (code && directive.StartsWith("#if", StringComparison.Ordinal)) conditions++;
            if (code && directive.StartsWith("#endif", StringComparison.Ordinal)) conditions--;
            offset += line.Length + 1;
        }

        return ends;
    }
}
