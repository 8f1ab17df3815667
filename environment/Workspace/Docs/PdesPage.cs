using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpLearn.Workspace.Data;

namespace OpLearn.Workspace.Docs;

/// <summary>docs/pdes.md: every operator problem of the library, from its type, its XML docs and an instance made by its example.</summary>
internal static partial class PdesPage
{
    private const string Described = """

        object Field(OpLearn.FieldSpec field) => new { field.Name, field.Axes, field.Unit };
        Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(new
        {
            problem.Name, problem.Equation, problem.Source, Inputs = problem.Inputs.Select(Field), Outputs = problem.Outputs.Select(Field),
        }));
        """;

    /// <summary>Every public problem that can be made, in the order of their names.</summary>
    public static IReadOnlyList<Type> Problems { get; } = [.. typeof(OperatorProblem).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && typeof(OperatorProblem).IsAssignableFrom(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Writes the page.</summary>
    public static string Make()
    {
        var docs = new XmlDocs(typeof(OperatorProblem).Assembly);
        var page = new StringBuilder(DocsPage.Head("Equations", "the library's types and their XML docs"));
        page.Append("""
            Every equation of the library, with the solver that makes its data. A problem draws random input functions and solves for the output functions;
            `OperatorDataset.Generate(problem, samples, seed)` makes a data set of it.
            The tests compare solvers with exact or manufactured solutions and measure their order of convergence.
            The [speed page](speed.md) has the samples a second. [Your own equation](own-pde.md) is one class.


            """);
        var made = Problems.Select(type => (Type: type, Example: Example(type, docs)))
            .Select(entry => (entry.Type, entry.Example, Instance: entry.Example is null ? null : Describe(entry.Example))).ToArray();
        page.Append("| problem | from → to | order | equation |\n|---|---|---|---|\n");
        foreach (var (type, _, instance) in made)
        {
            string fields = instance is null ? "" : $"{Names(instance["Inputs"])} → {Names(instance["Outputs"])}";
            page.Append($"| [{type.Name}](#{type.Name.ToLowerInvariant()}) | {fields} | {Order(type, docs, Sets(instance))} | {Equation(instance)} |\n");
        }
        foreach (var (type, example, instance) in made) Problem(page, docs, type, example, instance);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>How an instance is made: the docs' example, or the constructor where all its arguments have defaults; null when neither is there.</summary>
    public static string? Example(Type type, XmlDocs docs) => docs.Example(type)
        ?? (type.GetConstructors().Any(constructor => constructor.GetParameters().All(parameter => parameter.HasDefaultValue))
            ? $"var problem = new {type.Name}();" : null);

    private static JsonNode Describe(string example) => JsonNode.Parse(CodeProgram.Run(CodeProgram.Join(["using OpLearn;", example + Described])))!;

    private static void Problem(StringBuilder page, XmlDocs docs, Type type, string? example, JsonNode? instance)
    {
        page.Append($"\n## {type.Name}\n\n{docs.Of(type, "summary")}\n\n");
        if (instance is not null)
        {
            page.Append($"- **Equation.** {Equation(instance)}\n- **From** {Fields(instance["Inputs"])} **to** {Fields(instance["Outputs"])}\n");
            page.Append($"- **Parameters from.** {Escape(instance["Source"]!.GetValue<string>())}\n");
        }
        if (docs.Of(type, "remarks") is { Length: > 0 } remarks) page.Append($"- **Solver and accuracy.** {remarks}\n");
        if (Order(type, docs, Sets(instance)) is { Length: > 0 } order) page.Append($"- **Order of the solver.** {order}\n");
        if (Cost(docs.Everything(type)) is { } cost) page.Append($"- **Cost.** {cost}\n");
        foreach (DataSetFolder set in Sets(instance)) page.Append($"- **Data set [{set.Name}](../data/{set.Name}/README.md).** {Escape(SolverOf(set))}\n");
        page.Append($"- **Source.** {SourceLink.To(type)}\n");
        if (example is not null) page.Append($"\n```csharp new\n{example}\n```\n");
    }

    // The sets of data/ that are made from this problem, as their cards say.
    private static DataSetFolder[] Sets(JsonNode? instance) =>
        [.. DataSetFolder.All().Where(set => instance is not null && Card(set)?["Card"]?["Name"]?.GetValue<string>() == instance["Name"]!.GetValue<string>())];

    private static string SolverOf(DataSetFolder set) => Card(set)?["Notes"]?["Solver"]?.GetValue<string>() ?? "";

    private static JsonNode? Card(DataSetFolder set) => File.Exists(set.Card) ? JsonNode.Parse(File.ReadAllText(set.Card)) : null;

    private static string Equation(JsonNode? instance) =>
        instance is null ? "" : $"`{instance["Equation"]!.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Names(JsonNode? fields) => string.Join(", ", fields!.AsArray().Select(field => field!["Name"]!.GetValue<string>()));

    private static string Fields(JsonNode? fields) => string.Join(" and ", fields!.AsArray().Select(field =>
    {
        string axes = string.Join(", ", field!["Axes"]!.AsArray().Select(axis => axis!.GetValue<int>().ToString(CultureInfo.InvariantCulture)));
        string unit = field["Unit"]!.GetValue<string>();
        return $"{field["Name"]!.GetValue<string>()} `[{axes}]`{(unit == "1" ? "" : $" in {unit}")}";
    }));

    /// <summary>The orders of convergence that the docs of the type, of its bases and of its data sets state, else "exact" where they say so.</summary>
    private static string Order(Type type, XmlDocs docs, IReadOnlyList<DataSetFolder> sets)
    {
        var said = new List<string>(sets.Select(SolverOf));
        for (Type at = type; at != typeof(OperatorProblem); at = at.BaseType!) said.Add(docs.Everything(at));
        // A sentence that begins with "Differs" tells of the paper's solver, not of ours.
        IEnumerable<string> own = said.SelectMany(XmlDocs.Sentences).Where(sentence => !sentence.StartsWith("Differs", StringComparison.Ordinal));
        string[] orders = [.. own.SelectMany(sentence => Orders().Matches(sentence)).Select(match => match.Groups[1].Value).Distinct()];
        bool exact = docs.Of(type, "summary").Contains("exactly", StringComparison.Ordinal)
            || sets.Any(set => SolverOf(set).StartsWith("Exact ", StringComparison.Ordinal));
        return orders.Length > 0 ? string.Join(", ", orders) : exact ? "exact" : "";
    }

    private static string? Cost(string text) => XmlDocs.Sentences(text).FirstOrDefault(sentence => Seconds().IsMatch(sentence));

    private static string Escape(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    [GeneratedRegex(@"\b[Oo]rder (one|two|three|four)\b")]
    private static partial Regex Orders();

    [GeneratedRegex(@"\bseconds? of one core|samples a second")]
    private static partial Regex Seconds();
}
