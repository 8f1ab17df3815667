using OpLearn.Kernel.Notebooks;

namespace OpLearn.Kernel;

/// <summary>A cell of a file that <c>#!import</c> runs.</summary>
/// <param name="Source">The code.</param>
/// <param name="Language">Its language, as the file says.</param>
/// <param name="Place">The file's name and, in a notebook, the number of the code cell.</param>
internal sealed record ImportedCell(string Source, string Language, string Place)
{
    /// <summary>Reads the file that the magic names.</summary>
    /// <param name="magic">The line.</param>
    /// <param name="importing">Files whose import is going on.</param>
    /// <exception cref="MagicException">There is no such file, it is of another kind, or it imports itself.</exception>
    public static IReadOnlyList<ImportedCell> Read(MagicLine magic, IReadOnlyCollection<string> importing)
    {
        string path = Path.GetFullPath(magic.Words is [var only] ? only : throw new MagicException($"{magic.Name}: expected one file, as in {magic.Name} \"tools.csx\"."));
        if (!File.Exists(path)) throw new MagicException($"#!import: there is no file '{path}'. Relative paths start at the notebook's folder.");
        if (importing.Contains(path)) throw new MagicException($"#!import: '{path}' imports itself.");
        string name = Path.GetFileName(path);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                return [new ImportedCell(File.ReadAllText(path), "csharp", name)];
            case ".fs" or ".fsx":
                return [new ImportedCell(File.ReadAllText(path), "fsharp", name)];
            case ".ipynb" or ".dib":
                return Cells(path, name);
            default:
                throw new MagicException($"#!import: '{name}' is of no known kind. Known: .ipynb, .dib, .csx, .cs, .fsx, .fs.");
        }
    }

    /// <summary>The failure with the place in the file before it.</summary>
    public CellFailure Told(CellFailure failure) =>
        failure with { Message = $"{Place}: {failure.Message}", Traceback = [$"in {Place}{(failure.Line is { } line ? $", line {line}" : "")}:", .. failure.Traceback], Line = null };

    private static List<ImportedCell> Cells(string path, string name)
    {
        try
        {
            Notebook notebook = Notebook.Load(path);
            return [.. notebook.Cells.Where(cell => cell.IsCode && !cell.HasTag("skip-execution"))
                .Select((cell, index) => new ImportedCell(cell.Source, CellMetadata.Language(cell.Metadata) ?? notebook.DefaultLanguage, $"{name}, code cell {index + 1}"))];
        }
        catch (FormatException exception)
        {
            throw new MagicException($"#!import: {exception.Message}");
        }
    }
}
