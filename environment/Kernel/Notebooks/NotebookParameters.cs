using System.Text.RegularExpressions;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Papermill's convention: values given from outside go into a cell of their own, after the cell tagged <c>parameters</c>.</summary>
/// <remarks>
/// Both languages are statically typed, so a value takes the type of the default that it replaces: <c>-p rate=1</c> is <c>1.0</c> where the default is <c>1e-3</c>.
/// Where no default is found the text decides: an integer, a number, <c>true</c>/<c>false</c>, else a string.
/// </remarks>
public static partial class NotebookParameters
{
    private const string DefaultsTag = "parameters", InjectedTag = "injected-parameters";

    /// <summary>Adds or replaces the cell tagged <c>injected-parameters</c>; without values the notebook stays as it is.</summary>
    /// <param name="notebook">Changed in place.</param>
    /// <param name="values">Name and text of each value.</param>
    /// <exception cref="ArgumentException">A name is no identifier or has no default in the notebook's cell tagged <c>parameters</c>, or a value is not of its default's type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0) return;
        List<NotebookCell> cells = [.. notebook.Cells];
        int defaults = cells.FindIndex(IsDefaults), injected = cells.FindIndex(cell => cell.IsCode && cell.HasTag(InjectedTag));
        string language = defaults >= 0 ? cells[defaults].Language(notebook.DefaultLanguage) : notebook.DefaultLanguage;
        IReadOnlyList<ParameterDefault> known = Defaults(notebook);
        string[] lines = [.. values.Select(pair => Line(pair.Key, pair.Value, language, known))];
        string selector = language == notebook.DefaultLanguage ? "" : $"#!{language}\n";
        var cell = NotebookCell.Code("injected-parameters", $"{selector}// Parameters\n{string.Join('\n', lines)}", InjectedTag);
        if (injected >= 0) notebook.RemoveAt(injected);
        notebook.Insert(injected >= 0 ? injected : defaults + 1, cell);
    }

    /// <summary>Does the cell tagged <c>parameters</c> set that variable to a text?</summary>
    public static bool HasTextParameter(Notebook notebook, string name) =>
        Defaults(notebook).Any(parameter => parameter.Name == name && parameter.Kind == ParameterKind.Text);

    /// <summary>Has the notebook a cell tagged <c>parameters</c>?</summary>
    public static bool HasDefaults(Notebook notebook) => notebook.Cells.Any(IsDefaults);

    internal static IReadOnlyList<ParameterDefault> Defaults(Notebook notebook) =>
        [.. notebook.Cells.Where(IsDefaults).SelectMany(cell => Declaration().Matches(cell.Source)).Select(ParameterDefault.Of)];

    private static bool IsDefaults(NotebookCell cell) => cell.IsCode && cell.HasTag(DefaultsTag);

    private static string Line(string name, string text, string language, IReadOnlyList<ParameterDefault> known)
    {
        if (!Identifier().IsMatch(name))
            throw new ArgumentException($"Parameter: expected a variable's name; got '{name}'. Write -p name=value with letters, digits and _.");
        ParameterDefault? replaced = known.FirstOrDefault(parameter => parameter.Name == name);
        if (replaced is null && known.Count > 0)
            throw new ArgumentException($"Parameter: the notebook has no parameter '{name}'; it has {string.Join(", ", known.Select(parameter => parameter.Name))}.");
        string literal = ParameterDefault.Literal(name, text, replaced?.Kind ?? ParameterKind.Unknown);
        return language == "fsharp" ? $"let {name} = {literal}" : $"var {name} = {literal};";
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();

    // C#: `var n = 20;`, `double rate = 1e-3;`. F#: `let n = 20`, `let rate : float = 1e-3`.
    [GeneratedRegex(@"^[ \t]*(?:let[ \t]+(?:mutable[ \t]+)?|(?<type>[A-Za-z][\w.?<>]*)[ \t]+)(?<name>[A-Za-z_]\w*)[ \t]*(?::[ \t]*(?<type>\w+)[ \t]*)?=(?!=)[ \t]*(?<value>[^\n]*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
