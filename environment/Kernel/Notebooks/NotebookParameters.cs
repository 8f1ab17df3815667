using System.Globalization;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Papermill's convention: values given from outside go into a cell of their own, after the cell tagged <c>parameters</c>.</summary>
public static partial class NotebookParameters
{
    private const string DefaultsTag = "parameters", InjectedTag = "injected-parameters";

    /// <summary>Adds or replaces the cell tagged <c>injected-parameters</c>; without parameters the notebook stays as it is.</summary>
    /// <param name="notebook">Changed in place.</param>
    /// <param name="values">Name and text; a text that reads as an integer, a number or true/false becomes one, any other a string.</param>
    /// <exception cref="ArgumentException">A name is no identifier.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0) return;
        foreach (string name in values.Keys)
        {
            if (!Identifier().IsMatch(name))
                throw new ArgumentException($"Parameter: expected a variable's name; got '{name}'. Write -p name=value with letters, digits and _.", nameof(values));
        }
        List<NotebookCell> cells = [.. notebook.Cells];
        int defaults = cells.FindIndex(cell => cell.IsCode && cell.HasTag(DefaultsTag)), injected = cells.FindIndex(cell => cell.IsCode && cell.HasTag(InjectedTag));
        string language = defaults >= 0 ? cells[defaults].Language(notebook.DefaultLanguage) : notebook.DefaultLanguage;
        string selector = language == notebook.DefaultLanguage ? "" : $"#!{language}\n";
        string lines = string.Join('\n', values.Select(pair => language == "fsharp" ? $"let {pair.Key} = {Literal(pair.Value)}" : $"var {pair.Key} = {Literal(pair.Value)};"));
        var cell = NotebookCell.Code("injected-parameters", $"{selector}// Parameters\n{lines}", InjectedTag);
        if (injected >= 0) notebook.RemoveAt(injected);
        notebook.Insert(injected >= 0 ? injected : defaults + 1, cell);
    }

    /// <summary>Does the cell tagged <c>parameters</c> set that variable to a text?</summary>
    public static bool HasTextParameter(Notebook notebook, string name) =>
        notebook.Cells.Any(cell => cell.IsCode && cell.HasTag(DefaultsTag) && Regex.IsMatch(cell.Source, $"\\b{Regex.Escape(name)}\\s*=\\s*\""));

    // C# and F# write these literals alike.
    private static string Literal(string text)
    {
        if (text is "true" or "false") return text;
        if (text is "True" or "False") return text.ToLowerInvariant();
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int integer)) return integer.ToString(CultureInfo.InvariantCulture);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            string digits = number.ToString("R", CultureInfo.InvariantCulture);
            return digits.Contains('.') || digits.Contains('E') ? digits : digits + ".0";
        }
        string escaped = text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
        return $"\"{escaped}\"";
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
