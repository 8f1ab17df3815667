using System.Text.Json;
using Plotly.NET;

namespace OpLearn.Tests;

/// <summary>Reads what a chart holds.</summary>
internal static class FigureReading
{
    public static JsonElement Figure(GenericChart chart) => JsonDocument.Parse(GenericChart.toFigureJson(chart)).RootElement;

    public static JsonElement[] Traces(JsonElement figure) => [.. figure.GetProperty("data").EnumerateArray()];

    public static double[] Values(JsonElement trace, string name) => [.. trace.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static string? Name(JsonElement trace) => trace.TryGetProperty("name", out JsonElement name) ? name.GetString() : null;

    public static string? Title(JsonElement figure, string axis) => figure.GetProperty("layout").GetProperty(axis).GetProperty("title").GetProperty("text").GetString();

    public static string? AxisKind(JsonElement figure, string axis) => figure.GetProperty("layout").GetProperty(axis).TryGetProperty("type", out JsonElement kind) ? kind.GetString() : null;

    public static string[] Headings(JsonElement figure) => [.. figure.GetProperty("layout").GetProperty("annotations").EnumerateArray().Select(note => note.GetProperty("text").GetString()!)];
}
