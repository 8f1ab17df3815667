using System.Text.Json.Nodes;
using OpLearn.Kernel.Charts;
using Plotly.NET;

namespace OpLearn.Kernel;

/// <summary>
/// Charts of Plotly.NET as the figure itself, a picture drawn from it and a line of text: interactive where the front end draws figures, seen where it does not, and never a
/// script from a network.
/// </summary>
internal static class ChartFormatter
{
    public const string MimeType = "application/vnd.plotly.v1+json";
    public const string Picture = "image/png";

    /// <summary>The representations of a chart, or null for other values.</summary>
    public static MimeBundle? TryFormat(object? value)
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
        return Format(figure);
    }

    /// <summary>The representations of a figure.</summary>
    /// <param name="figure">Data, layout and config; thinned in place where it is too large for a notebook.</param>
    internal static MimeBundle Format(JsonObject figure)
    {
        string text = Describe(figure);
        FigurePicture picture = Draw(figure);
        if (FigureThinning.Apply(figure) is { } thinned)
            text += $" [{thinned} in the interactive chart]";
        JsonObject data = new() { [MimeType] = figure }, metadata = [];
        if (picture.Png is { } png)
        {
            data[Picture] = Convert.ToBase64String(png);
            metadata[Picture] = new JsonObject { ["width"] = picture.Width, ["height"] = picture.Height };
        }
        else
            text += $" [{picture.Missing}]";
        data["text/plain"] = text;
        return new MimeBundle(data, metadata);
    }

    /// <summary>A picture that fails must not take the interactive chart with it.</summary>
    private static FigurePicture Draw(JsonObject figure)
    {
        try
        {
            return FigureRenderer.Render(figure);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Exception cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
            return new FigurePicture(null, 0, 0, $"no picture: {cause.GetType().Name}: {cause.Message.Split('\n')[0]}");
        }
    }

    /// <summary><c>Chart "Loss": 2 traces (train: scatter, test: scatter), error vs epoch</c>.</summary>
    private static string Describe(JsonObject figure)
    {
        JsonArray traces = figure["data"]!.AsArray();
        string kinds = string.Join(", ", traces.Take(8).Select(trace => (trace.Text("name") is { } name ? name + ": " : "") + trace.Text("type", "scatter")));
        string more = traces.Count > 8 ? ", …" : "";
        JsonNode? layout = figure["layout"];
        string title = Text(layout.At("title")) is { } heading ? $" \"{heading}\"" : "";
        string axes = Text(layout.At("yaxis.title")) is { Length: > 0 } y && Text(layout.At("xaxis.title")) is { Length: > 0 } x ? $", {y} vs {x}" : "";
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
