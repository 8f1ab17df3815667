using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>A figure read into axes and traces, ready to be drawn.</summary>
internal sealed class Figure
{
    private readonly List<TraceDrawing> traces = [];
    private readonly List<TableDrawing> tables = [];
    private readonly Dictionary<string, Axis> axes = [];
    private readonly List<(Axis X, Axis Y)> panels = [];
    private Dictionary<string, AxisDrawing> drawings = [];
    private Legend? legend;
    private ColourBar[] bars = [];
    private readonly JsonObject given;

    public Figure(JsonObject figure)
    {
        given = figure["layout"] as JsonObject ?? [];
        JsonNode? template = given["template"];
        Layout = FigureJson.Merge(template.At("layout"), given);
        string[] colorway = [.. (FigureJson.Items(Layout["colorway"]) ?? []).Select(FigureJson.Text)];
        if (colorway.Length == 0)
            colorway = Css.Colorway;
        JsonArray data = figure["data"] as JsonArray ?? [];
        int index = 0, coloured = 0;
        foreach (JsonObject item in data.OfType<JsonObject>())
        {
            string type = item.Text("type", "scatter");
            JsonArray? defaults = template.At("data." + type) as JsonArray;
            JsonObject trace = FigureJson.Merge(defaults is { Count: > 0 } ? defaults[index % defaults.Count] : null, item);
            int position = index++;
            if (trace.Text("visible", "true") is not "true")
                continue;
            WithColourAxis(trace);
            SKColor colour = Css.Colour(colorway[coloured % colorway.Length], SKColors.Gray);
            if (type == "table")
                tables.Add(new TableDrawing(trace));
            else if (Make(type, trace, colour, position) is { } drawing)
                traces.Add(drawing);
            else
                Unsupported ??= $"no picture of {type} traces";
            coloured += type is "heatmap" or "heatmapgl" or "contour" or "table" ? 0 : 1;
        }
        if (Unsupported is null)
            ReadAxes();
    }

    /// <summary>The layout with its template.</summary>
    public JsonObject Layout { get; }

    /// <summary>What cannot be drawn, or null.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>By name, <c>x</c>, <c>y2</c>, …; settled once the figure is arranged.</summary>
    public IReadOnlyDictionary<string, Axis> Axes => axes;

    public void Draw(Pen pen, int width, int height)
    {
        PlotArea area = Arrange(width, height);
        pen.Fill(new SKRect(0, 0, width, height), Css.Colour(Layout.Text("paper_bgcolor"), "#fff"));
        Annotations notes = new(Layout, axes, area);
        foreach ((Axis x, Axis y) in panels.Where(panel => panel.X.Options["overlaying"] is null && panel.Y.Options["overlaying"] is null))
            pen.Fill(Panel(x, y), Css.Colour(Layout.Text("plot_bgcolor"), "#fff"));
        notes.DrawShapes(pen, "below");
        HashSet<Axis> gridded = [];
        foreach ((Axis x, Axis y) in panels)
        {
            if (gridded.Add(x))
                drawings[x.Id].DrawGrid(pen, Panel(x, y));
            if (gridded.Add(y))
                drawings[y.Id].DrawGrid(pen, Panel(x, y));
        }
        foreach ((Axis x, Axis y) in panels)
            pen.Clipped(SKRect.Inflate(Panel(x, y), 0.5f, 0.5f), () => DrawTraces(pen, x, y));
        foreach (AxisDrawing drawing in drawings.Values)
            drawing.Draw(pen, area);
        foreach (TableDrawing table in tables)
            table.Draw(pen, area, Layout);
        notes.DrawShapes(pen, "above");
        foreach (ColourBar bar in bars)
            bar.Draw(pen, area);
        legend?.Draw(pen, area, Layout);
        DrawTitle(pen, area);
        notes.DrawTexts(pen);
    }

    private void DrawTraces(Pen pen, Axis x, Axis y)
    {
        foreach (TraceDrawing trace in traces.Where(trace => trace.X == x && trace.Y == y).OrderBy(trace => trace.Layer))
            trace.Draw(pen);
    }

