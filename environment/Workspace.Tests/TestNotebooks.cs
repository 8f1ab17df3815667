using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Tests;

/// <summary>Small notebooks, made where they are needed.</summary>
internal static class TestNotebooks
{
    public static Notebook Of(string language, params string[] cells)
    {
        Notebook notebook = Notebook.Parse("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        string name = language == "fsharp" ? "F#" : "C#";
        notebook.Metadata["kernelspec"] = new JsonObject { ["display_name"] = $".NET ({name})", ["language"] = name, ["name"] = $".net-{language}" };
        for (int i = 0; i < cells.Length; i++) notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i]));
        return notebook;
    }

    public static string Save(string folder, string name, string language, params string[] cells)
    {
        string file = Path.Combine(folder, name + ".ipynb");
        Of(language, cells).Save(file);
        return file;
    }
}
