using System.Text;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Core;

namespace OpLearn.Kernel;

/// <summary>Puts a look at the interrupt into the loops of an F# cell. Every line keeps its number.</summary>
internal static class FSharpPolls
{
    private const string Poll = "OpLearn.Kernel.KernelInterrupt.Poll()";

    /// <param name="source">The cell.</param>
    /// <param name="file">The file name that it is compiled under.</param>
    /// <returns>The cell's text with the calls, or the text itself when it needs none or has directives of its own.</returns>
    public static string Insert(string source, string file)
    {
        string[] lines = source.Split('\n');
        if (lines.Any(line => line.TrimStart().StartsWith('#'))) return source;
        IReadOnlyList<(int Line, int Column)> bodies = Bodies(lines);
        if (bodies.Count == 0) return source;
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            foreach ((_, int column) in bodies.Where(body => body.Line == i).OrderByDescending(body => body.Column))
            {
                // A body on a line of its own gets a line before it; one that follows its "do" is pushed to the right.
                if (string.IsNullOrWhiteSpace(line[..column])) text.Append(line[..column]).Append(Poll).Append('\n').Append($"# {i + 1} \"{file}\"\n");
                else line = line.Insert(column, Poll + "; ");
            }

            text.Append(line).Append(i + 1 < lines.Length ? "\n" : "");
        }

        return text.ToString();
    }

    // Where the bodies of loops begin: the first token after the "do" of a "while" or "for".
    private static List<(int Line, int Column)> Bodies(string[] lines)
    {
        var bodies = new List<(int, int)>();
        var loops = new Stack<int>();
        var tokenizer = new FSharpSourceTokenizer(Microsoft.FSharp.Collections.ListModule.Empty<string>(), FSharpOption<string>.Some("Cell.fsx"), null, null);
        FSharpTokenizerLexState state = FSharpTokenizerLexState.Initial;
        int depth = 0;
        bool awaited = false;
        for (int i = 0; i < lines.Length; i++)
        {
            FSharpLineTokenizer line = tokenizer.CreateLineTokenizer(lines[i]);
            while (true)
            {
                (FSharpOption<FSharpTokenInfo>? next, state) = line.ScanToken(state);
                if (next is null) break;
                FSharpTokenInfo token = next.Value;
                if (token.TokenName is "WHITESPACE" or "COMMENT" or "LINE_COMMENT") continue;
                if (awaited) bodies.Add((i, token.LeftColumn));
                awaited = false;
                string text = lines[i][token.LeftColumn..Math.Min(lines[i].Length, token.RightColumn + 1)];
                if (token.ColorClass != FSharpTokenColorKind.Keyword && !"([{".Contains(text[0]) && !")]}".Contains(text[^1])) continue;
                switch (text)
                {
                    case "while" or "for":
                        loops.Push(depth);
                        break;
                    case "do" when loops.TryPeek(out int at) && at == depth:
                        loops.Pop();
                        awaited = true;
                        break;
                    case "->" when loops.TryPeek(out int at) && at == depth:
                        loops.Pop();
                        break;
                    default:
                        if (text[0] is '(' or '[' or '{') depth++;
                        if (text[^1] is ')' or ']' or '}') depth--;
                        break;
                }
            }
        }

        return bodies;
    }
}
