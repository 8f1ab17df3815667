using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>One trace of a figure: reads its data, makes room on its axes, draws itself and its key in the legend.</summary>
/// <param name="trace">The trace, its template laid under it.</param>
/// <param name="colour">The colour that falls to it where it names none.</param>
internal abstract class TraceDrawing(JsonObject trace, SKColor colour)
{
    public JsonObject Trace { get; } = trace;

    public SKColor Colour { get; } = colour;

    /// <summary>Place in the figure's list of traces.</summary>
    public int Index { get; init; }

    public string Name => Trace.Text("name") ?? $"trace {Index}";

    /// <summary>The axes it is drawn on; null where it has none.</summary>
    public Axis? X { get; set; }

    public Axis? Y { get; set; }

    /// <summary>Traces of a lower layer lie below.</summary>
    public abstract int Layer { get; }

    /// <summary>Does it stand in the legend unless it says otherwise?</summary>
    public virtual bool HasKey => true;

    public bool InLegend => HasKey && Trace.Flag("showlegend", true) && Trace.Text("visible") != "legendonly";

    public double Opacity => Trace.Number("opacity", 1);

    /// <summary>The colour bars it wants.</summary>
    public virtual IEnumerable<ColourBar> Bars => [];

    /// <summary>Reads data into the coordinates of its axes.</summary>
    public abstract void Read();

    /// <summary>Makes room for the data.</summary>
    public abstract void Extend();

    public abstract void Draw(Pen pen);

    /// <summary>The key in the legend, in a box of 30 by the height of a line.</summary>
    public virtual void DrawKey(Pen pen, SKRect box) => pen.Fill(new SKRect(box.MidX - 6, box.MidY - 6, box.MidX + 6, box.MidY + 6), Colour.Fade(Opacity));

    /// <summary>Positions where the data give none: <c>x0 + i·dx</c>.</summary>
    protected static double[] Counted(JsonNode trace, string axis, int count) =>
        [.. Enumerable.Range(0, count).Select(i => trace.Number(axis + "0", 0) + (i * trace.Number("d" + axis, 1)))];

    /// <summary>A column in an axis' coordinates, or the counted positions.</summary>
    protected double[] PlacesOf(Axis axis, string name, int count)
    {
        double[]? column = axis.Column(Trace[name]);
        return column ?? [.. Counted(Trace, name, count).Select(axis.Coordinate)];
    }
}
