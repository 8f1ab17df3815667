using System.Globalization;
using System.Text;

namespace OpLearn.Workspace.Docs;

/// <summary>docs/models.md: every model of the library, from its type and its XML docs.</summary>
internal static class ModelsPage
{
    private const string Counted = "\nConsole.WriteLine(((object)model as OpLearn.OperatorModel)?.ParameterCount);";

    /// <summary>The networks, which have options of their own; the others are models around a model, and predictors without a network.</summary>
    public static IReadOnlyList<Type> Networks => [.. Predictors.Where(type => Options(type) is not null && IsNetwork(type))];

    private static IReadOnlyList<Type> Wrappers => [.. Predictors.Where(type => Options(type) is null && IsNetwork(type))];

    private static IReadOnlyList<Type> Baselines => [.. Predictors.Where(type => !IsNetwork(type))];

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Type> Predictors { get; } = [.. typeof(OperatorModel).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && !type.IsInterface && typeof(IOperatorPredictor).IsAssignableFrom(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Writes the page.</summary>
    public static string Make()
    {
        var docs = new XmlDocs(typeof(OperatorModel).Assembly);
        var page = new StringBuilder(DocsPage.Head("Models", "the library's types and their XML docs"));
        page.Append("""
            All models map input functions and locations to output functions: `(functions, locations) → outputs`. [Concepts](concepts.md) explains the shapes.
            Sizes are options; the constructor call is the configuration.
            Every code block of this page runs in a test, and the number of parameters beside it was counted in that run.


            """);
        AppendContents(page, docs, ("Networks", Networks), ("Models around other models", Wrappers), ("Predictors without a network", Baselines));
        Section(page, docs, "Networks", "", Networks);
        Section(page, docs, "Models around other models",
            "Each takes a model and adds one step before or behind it. The inner model belongs to the outer one.", Wrappers);
        Section(page, docs, "Predictors without a network",
            "They are fitted in one step, without training by gradient. A network that does not beat them has learnt nothing that they do not know.",
            Baselines);
        IReadOnlyList<Type> parts = OptionsTable.Parts(Predictors.Select(Options).OfType<Type>());
        page.Append("\n## Parts of options\n\nTypes that the options above are made of.\n");
        foreach (Type part in parts) page.Append($"\n### {part.Name}\n\n{docs.Of(part, "summary")}\n\n{OptionsTable.Of(part, docs)}");
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static bool IsNetwork(Type type) => typeof(OperatorModel).IsAssignableFrom(type);

    private static Type? Options(Type type) => type.GetMethods().Where(method => method.IsStatic && method.Name is "Create" or "Fit")
        .SelectMany(method => method.GetParameters())
        .Select(parameter => parameter.ParameterType).FirstOrDefault(parameter => parameter.Name == type.Name + "Options");

    private static void AppendContents(StringBuilder page, XmlDocs docs, params (string Title, IReadOnlyList<Type> Types)[] sections)
    {
        page.Append("| model | formula |\n|---|---|\n");
        foreach ((string title, IReadOnlyList<Type> types) in sections)
        {
            page.Append($"| **{title}** | |\n");
            foreach (Type type in types)
            {
                string summary = docs.Of(type, "summary").Replace("|", "\\|", StringComparison.Ordinal);
                page.Append($"| [{type.Name}](#{type.Name.ToLowerInvariant()}) | {summary} |\n");
            }
        }
    }

    private static void Section(StringBuilder page, XmlDocs docs, string title, string text, IReadOnlyList<Type> types)
    {
        page.Append($"\n## {title}\n{(text == "" ? "" : $"\n{text}\n")}");
        foreach (Type type in types) Model(page, docs, type);
    }

    private static void Model(StringBuilder page, XmlDocs docs, Type type)
    {
        page.Append($"\n### {type.Name}\n\n{docs.Of(type, "summary")}\n\n");
        IReadOnlyList<string> remarks = XmlDocs.Sentences(docs.Of(type, "remarks"));
        bool IsPaper(string sentence) => sentence.Contains("](http", StringComparison.Ordinal) || sentence.StartsWith("Differs", StringComparison.Ordinal);
        bool IsSize(string sentence) => sentence.StartsWith("Parameters", StringComparison.Ordinal);
        Line(page, "Paper", string.Join(" ", remarks.Where(IsPaper)));
        if (docs.Of(type, "forward", "functions") is { Length: > 0 } functions)
        {
            Line(page, "Input functions", functions);
            Line(page, "Locations", docs.Of(type, "forward", "locations"));
            Line(page, "Output", docs.Of(type, "forward", ""));
        }
        else if (IsNetwork(type)) Line(page, "Inputs", XmlDocs.Sentences(docs.Of(typeof(OperatorModel), "remarks"))[0]);
        Line(page, "Parameters", string.Join(" ", remarks.Where(IsSize)).Replace("Parameters: ", "", StringComparison.Ordinal));
        Line(page, "Notes", string.Join(" ", remarks.Where(sentence => !IsPaper(sentence) && !IsSize(sentence))));
        page.Append($"- **Source.** {SourceLink.To(type)}\n");
        if (Options(type) is { } options) page.Append($"\n{OptionsTable.Of(options, docs)}");
        if (docs.Example(type) is not { } example) return;
        string count = CodeProgram.Run(CodeProgram.Join(["using OpLearn;", example + Counted])).Trim();
        if (count != "") page.Append(CultureInfo.InvariantCulture, $"\nThe example has {int.Parse(count, CultureInfo.InvariantCulture):N0} parameters:\n");
        page.Append($"\n```csharp new\n{example}\n```\n");
    }

    private static void Line(StringBuilder page, string title, string text)
    {
        if (text != "") page.Append($"- **{title}.** {text}\n");
    }
}
