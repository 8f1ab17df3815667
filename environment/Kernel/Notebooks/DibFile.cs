using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Reads the text format <c>.dib</c> of Polyglot Notebooks: a line <c>#!language</c> begins a cell, <c>#!meta</c> holds JSON about the whole.</summary>
internal static class DibFile
{
    private static readonly string[] Languages = ["csharp", "fsharp", "pwsh", "html", "markdown", "mermaid", "javascript", "sql", "kql", "http", "httpRequest", "value", "python", "r", "meta"];

    /// <exception cref="FormatException">The text after <c>#!meta</c> is no JSON.</exception>
    public static Notebook Read(string text)
    {
        Notebook notebook = Notebook.Parse("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        string language = "csharp";
        var lines = new List<string>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n').Append("#!csharp"))
        {
            if (Selected(line) is not { } next)
            {
                lines.Add(line);
                continue;
            }

            Add(notebook, language, string.Join('\n', lines).Trim('\n'));
            language = next;
            lines.Clear();
        }

        return notebook;
    }

    private static string? Selected(string line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return null;
        string name = OtherLanguages.Canonical(line[2..].TrimEnd());
        return Languages.Contains(name) ? name : null;
    }

    private static void Add(Notebook notebook, string language, string source)
    {
        if (string.IsNullOrWhiteSpace(source)) return;
        if (language == "meta")
        {
            SetDefault(notebook, source);
            return;
        }

        string id = $"c{notebook.Cells.Count + 1}";
        NotebookCell cell = NotebookCell.Code(id, source);
        cell.Json["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };
        if (language == "markdown") cell = new NotebookCell(new JsonObject { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = Notebook.Lines(source) });
        notebook.Insert(notebook.Cells.Count, cell);
    }

    private static void SetDefault(Notebook notebook, string json)
    {
        try
        {
            string name = Notebook.Text(JsonNode.Parse(json)?["kernelInfo"], "defaultKernelName");
            if (name.Length > 0) notebook.Metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = new JsonObject { ["defaultKernelName"] = name } };
            if (name == "fsharp") notebook.Metadata["kernelspec"] = new JsonObject { ["display_name"] = ".NET (F#)", ["language"] = "F#", ["name"] = ".net-fsharp" };
        }
        catch (JsonException error)
        {
            throw new FormatException($"#!meta: expected JSON ({error.Message}).", error);
        }
    }
}
