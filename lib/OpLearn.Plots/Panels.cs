using Plotly.NET;

namespace OpLearn.Plots;

/// <summary>Panels in rows and columns, each with its own pair of axes, headings above and at the left.</summary>
internal sealed class Panels
{
    private readonly double[][] across, down;
    private readonly List<Trace> traces = [];
    private readonly List<(string Name, object Value)> layout = [];
    private readonly List<object> headings = [];

    public Panels(int rows, int columns, double gapX, double gapY)
    {
        across = Look.Split(columns, gapX);
        // The last entry makes room for the last colour bar.
        across = [.. across.Select(domain => domain.Select(x => x * (1 - (gapX * 0.8))).ToArray())];
        down = [.. Look.Split(rows, gapY).Reverse()];
    }

    public double[] Across(int column) => across[column];

    public double[] Down(int row) => down[row];

    /// <summary>Suffix of the axes of a panel.</summary>
    public string Suffix(int row, int column) => row == 0 && column == 0 ? "" : $"{row * across.Length + column + 1}";

    public void Add(Trace trace) => traces.Add(trace);

    /// <summary>Axes of a panel; the labels of inner panels are left out where all panels measure the same.</summary>
    public void Axes(int row, int column, string x, string y, bool inner = true)
    {
        string suffix = Suffix(row, column);
        layout.Add(("xaxis" + suffix, Look.Axis(x, anchor: "y" + suffix, domain: Across(column), labels: inner || row == down.Length - 1)));
        layout.Add(("yaxis" + suffix, Look.Axis(y, anchor: "x" + suffix, domain: Down(row), labels: inner || column == 0)));
    }

    public void Above(int column, string text, int row = 0) => headings.Add(Look.Heading(text, (Across(column)[0] + Across(column)[1]) / 2, Down(row)[1] + 0.01));

    public GenericChart Chart(string title, int width, int height, bool legend) =>
        Look.Chart(title, traces, [.. layout, ("annotations", headings.ToArray()), ("width", width), ("height", height), ("showlegend", legend),
            ("legend", Look.Of(("orientation", "h"), ("y", 1.07), ("yanchor", "bottom"), ("x", 1.0), ("xanchor", "right")))]);
}
