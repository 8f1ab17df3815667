namespace OpLearn.Kernel;

/// <summary>Recognizes lines of other kernels' notebooks in cells that do not compile, and says what to write here.</summary>
internal static class ForeignSyntax
{
    /// <summary>The failure with a line that helps before the compiler's, when the cell holds such a line.</summary>
    public static CellFailure Explained(CellFailure failure, string source)
    {
        if (failure.Name != Failures.CompilationError) return failure;
        string? help = source.Split('\n').Select(line => Help(line.TrimEnd())).FirstOrDefault(text => text is not null);
        return help is null ? failure : failure with { Message = help + "\n" + failure.Message, Traceback = [help, .. failure.Traceback] };
    }

    private static string? Help(string line) => line switch
    {
        ['%', '%', ..] => $"'{line.Split(' ')[0]}' is a magic of IPython. Here magics begin with #!; #!lsmagic lists them.",
        ['%', >= 'a' and <= 'z', ..] => $"'{line.Split(' ')[0]}' is a magic of IPython. Here magics begin with #!; #!lsmagic lists them.",
        ['!', >= 'a' and <= 'z', ..] when !line.EndsWith(';') && !line.Contains('(') =>
            $"'{line}' is a shell command of IPython. Here, run it in a terminal, or with System.Diagnostics.Process; packages come with #r \"nuget: Name, 1.2.3\".",
        _ when line.StartsWith("#load ", StringComparison.Ordinal) => "#load: to run a file's code in the session, write #!import \"file\".",
        _ => null,
    };
}
