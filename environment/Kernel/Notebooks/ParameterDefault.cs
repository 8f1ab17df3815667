using System.Globalization;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel.Notebooks;

/// <summary>The types that a parameter's literal can have.</summary>
internal enum ParameterKind
{
    Unknown,
    Integer,
    Long,
    Double,
    Single,
    Boolean,
    Text,
}

/// <summary>A variable that a notebook's parameter cell sets, and the type of what it is set to.</summary>
internal sealed partial record ParameterDefault(string Name, ParameterKind Kind)
{
    /// <summary>Reads a declaration: its type by name, else the form of its literal.</summary>
    public static ParameterDefault Of(Match declaration) => new(declaration.Groups["name"].Value, declaration.Groups["type"].Value switch
    {
        "int" => ParameterKind.Integer,
        "long" or "int64" => ParameterKind.Long,
        "double" => ParameterKind.Double,
        "float" when !declaration.Value.TrimStart().StartsWith("let", StringComparison.Ordinal) => ParameterKind.Single,
        "float" => ParameterKind.Double, // F# names them so
        "float32" or "single" => ParameterKind.Single,
        "bool" => ParameterKind.Boolean,
        "string" => ParameterKind.Text,
        _ => KindOf(declaration.Groups["value"].Value),
    });

    /// <summary>The text as a literal of that type; C# and F# write these literals alike.</summary>
    /// <exception cref="ArgumentException">The text is not of that type.</exception>
    public static string Literal(string name, string text, ParameterKind kind)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        bool isLong = long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long integer), isInteger = isLong && integer is >= int.MinValue and <= int.MaxValue;
        bool isNumber = double.TryParse(text, NumberStyles.Float, invariant, out double number) && double.IsFinite(number), isBoolean = bool.TryParse(text, out bool truth);
        return kind switch
        {
            ParameterKind.Integer => isInteger ? integer.ToString(invariant) : throw Wrong(name, text, "an integer"),
            ParameterKind.Long => isLong ? integer.ToString(invariant) + "L" : throw Wrong(name, text, "an integer"),
            ParameterKind.Double => isNumber ? Digits(number.ToString("R", invariant)) : throw Wrong(name, text, "a number"),
            ParameterKind.Single => isNumber ? Digits(((float)number).ToString("R", invariant)) + "f" : throw Wrong(name, text, "a number"),
            ParameterKind.Boolean => isBoolean ? (truth ? "true" : "false") : throw Wrong(name, text, "true or false"),
            ParameterKind.Text => Quoted(text),
            _ when isBoolean => truth ? "true" : "false",
            _ when isInteger => integer.ToString(invariant),
            _ when isLong => integer.ToString(invariant) + "L",
            _ when isNumber => Digits(number.ToString("R", invariant)),
            _ => Quoted(text),
        };
    }

    private static ArgumentException Wrong(string name, string text, string expected) =>
        new($"Parameter {name}: expected {expected}, as the notebook's default is one; got '{text}'.");

    private static string Digits(string number) => number.Contains('.') || number.Contains('E') ? number : number + ".0";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t")}\"";

    // Only a literal that stands alone tells a type; `2 * width` does not.
    private static ParameterKind KindOf(string value)
    {
        string literal = Alone().Match(value).Groups[1].Value;
        return literal switch
        {
            "" => ParameterKind.Unknown,
            ['"', ..] => ParameterKind.Text,
            "true" or "false" => ParameterKind.Boolean,
            [.., 'f' or 'F'] => ParameterKind.Single,
            [.., 'L'] => ParameterKind.Long,
            _ => literal.AsSpan().IndexOfAny(".eEdD") >= 0 ? ParameterKind.Double : ParameterKind.Integer,
        };
    }

    [GeneratedRegex(@"^(""(?:[^""\\]|\\.)*""|true|false|-?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?[fFdDL]?)\s*(?:;|//|\(\*|$)")]
    private static partial Regex Alone();
}