    private static TraceDrawing? Make(string type, JsonObject trace, SKColor colour, int index) => type switch
    {
        "scatter" or "scattergl" => new ScatterTrace(trace, colour) { Index = index },
        "bar" => new BarTrace(trace, colour) { Index = index },
        "histogram" => new BarTrace(Histogram.AsBars(trace), colour) { Index = index },
        "heatmap" or "heatmapgl" => new HeatmapTrace(trace, colour) { Index = index },
        "contour" => new ContourTrace(trace, colour) { Index = index },
        "box" => new BoxTrace(trace, colour) { Index = index },
        _ => null,
    };

    /// <summary>A trace that shares a colour axis takes its scale and limits from there; the first one shows the bar.</summary>
    private readonly HashSet<string> colourAxes = [];

    private void WithColourAxis(JsonObject trace)
    {
        string? name = trace.Text("coloraxis") ?? trace.Text("marker.coloraxis");
        if (name is null || Layout[name] is not JsonObject shared)
            return;
        bool marker = trace.Text("coloraxis") is null;
        JsonObject target = marker ? trace["marker"]!.AsObject() : trace;
        string letter = marker ? "c" : "z";
        foreach ((string from, string to) in new[] { ("colorscale", "colorscale"), ("reversescale", "reversescale"), ("cmin", letter + "min"), ("cmax", letter + "max"), ("cmid", letter + "mid"), ("colorbar", "colorbar") })
            if (shared[from] is { } value)
                target[to] = value.DeepClone();
        target["showscale"] = colourAxes.Add(name) && shared.Flag("showscale", true);
    }

    private void ReadAxes()
    {
        foreach (TraceDrawing trace in traces)
        {
            trace.X = axes.GetValueOrDefault(trace.Trace.Text("xaxis", "x")) ?? AddAxis(trace.Trace.Text("xaxis", "x"));
            trace.Y = axes.GetValueOrDefault(trace.Trace.Text("yaxis", "y")) ?? AddAxis(trace.Trace.Text("yaxis", "y"));
            if (!panels.Contains((trace.X, trace.Y)))
                panels.Add((trace.X, trace.Y));
            bool box = trace is BoxTrace;
            bool lyingBox = box && trace.Trace.Text("orientation", trace.Trace["y"] is null ? "h" : "v") == "h";
            if (!box || !lyingBox || trace.Trace["x"] is not null)
                trace.X.Guess(trace.Trace["x"]);
            trace.Y.Guess(trace.Trace["y"]);
        }
        if (panels.Count == 0 && tables.Count == 0)
            panels.Add((AddAxis("x"), AddAxis("y")));
        if (axes.Values.FirstOrDefault(axis => axis.Kind is "date" or "multicategory") is { } odd)
            Unsupported = $"no picture of an axis of kind {odd.Kind}";
        if (Unsupported is not null)
            return;
        foreach (Axis axis in axes.Values)
        {
            axis.ReadCategoryOrder();
            if (axis.Kind == "-" && !traces.OfType<BoxTrace>().Any(box => box.X == axis || box.Y == axis))
                axis.Kind = "linear";
        }
        // Fields hide the grid, so their axes have ticks; across bars a grid says nothing.
        foreach (Axis axis in traces.Where(trace => trace is HeatmapTrace or ContourTrace).SelectMany(trace => new[] { trace.X!, trace.Y! }))
            axis.Options["ticks"] ??= "outside";
        foreach (Axis axis in traces.OfType<BarTrace>().Select(bar => bar.Along).Concat(traces.OfType<BoxTrace>().Select(box => box.Along)))
            axis.Options["showgrid"] ??= false;
        foreach (TraceDrawing trace in traces)
            trace.Read();
        LinkNeighbours();
        BarArrangement.Arrange([.. traces.OfType<BarTrace>()], Layout);
        foreach (TraceDrawing trace in traces)
            trace.Extend();
        foreach (Axis axis in axes.Values)
        {
            axis.Kind = axis.Kind == "-" ? "linear" : axis.Kind;
            if (axis.Options.Text("matches") is { } leader && axes.TryGetValue(leader, out Axis? first) && first != axis)
            {
                first.ShareData(axis);
                axis.ShareData(first);
            }
        }
        SetDomains();
        drawings = axes.Values.ToDictionary(axis => axis.Id, axis => new AxisDrawing(axis, Counter(axis), Layout));
    }

