using System.Text.Json.Nodes;
using Plotly.NET;

namespace OpLearn.Kernel;

/// <summary>Charts of Plotly.NET as the figure itself and a line of text: interactive where the front end draws figures, and never a script from a network.</summary>
internal static class ChartFormatter
{
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The representations of a chart, or null for other values.</summary>
    public static JsonObject? TryFormat(object? value)
    {
        if (value is not GenericChart chart)
            return null;
        JsonObject source = JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();
        JsonObject figure = new()
        {
            ["data"] = source["data"]?.DeepClone() ?? new JsonArray(),
            ["layout"] = source["layout"]?.DeepClone() ?? new JsonObject(),
            ["config"] = new JsonObject { ["responsive"] = true },
        };
        return new JsonObject { [MimeType] = figure, ["text/plain"] = Describe(figure) };
    }

    /// <summary><c>Chart "Loss": 2 traces (train: scatter, test: scatter), error vs epoch</c>.</summary>
    private static string Describe(JsonObject figure)
    {
        JsonArray traces = figure["data"]!.AsArray();
        string kinds = string.Join(", ", traces.Take(8).Select(trace => (Text(trace?["name"]) is { } name ? name + ": " : "") + (Text(trace?["type"]) ?? "scatter")));
        string more = traces.Count > 8 ? ", …" : "";
        JsonNode layout = figure["layout"]!;
        string title = Text(layout["title"]) is { } heading ? $" \"{heading}\"" : "";
        string axes = Text(layout["yaxis"]?["title"]) is { } y && Text(layout["xaxis"]?["title"]) is { } x ? $", {y} vs {x}" : "";
        string plural = traces.Count == 1 ? "trace" : "traces";
        return FormattableString.Invariant($"Chart{title}: {traces.Count} {plural} ({kinds}{more}){axes}");
    }

    /// <summary>A text that stands alone or as the <c>text</c> of an object; markup of line breaks is dropped.</summary>
    private static string? Text(JsonNode? node) => node switch
    {
        JsonObject title => Text(title["text"]),
        JsonValue value when value.TryGetValue(out string? text) => text.Replace("<br>", " ", StringComparison.Ordinal),
        _ => null,
    };
}
