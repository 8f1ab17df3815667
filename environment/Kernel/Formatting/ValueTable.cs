using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace OpLearn.Kernel;

/// <summary>HTML for values that are tables by nature: sequences of records, dictionaries, matrices, data frames. Everything else reads better as text.</summary>
internal static class ValueTable
{
    /// <summary>The table, or null when the value is none.</summary>
    public static string? TryHtml(object? value) => value switch
    {
        null or string => null,
        IDictionary dictionary => Dictionary(dictionary),
        Array { Rank: 2 } matrix => Matrix(matrix),
        IEnumerable sequence => Records(sequence),
        _ => FrameTable.TryHtml(value),
    };

    /// <summary>Text as HTML that keeps its line breaks.</summary>
    public static string Preformatted(string text) => "<pre>" + WebUtility.HtmlEncode(text) + "</pre>";

    /// <summary>A table with a heading row; the cells are text, not markup.</summary>
    /// <param name="heading">Names of the columns.</param>
    /// <param name="rows">Cells by row.</param>
    /// <param name="caption">A line below the table, or null.</param>
    public static string Html(IEnumerable<string> heading, IEnumerable<IEnumerable<string>> rows, string? caption)
    {
        StringBuilder html = new("<table><thead><tr>");
        foreach (string name in heading)
            html.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (IEnumerable<string> row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row)
                html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        if (caption is not null)
            html.Append("<p><small>").Append(WebUtility.HtmlEncode(caption)).Append("</small></p>");
        return html.ToString();
    }

    /// <summary>A value inside a table.</summary>
    public static string Cell(object? value, Type? declared = null) =>
        FormatLimits.Cut(value is string text ? text : ValueText.Of(value, declared, FormatLimits.TableCell * 2), FormatLimits.TableCell);

    /// <summary>Says how much of the whole is shown, or null when all of it is.</summary>
    public static string? Shown(int shown, int? all, string noun) =>
        all is null ? $"first {shown.ToString(CultureInfo.InvariantCulture)} {noun}"
        : all > shown ? FormattableString.Invariant($"{shown} of {all} {noun}")
        : null;

    private static string Dictionary(IDictionary dictionary)
    {
        List<string[]> rows = [];
        foreach (DictionaryEntry entry in dictionary)
        {
            if (rows.Count == FormatLimits.Rows)
                break;
            rows.Add([Cell(entry.Key), Cell(entry.Value)]);
        }
        return Html(["key", "value"], rows, Shown(rows.Count, dictionary.Count, "entries"));
    }

    private static string Matrix(Array matrix)
    {
        int height = Math.Min(matrix.GetLength(0), FormatLimits.Rows);
        int width = Math.Min(matrix.GetLength(1), FormatLimits.Columns);
        bool whole = height == matrix.GetLength(0) && width == matrix.GetLength(1);
        string? caption = whole ? null : FormattableString.Invariant($"first {height}×{width} of {matrix.GetLength(0)}×{matrix.GetLength(1)}");
        string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
        return Html(
            Enumerable.Range(0, width).Select(Text).Prepend(""),
            Enumerable.Range(0, height).Select(i => Enumerable.Range(0, width).Select(j => Cell(matrix.GetValue(i, j))).Prepend(Text(i))),
            caption);
    }

    private static string? Records(IEnumerable sequence)
    {
        Type? element = Members.ElementType(sequence.GetType());
        if (element is null || !Members.IsData(element))
            return null;
        MemberInfo[] columns = [.. Members.Columns(element).Take(FormatLimits.Columns)];
        List<string[]> rows = [];
        bool more = false;
        foreach (object? item in sequence)
        {
            more = rows.Count == FormatLimits.Rows;
            if (more)
                break;
            rows.Add([.. columns.Select(column => item is null ? "null" : Cell(Members.Get(item, column), (column as PropertyInfo)?.PropertyType))]);
        }
        if (columns.Length == 0 || rows.Count == 0)
            return null;
        return Html(columns.Select(column => column.Name), rows, more ? Shown(rows.Count, Members.Count(sequence), "rows") : null);
    }
}
