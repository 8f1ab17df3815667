using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Size, symbol and colours of the markers of one trace, point by point.</summary>
internal sealed class MarkerStyle
{
    private readonly JsonNode? options;
    private readonly SKColor[] colours;
    private readonly double[] sizes, opacities;
    private readonly string[] symbols;
    private readonly ScaledColours? scaled;

    public MarkerStyle(JsonObject trace, SKColor colour, int count)
    {
        options = trace["marker"];
        scaled = ScaledColours.Of(options);
        colours = Colours(options, scaled, colour, count);
        double[]? given = FigureJson.Numbers(options.At("size"));
        double reference = options.Number("sizeref", 1), smallest = options.Number("sizemin", 0);
        bool area = options.Text("sizemode") == "area";
        sizes = [.. Enumerable.Range(0, count).Select(i => given is null ? options.Number("size", 6)
            : Math.Max(smallest, i >= given.Length || !double.IsFinite(given[i]) ? 0 : area ? 2 * Math.Sqrt(given[i] / 2 / reference * 2) : given[i] / reference))];
        double[]? faded = FigureJson.Numbers(options.At("opacity"));
        opacities = [.. Enumerable.Range(0, count).Select(i => faded is not null && i < faded.Length ? faded[i] : options.Number("opacity", given is null ? 1 : 0.7))];
        IReadOnlyList<JsonNode?>? names = FigureJson.IsList(options.At("symbol")) ? FigureJson.Items(options.At("symbol")) : null;
        symbols = [.. Enumerable.Range(0, count).Select(i => Symbols.Name(names is null ? options.At("symbol") : i < names.Count ? names[i] : null))];
    }

    /// <summary>Room that the markers need beyond their points.</summary>
    public double Pad => sizes.Length == 0 ? 3 : Math.Max(0.625 * sizes.Max(), 3);

    /// <summary>The same for one of them.</summary>
    public double PadOf(int i) => Math.Max(0.625 * sizes[i], 3);

    /// <summary>Are the markers of several sizes?</summary>
    public bool Varies => FigureJson.IsList(options.At("size"));

    public IEnumerable<ColourBar> Bars => scaled?.Bar(options, false) is { } bar ? [bar] : [];

    /// <summary>The one colour of all markers, or <paramref name="many"/> where they differ.</summary>
    public SKColor Plain(SKColor many) => FigureJson.IsList(options.At("color")) || colours.Length == 0 ? many : colours[0];

    /// <summary>A colour for each point: one for all, a list of names, or numbers through a colour scale.</summary>
    public static SKColor[] Colours(JsonNode? options, ScaledColours? scaled, SKColor colour, int count)
    {
        if (scaled is not null)
            return [.. Enumerable.Range(0, count).Select(i => scaled.At(i, colour))];
        if (FigureJson.IsList(options.At("color")) && FigureJson.Items(options.At("color")) is { } list)
            return [.. Enumerable.Range(0, count).Select(i => i < list.Count ? Css.Colour(FigureJson.Text(list[i]), colour) : colour)];
        return [.. Enumerable.Repeat(Css.Colour(options.Text("color"), colour), count)];
    }

    public void Draw(Pen pen, int i, float x, float y, double opacity) => Draw(pen, i, x, y, (float)sizes[i], opacity);

    public void DrawKey(Pen pen, float x, float y, double opacity)
    {
        if (sizes.Length > 0)
            Draw(pen, 0, x, y, (float)Math.Clamp(sizes[0], 2, 16), opacity);
    }

    private void Draw(Pen pen, int i, float x, float y, float size, double opacity)
    {
        double alpha = opacity * opacities[i];
        JsonNode? line = options.At("line");
        bool open = symbols[i].Contains("-open", StringComparison.Ordinal);
        float width = (float)(FigureJson.IsList(line.At("width")) ? 1 : line.Number("width", FigureJson.IsList(options.At("size")) ? 1 : open ? 1 : 0));
        SKColor edge = Css.Colour(FigureJson.IsList(line.At("color")) ? null : line.Text("color"), FigureJson.IsList(options.At("size")) ? SKColors.White : new SKColor(0x44, 0x44, 0x44));
        Symbols.Draw(pen, symbols[i], x, y, size, colours[i].Fade(alpha), edge.Fade(alpha), width);
    }
}