    private Axis AddAxis(string id)
    {
        string name = id[..1] + "axis" + id[1..];
        JsonObject options = FigureJson.Merge(Layout.At("template.layout." + id[..1] + "axis"), Layout[name]);
        // Who gives a colour or a width wants to see the line; a template does not.
        foreach ((string shown, JsonNode value, string[] parts) in new (string, JsonNode, string[])[]
            { ("showline", true, ["linecolor", "linewidth"]), ("showgrid", true, ["gridcolor", "gridwidth", "griddash"]), ("zeroline", true, ["zerolinecolor", "zerolinewidth"]),
              ("ticks", "outside", ["ticklen", "tickwidth", "tickcolor"]) })
            if (options[shown] is null && parts.Any(part => given[name].At(part) is not null))
                options[shown] = value;
        return axes[id] = new Axis(id, options);
    }

    private void LinkNeighbours()
    {
        foreach (var group in traces.OfType<ScatterTrace>().GroupBy(trace => (trace.X, trace.Y)))
        {
            ScatterTrace? before = null;
            foreach (ScatterTrace trace in group)
            {
                trace.Previous = before;
                if (before is not null)
                    before.Next = trace;
                before = trace;
            }
        }
        BoxTrace[] boxes = [.. traces.OfType<BoxTrace>()];
        for (int i = 0; i < boxes.Length && Layout.Text("boxmode") == "group"; i++)
            (boxes[i].Slot, boxes[i].Slots) = (i, boxes.Length);
    }

    private void SetDomains()
    {
        JsonNode? grid = Layout["grid"];
        int rows = (int)grid.Number("rows", 1), columns = (int)grid.Number("columns", 1);
        bool independent = grid.Text("pattern") == "independent";
        foreach (Axis axis in axes.Values)
        {
            int number = axis.Id.Length > 1 ? int.Parse(axis.Id[1..], System.Globalization.CultureInfo.InvariantCulture) - 1 : 0;
            if (FigureJson.Numbers(axis.Options["domain"]) is { Length: 2 } given)
                axis.Domain = (given[0], given[1]);
            else if (axis.Options.Text("overlaying") is { } under && axes.TryGetValue(under, out Axis? lower))
                axis.Domain = lower.Domain;
            else if (grid is JsonObject)
                axis.Domain = Cell(grid, axis.IsX ? "x" : "y", axis.IsX ? independent ? number % columns : number : independent ? number / columns : number, axis.IsX ? columns : rows, independent);
        }
    }

    private static (double, double) Cell(JsonNode grid, string direction, int index, int count, bool independent)
    {
        if (index >= count)
            return (0, 1);
        double gap = grid.Number(direction + "gap", independent ? direction == "x" ? 0.2 : 0.3 : 0.1);
        double[] domain = FigureJson.Numbers(grid.At("domain." + direction)) ?? [0, 1];
        double step = (domain[1] - domain[0]) / (count - gap);
        int place = direction == "y" && grid.Text("roworder", "top to bottom") == "top to bottom" ? count - 1 - index : index;
        return (domain[0] + (step * place), domain[0] + (step * (place + 1 - gap)));
    }

    /// <summary>The axis that an axis stands on.</summary>
    private Axis? Counter(Axis axis) => axis.Options.Text("anchor") is { } named && axes.TryGetValue(named, out Axis? anchor) ? anchor
        : panels.Where(panel => panel.X == axis || panel.Y == axis).Select(panel => axis.IsX ? panel.Y : panel.X).FirstOrDefault();

    /// <summary>Settles margins, ranges and ticks, which depend on each other.</summary>
    public PlotArea Arrange(int width, int height)
    {
        legend = Legend.Of(traces, Layout);
        bars = [.. traces.SelectMany(trace => trace.Bars)];
        PlotArea area = new Margins(Layout, width, height).Settle();
        for (int round = 0; round < 4; round++)
        {
            Place(area);
            Margins margins = new(Layout, width, height);
            foreach (AxisDrawing drawing in drawings.Values)
            {
                drawing.Measure();
                if (!drawing.AutoMargin)
                    continue;
                double room = drawing.Room, at = drawing.Axis.IsX ? (area.Inner.Bottom - drawing.Position(area)) / area.Inner.Height : (drawing.Position(area) - area.Inner.Left) / area.Inner.Width;
                margins.Push(drawing.Axis.IsX ? 0.5 : at, drawing.Axis.IsX ? at : 0.5, drawing.Side == "left" ? room : 0, drawing.Side == "right" ? room : 0,
                    drawing.Side == "top" ? room : 0, drawing.Side == "bottom" ? room : 0);
                if (drawing.Axis.IsX)
                    margins.Push(drawing.Axis.Domain.To, 0.5, 0, drawing.Overhang, 0, 0);
            }
            legend?.Push(margins, area);
            foreach (ColourBar bar in bars)
                bar.Push(margins, area, Layout);
            PlotArea next = margins.Settle();
            if (next == area)
                break;
            area = next;
        }
        Place(area);
        foreach (AxisDrawing drawing in drawings.Values)
            drawing.Measure();
        return area;
    }

