using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace OpLearn.Kernel;

/// <summary>HTML for values that are tables by nature: records and sequences of them, sequences of tuples, dictionaries, matrices, tensors, data frames.
/// Everything else reads better as text.</summary>
internal static class ValueTable
{
    /// <summary>The table, or null when the value is none.</summary>
    public static string? TryHtml(object? value) => value switch
    {
        null or string => null,
        IDictionary dictionary => Dictionary(dictionary),
        Array { Rank: 2 } matrix => Matrix(matrix),
        IEnumerable sequence => FrameTable.TryHtml(value) ?? Pairs(sequence) ?? Records(sequence),
        _ => FrameTable.TryHtml(value) ?? TensorTable.TryHtml(value) ?? Object(value),
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

    /// <summary>One record or one object without a text of its own: its members by name.</summary>
    private static string? Object(object value)
    {
        Type type = value.GetType();
        if (value is ITuple or Exception or Delegate or Task || !Members.IsData(type))
            return null;
        string[][] rows = [.. Members.Read(value).Select(member => new[] { member.Name, Cell(member.Value, member.Type) })];
        return rows.Length == 0 ? null : Html([TypeNames.Of(type), ""], rows, null);
    }

    /// <summary>Maps and other dictionaries that are sequences of pairs.</summary>
    private static string? Pairs(IEnumerable sequence)
    {
        if (Members.ElementType(sequence.GetType()) is not { IsGenericType: true } element || element.GetGenericTypeDefinition() != typeof(KeyValuePair<,>) || Members.Count(sequence) is not { } all)
            return null;
        string[][] rows = [.. sequence.Cast<object>().Take(FormatLimits.Rows).Select(pair => new[] { Cell(Members.Get(pair, "Key")), Cell(Members.Get(pair, "Value"), element.GetGenericArguments()[1]) })];
        return Html(["key", "value"], rows, Shown(rows.Length, all, "entries"));
    }

    /// <summary>Tuples as rows: one column a component.</summary>
    private static string Tuples(IEnumerable sequence, Type element)
    {
        ITuple?[] rows = [.. sequence.Cast<ITuple?>().Take(FormatLimits.Rows + 1)];
        int width = Math.Min(rows.Max(row => row?.Length ?? 0), FormatLimits.Columns);
        Type[] types = element.IsGenericType ? element.GetGenericArguments() : [];
        IEnumerable<IEnumerable<string>> cells = rows.Take(FormatLimits.Rows)
            .Select(row => Enumerable.Range(0, width).Select(j => row is null || j >= row.Length ? "null" : Cell(row[j], j < 7 && j < types.Length ? types[j] : null)));
        return Html(Enumerable.Range(1, width).Select(j => j.ToString(CultureInfo.InvariantCulture)), cells, rows.Length > FormatLimits.Rows ? Shown(FormatLimits.Rows, Members.Count(sequence), "rows") : null);
    }

    /// <summary>What the items of a sequence are: as declared, or the one type that all of them have where the declaration says nothing. A sequence that is not stored is not run for that.</summary>
    private static Type? Common(IEnumerable sequence)
    {
        Type? declared = Members.ElementType(sequence.GetType());
        if (declared is null || !(declared == typeof(object) || declared.IsInterface || declared.IsAbstract) || typeof(ITuple).IsAssignableFrom(declared) || Members.Count(sequence) is null or 0)
            return declared;
        Type?[] types = [.. sequence.Cast<object?>().Take(FormatLimits.Rows + 1).Select(item => item?.GetType()).Distinct()];
        return types.Length == 1 ? types[0] : declared;
    }

    private static string? Records(IEnumerable sequence)
    {
        Type? element = Common(sequence);
        if (element is not null && typeof(ITuple).IsAssignableFrom(element) && Members.Count(sequence) is > 0)
            return Tuples(sequence, element);
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
