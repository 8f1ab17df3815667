using System.Text;

namespace OpLearn.Kernel.Notebooks;

/// <summary>What a cell has printed to one stream, as a terminal would show it: a carriage return goes back to the start of the line. Of long text its start and its end are kept.</summary>
internal sealed class StreamText
{
    /// <summary>Characters kept of the start, and as many of the end.</summary>
    public const int Kept = 200_000;

    private readonly StringBuilder start = new();
    private readonly Queue<string> end = new();
    private readonly StringBuilder line = new();
    private int column;
    private int endLength;
    private long leftLines, leftCharacters;

    /// <summary>Takes more text; its cost does not depend on what was taken before.</summary>
    public void Add(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int stop = text.AsSpan(at).IndexOfAny('\n', '\r');
            stop = stop < 0 ? text.Length : at + stop;
            Write(text.AsSpan(at, stop - at));
            if (stop < text.Length && text[stop] == '\n') EndLine("\n");
            else if (stop < text.Length) column = 0;
            at = stop + 1;
        }
    }

    /// <summary>The text, with a line that says what is left out.</summary>
    public override string ToString()
    {
        var whole = new StringBuilder().Append(start);
        if (leftCharacters > 0)
        {
            if (whole.Length > 0 && whole[^1] != '\n') whole.Append('\n');
            whole.Append(FormattableString.Invariant($"[… {leftLines:N0} lines, {leftCharacters:N0} characters left out: a stream in a notebook keeps its first and its last {Kept:N0} characters …]\n"));
        }

        foreach (string kept in end) whole.Append(kept);
        return whole.Append(line).ToString();
    }

    private void Write(ReadOnlySpan<char> text)
    {
        int over = Math.Min(text.Length, line.Length - column);
        for (int i = 0; i < over; i++) line[column + i] = text[i];
        line.Append(text[over..]);
        column += text.Length;
        if (line.Length > Kept) EndLine(""); // one endless line
    }

    private void EndLine(string mark)
    {
        string ended = line.Append(mark).ToString();
        line.Clear();
        column = 0;
        if (leftCharacters == 0 && end.Count == 0 && start.Length + ended.Length <= Kept)
        {
            start.Append(ended);
            return;
        }

        end.Enqueue(ended);
        endLength += ended.Length;
        while (endLength > Kept && end.Count > 1)
        {
            string left = end.Dequeue();
            endLength -= left.Length;
            leftCharacters += left.Length;
            leftLines++;
        }
    }
}