    private void Place(PlotArea area)
    {
        foreach (Axis axis in axes.Values)
        {
            (axis.Start, axis.End) = axis.IsX ? (area.X(axis.Domain.From), area.X(axis.Domain.To)) : (area.Y(axis.Domain.From), area.Y(axis.Domain.To));
            axis.SettleRange(axis.Length);
        }
        foreach (Axis axis in axes.Values)
            if (axis.Options.Text("scaleanchor") is { } partner && axes.TryGetValue(partner, out Axis? other))
                Square(axis, other);
    }

    /// <summary>Gives two axes the same number of pixels per unit: the range of the tighter one grows, or its length shrinks where the figure asks for that.</summary>
    private static void Square(Axis axis, Axis other)
    {
        double ratio = axis.Options.Number("scaleratio", 1);
        double own = Math.Abs(axis.Range.To - axis.Range.From) / axis.Length * ratio, theirs = Math.Abs(other.Range.To - other.Range.From) / other.Length;
        (Axis grown, double factor) = own < theirs ? (axis, theirs / own) : (other, own / theirs);
        if (grown.Options.Text("constrain") == "domain")
        {
            float middle = (grown.Start + grown.End) / 2, half = (float)((grown.End - grown.Start) / 2 / factor);
            string toward = grown.Options.Text("constraintoward", grown.IsX ? "center" : "middle");
            float shift = toward is "left" or "bottom" ? grown.Start - (middle - half) : toward is "right" or "top" ? grown.End - (middle + half) : 0;
            (grown.Start, grown.End) = (middle - half + shift, middle + half + shift);
            return;
        }
        double centre = (grown.Range.From + grown.Range.To) / 2, reach = (grown.Range.To - grown.Range.From) / 2 * factor;
        grown.Range = (centre - reach, centre + reach);
    }

    private void DrawTitle(Pen pen, PlotArea area)
    {
        JsonNode? title = Layout["title"];
        string text = title is JsonValue ? FigureJson.Text(title) : title.Text("text", "");
        if (text.Length == 0)
            return;
        double size = title.Number("font.size", Layout.Number("titlefont.size", Layout.Number("font.size", 12) * 1.4));
        RichText rich = RichText.Of(text, size);
        double x = title.Number("x", 0.5);
        string anchor = title.Text("xanchor", "auto");
        SKTextAlign align = anchor == "left" || (anchor == "auto" && x < 1 / 3.0) ? SKTextAlign.Left : anchor == "right" || (anchor == "auto" && x > 2 / 3.0) ? SKTextAlign.Right : SKTextAlign.Center;
        float left = title.Text("xref") == "paper" ? area.X(x) : (float)(x * area.Width);
        left += (float)(title.Number("pad.l", 0) - title.Number("pad.r", 0));
        float y = title.Number("y") is { } at ? title.Text("yref") == "paper" ? area.Y(at) : (float)((1 - at) * area.Height) : area.Inner.Top / 2;
        bool free = title.Number("y") is null;
        float drop = title.Text("yanchor", title.Number("y") is { } height ? height > 2 / 3.0 ? "top" : height < 1 / 3.0 ? "bottom" : "middle" : "middle") switch
        {
            "top" => rich.Size * 0.9f,
            "bottom" => -rich.Size * 0.25f - ((rich.Lines - 1) * rich.Size * 1.3f),
            _ => (free ? 0 : rich.Size * 0.35f) - ((rich.Lines - 1) * rich.Size * 0.65f),
        };
        rich.Draw(pen.Canvas, left, y + drop, align, Css.Colour(title.Text("font.color") ?? Layout.Text("font.color"), "#444"));
    }

    private static SKRect Panel(Axis x, Axis y) => new(Math.Min(x.Start, x.End), Math.Min(y.Start, y.End), Math.Max(x.Start, x.End), Math.Max(y.Start, y.End));
}
