using DynamicObj;
using Plotly.NET;

namespace OpLearn.Plots;

/// <summary>The one look of all charts: colours that the colour-blind tell apart (Okabe and Ito), no background, thin grid lines, legible on light and dark.</summary>
internal static class Look
{
    /// <summary>Blue, vermilion, green, purple, orange, sky blue.</summary>
    public static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    private const string Ink = "#808080", Rule = "rgba(128,128,128,0.25)";

    public static Trace Line(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, int colour, string dash = "solid", string mode = "lines")
    {
        var trace = new Trace("scatter");
        Set(trace, ("mode", mode), ("name", name), ("x", x.ToArray()), ("y", y.ToArray()), ("line", Of(("color", Colours[colour % Colours.Length]), ("dash", dash), ("width", 2.0))));
        return trace;
    }

    /// <summary>A heat map with its own colour bar in panel <paramref name="panel"/> of <paramref name="panels"/> side by side.</summary>
    public static Trace Heat(double[] x, double[] y, double[][] z, double lower, double upper, string scale, int panel, int panels, string unit)
    {
        var trace = new Trace("heatmap");
        string suffix = panel == 0 ? "" : $"{panel + 1}";
        Set(trace, ("x", x), ("y", y), ("z", z), ("zmin", lower), ("zmax", upper), ("colorscale", scale), ("xaxis", "x" + suffix), ("yaxis", "y" + suffix),
            ("colorbar", Of(("x", (panel + 0.86) / panels), ("len", 0.9), ("thickness", 10), ("title", Of(("text", unit))))));
        return trace;
    }

    public static DynamicObj.DynamicObj Axis(string title, bool logarithmic = false, string? anchor = null, double[]? domain = null)
    {
        var axis = Of(("title", Of(("text", title))), ("gridcolor", Rule), ("zerolinecolor", Rule), ("linecolor", Ink), ("ticks", "outside"), ("tickcolor", Ink), ("automargin", true));
        if (logarithmic) Set(axis, ("type", "log"), ("exponentformat", "power"), ("dtick", 1));
        if (anchor is not null) Set(axis, ("anchor", anchor));
        if (domain is not null) Set(axis, ("domain", domain));
        return axis;
    }

    public static GenericChart Chart(string title, IReadOnlyList<Trace> traces, params (string Name, object Value)[] layoutEntries)
    {
        var layout = new Layout();
        Set(layout, ("title", Of(("text", title), ("x", 0.02))), ("font", Of(("family", "system-ui, sans-serif"), ("size", 13), ("color", Ink))),
            ("paper_bgcolor", "rgba(0,0,0,0)"), ("plot_bgcolor", "rgba(0,0,0,0)"), ("legend", Of(("orientation", "h"), ("y", 1.08), ("x", 1.0), ("xanchor", "right"))));
        Set(layout, layoutEntries);
        return GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces)).WithLayout(layout);
    }

    public static DynamicObj.DynamicObj Of(params (string Name, object Value)[] entries)
    {
        var target = new DynamicObj.DynamicObj();
        Set(target, entries);
        return target;
    }

    private static void Set(DynamicObj.DynamicObj target, params (string Name, object Value)[] entries)
    {
        foreach (var (name, value) in entries) target.SetProperty(name, value);
    }

    private static GenericChart WithLayout(this GenericChart chart, Layout layout) => GenericChart.setLayout(layout, chart);
}
