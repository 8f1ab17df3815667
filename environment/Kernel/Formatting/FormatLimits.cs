namespace OpLearn.Kernel;

/// <summary>How much of a value is shown. A notebook is read by people and kept in version control, so every representation is bounded.</summary>
internal static class FormatLimits
{
    /// <summary>Nesting of values inside values.</summary>
    public const int Depth = 6;

    /// <summary>Items of one sequence in text.</summary>
    public const int Items = 100;

    /// <summary>Rows of a table.</summary>
    public const int Rows = 40;

    /// <summary>Columns of a table.</summary>
    public const int Columns = 30;

    /// <summary>Characters of one string inside another value.</summary>
    public const int NestedString = 1_000;

    /// <summary>Characters in one cell of a table.</summary>
    public const int TableCell = 200;

    /// <summary>Characters of a whole text representation.</summary>
    public const int Text = 20_000;

    /// <summary>Characters of one representation, whoever made it.</summary>
    public const int Representation = 200_000;

    /// <summary>Text that was cut says so.</summary>
    public static string Cut(string text, int limit) =>
        text.Length <= limit ? text : FormattableString.Invariant($"{text[..limit]}… ({text.Length - limit} more characters)");
}
