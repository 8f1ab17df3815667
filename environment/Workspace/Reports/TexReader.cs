using System.Text;

namespace OpLearn.Workspace.Reports;

/// <summary>Math text that this program does not know; the report then shows the source.</summary>
internal sealed class TexException(string message) : Exception(message);

/// <summary>Cuts TeX's math text into tokens: commands with their backslash, single characters, and numbers.</summary>
internal sealed class TexReader(string source)
{
    private int at;

    /// <summary>The next token without taking it; empty at the end.</summary>
    public string Peek()
    {
        int before = at;
        string token = Next();
        at = before;
        return token;
    }

    /// <summary>Takes the next token; empty at the end.</summary>
    public string Next()
    {
        while (at < source.Length && (char.IsWhiteSpace(source[at]) || source[at] == '%'))
        {
            if (source[at] == '%') at = source.IndexOf('\n', at) is var end && end < 0 ? source.Length : end; // a comment
            else at++;
        }
        if (at >= source.Length) return "";
        int start = at++;
        char first = source[start];
        if (first == '\\')
        {
            if (at >= source.Length) throw new TexException("a backslash at the end");
            if (!char.IsAsciiLetter(source[at++])) return source[start..at];
            while (at < source.Length && char.IsAsciiLetter(source[at])) at++;
            if (at < source.Length && source[at] == '*') at++;
        }
        else if (char.IsAsciiDigit(first))
        {
            while (at < source.Length && (char.IsAsciiDigit(source[at]) || (source[at] == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])))) at++;
        }
        else if (char.IsHighSurrogate(first) && at < source.Length)
        {
            at++;
        }
        return source[start..at];
    }

    /// <summary>Takes the next token as an argument sees it: of a number only its first digit, as in <c>\frac12</c>.</summary>
    public string NextOne()
    {
        string token = Next();
        if (token.Length > 1 && char.IsAsciiDigit(token[0])) at -= token.Length - 1;
        return token.Length > 1 && char.IsAsciiDigit(token[0]) ? token[..1] : token;
    }

    /// <summary>Takes the token when it is that one.</summary>
    public bool Take(string token)
    {
        if (Peek() != token) return false;
        Next();
        return true;
    }

    /// <summary>Takes the token that must come.</summary>
    public void Expect(string token)
    {
        string found = Next();
        if (found != token) throw new TexException($"expected {token}, found '{found}'");
    }

    /// <summary>The characters of a braced group as they are, blanks included.</summary>
    public string Raw()
    {
        Expect("{");
        var text = new StringBuilder();
        for (int depth = 1; ; at++)
        {
            if (at >= source.Length) throw new TexException("a group that does not end");
            if (source[at] == '{') depth++;
            if (source[at] == '}' && --depth == 0) break;
            text.Append(source[at]);
        }
        at++;
        return text.ToString();
    }
}
