using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Numbers of points shown as colours: the scale and its limits.</summary>
internal sealed class ScaledColours
{
    private readonly double[] values;

    private ScaledColours(double[] values, ColourScale scale, double lower, double upper) => (this.values, Scale, Lower, Upper) = (values, scale, lower, upper);

    public ColourScale Scale { get; }

    public double Lower { get; }

    public double Upper { get; }

    /// <summary>The colours of markers, or null where their colours are no numbers.</summary>
    public static ScaledColours? Of(JsonNode? options)
    {
        JsonNode? colours = options.At("color");
        if (!FigureJson.IsList(colours) || FigureJson.Numbers(colours) is not { Length: > 0 } values || !values.Any(double.IsFinite))
            return null;
        if (FigureJson.Items(colours)!.Any(item => item is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String && double.IsNaN(FigureJson.Number(item))))
            return null;
        (double lower, double upper) = Limits(options, "c", values.Where(double.IsFinite));
        return new ScaledColours(values, ColourScale.Of(options.At("colorscale"), options.Flag("reversescale", false)), lower, upper);
    }

    /// <summary>The limits of a scale: given, symmetric about a middle, or those of the values.</summary>
    public static (double Lower, double Upper) Limits(JsonNode? options, string letter, IEnumerable<double> finite)
    {
        double[] values = [.. finite];
        double lower = values.Length == 0 ? 0 : values.Min(), upper = values.Length == 0 ? 1 : values.Max();
        if (options.Number(letter + "min") is { } given && options.Number(letter + "max") is { } to)
            return (given, to);
        (lower, upper) = (options.Number(letter + "min", lower), options.Number(letter + "max", upper));
        if (options.Number(letter + "mid") is { } middle)
        {
            double reach = Math.Max(upper - middle, middle - lower);
            (lower, upper) = (middle - reach, middle + reach);
        }
        return lower == upper ? (lower - 0.5, upper + 0.5) : (lower, upper);
    }

    public SKColor At(int i, SKColor absent) => i < values.Length && double.IsFinite(values[i]) ? Scale.At((values[i] - Lower) / (Upper - Lower)) : absent;

    public ColourBar? Bar(JsonNode? options, bool shown) =>
        options.Flag("showscale", shown) ? new ColourBar(options.At("colorbar") as JsonObject ?? [], Scale, Lower, Upper, null) : null;
}
