using DynamicObj;
using Plotly.NET;

namespace OpLearn.Plots;

/// <summary>The one look of all charts: colours that the colour-blind tell apart (Okabe and Ito), no background, thin grid lines, legible on light and dark.</summary>
internal static class Look
{
    /// <summary>Blue, vermilion, green, purple, orange, sky blue.</summary>
    public static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>For values: even in lightness, told apart by the colour-blind.</summary>
    public const string Values = "Viridis";

    /// <summary>For differences: blue below, near white at nought, red above.</summary>
    public static readonly object[][] Differences = [[0.0, "#053061"], [0.25, "#4393c3"], [0.5, "#f7f7f7"], [0.75, "#d6604d"], [1.0, "#67001f"]];

    private const string Ink = "#808080", Rule = "rgba(128,128,128,0.25)";

    public static Trace Line(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, int colour, string dash = "solid", string mode = "lines", string suffix = "")
    {
        var trace = new Trace("scatter");
        Set(trace, ("mode", mode), ("name", name), ("x", x.ToArray()), ("y", y.ToArray()), ("line", Of(("color", Colour(colour)), ("dash", dash), ("width", 2.0))));
        On(trace, suffix);
        return trace;
    }

    /// <summary>The area between two curves, in the faded colour of their model.</summary>
    public static Trace Band(IReadOnlyList<double> x, IReadOnlyList<double> lower, IReadOnlyList<double> upper, int colour, string name, bool named)
    {
        var trace = new Trace("scatter");
        Set(trace, ("mode", "lines"), ("name", name), ("x", x.Concat(x.Reverse()).ToArray()), ("y", upper.Concat(lower.Reverse()).ToArray()), ("fill", "toself"),
            ("fillcolor", Faded(colour)), ("line", Of(("width", 0.0))), ("showlegend", named), ("hoverinfo", "skip"));
        return trace;
    }

    public static string Colour(int index) => Colours[index % Colours.Length];

    public static string Faded(int index)
    {
        int value = Convert.ToInt32(Colour(index)[1..], 16);
        return $"rgba({value >> 16},{(value >> 8) & 255},{value & 255},0.22)";
    }

    /// <summary>A heat map in its panel; NaN stays blank.</summary>
    public static Trace Heat(double[] x, double[] y, double[][] z, double lower, double upper, object scale, string suffix, object? bar)
    {
        var trace = new Trace("heatmap");
        Set(trace, ("x", x), ("y", y), ("z", z.Select(row => row.Select(value => double.IsFinite(value) ? (double?)value : null).ToArray()).ToArray()),
            ("zmin", lower), ("zmax", upper), ("colorscale", scale), ("showscale", bar is not null));
        if (bar is not null) Set(trace, ("colorbar", bar));
        On(trace, suffix);
        return trace;
    }

    /// <summary>A colour bar beside a panel.</summary>
    /// <param name="domainX">The panel's place across.</param>
    /// <param name="domainY">Its place upwards.</param>
    /// <param name="unit">What the colours measure.</param>
    public static DynamicObj.DynamicObj Bar(double[] domainX, double[] domainY, string unit) =>
        Of(("x", domainX[1] + 0.005), ("y", (domainY[0] + domainY[1]) / 2), ("len", domainY[1] - domainY[0]), ("thickness", 10), ("xpad", 2), ("ypad", 0), ("outlinewidth", 0),
            ("title", Of(("text", unit), ("side", "right"))));

    public static DynamicObj.DynamicObj Axis(string title, bool logarithmic = false, string? anchor = null, double[]? domain = null, bool labels = true)
    {
        var axis = Of(("title", Of(("text", title))), ("gridcolor", Rule), ("zerolinecolor", Rule), ("linecolor", Ink), ("ticks", "outside"), ("tickcolor", Ink), ("automargin", true));
        if (logarithmic) Set(axis, ("type", "log"), ("exponentformat", "power"));
        if (anchor is not null) Set(axis, ("anchor", anchor));
        if (domain is not null) Set(axis, ("domain", domain));
        if (!labels) Set(axis, ("showticklabels", false), ("ticks", ""));
        return axis;
    }

    /// <summary>Labels of a logarithmic axis that leave each other room: powers of ten over two decades and more, with 2 and 5 between them below that.</summary>
    public static DynamicObj.DynamicObj Decades(DynamicObj.DynamicObj axis, IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        double decades = shown.Length == 0 ? 0 : Math.Log10(shown.Max() / shown.Min());
        if (decades >= 2) Set(axis, ("dtick", 1));
        else if (decades >= 0.9) Set(axis, ("dtick", "D2"));
        return axis;
    }

    /// <summary>A heading above a panel.</summary>
    public static DynamicObj.DynamicObj Heading(string text, double x, double y) =>
        Of(("text", text), ("x", x), ("y", y), ("xref", "paper"), ("yref", "paper"), ("xanchor", "center"), ("yanchor", "bottom"), ("showarrow", false));

    /// <summary>A line that the data are read against.</summary>
    public static DynamicObj.DynamicObj Rulers(double x0, double y0, double x1, double y1, bool whole = false) =>
        Of(("type", "line"), ("xref", whole ? "paper" : "x"), ("yref", "y"), ("x0", x0), ("y0", y0), ("x1", x1), ("y1", y1), ("layer", "below"),
            ("line", Of(("color", Ink), ("width", 1.0), ("dash", "dot"))));

    public static GenericChart Chart(string title, IReadOnlyList<Trace> traces, params (string Name, object Value)[] layoutEntries)
    {
        var layout = new Layout();
        Set(layout, ("title", Of(("text", title), ("x", 0.02))), ("font", Of(("family", "system-ui, sans-serif"), ("size", 13), ("color", Ink))), ("width", 760), ("height", 420),
            ("margin", Of(("l", 70), ("r", 20), ("t", 70), ("b", 55))),
            ("paper_bgcolor", "rgba(0,0,0,0)"), ("plot_bgcolor", "rgba(0,0,0,0)"), ("legend", Of(("orientation", "h"), ("y", 1.0), ("yanchor", "bottom"), ("x", 1.0), ("xanchor", "right"))));
        Set(layout, layoutEntries);
        return GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces)).WithLayout(layout);
    }

    public static DynamicObj.DynamicObj Of(params (string Name, object Value)[] entries)
    {
        var target = new DynamicObj.DynamicObj();
        Set(target, entries);
        return target;
    }

    public static void Set(DynamicObj.DynamicObj target, params (string Name, object Value)[] entries)
    {
        foreach (var (name, value) in entries) target.SetProperty(name, value);
    }

    /// <summary>Equal stretches of 0 to 1 with a gap after each, for panels side by side.</summary>
    public static double[][] Split(int count, double gap)
    {
        double width = (1 - gap * (count - 1)) / count;
        return [.. Enumerable.Range(0, count).Select(i => new[] { i * (width + gap), i * (width + gap) + width })];
    }

    private static void On(Trace trace, string suffix)
    {
        if (suffix.Length > 0) Set(trace, ("xaxis", "x" + suffix), ("yaxis", "y" + suffix));
    }

    private static GenericChart WithLayout(this GenericChart chart, Layout layout) => GenericChart.setLayout(layout, chart);
}
