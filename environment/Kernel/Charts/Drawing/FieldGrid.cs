using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>A field on a grid of cells: values by row, centres and edges of the cells in the coordinates of the axes.</summary>
internal sealed class FieldGrid
{
    private FieldGrid(double[][] values, double[] x, double[] y, double[] edgesX, double[] edgesY) => (Values, X, Y, EdgesX, EdgesY) = (values, x, y, edgesX, edgesY);

    public double[][] Values { get; }

    /// <summary>Centres of the columns.</summary>
    public double[] X { get; }

    /// <summary>Centres of the rows.</summary>
    public double[] Y { get; }

    public double[] EdgesX { get; }

    public double[] EdgesY { get; }

    public int Rows => Values.Length;

    public int Columns => Rows == 0 ? 0 : Values[0].Length;

    public IEnumerable<double> Finite => Values.SelectMany(row => row).Where(double.IsFinite);

    public static FieldGrid? Read(JsonObject trace, Axis x, Axis y)
    {
        if (FigureJson.Matrix(trace["z"]) is not { Length: > 0 } values || values[0].Length == 0)
            return null;
        if (trace.Flag("transpose", false))
            values = [.. Enumerable.Range(0, values[0].Length).Select(j => values.Select(row => row[j]).ToArray())];
        (double[] centresX, double[] edgesX) = Side(x, trace, "x", values[0].Length);
        (double[] centresY, double[] edgesY) = Side(y, trace, "y", values.Length);
        return new FieldGrid(values, centresX, centresY, edgesX, edgesY);
    }

    /// <summary>The value between the centres, bilinear; NaN beyond them or beside a missing value.</summary>
    public double Between(double u, double v)
    {
        int j = (int)Math.Clamp(Math.Floor(u), 0, Math.Max(0, Columns - 2)), i = (int)Math.Clamp(Math.Floor(v), 0, Math.Max(0, Rows - 2));
        int right = Math.Min(j + 1, Columns - 1), below = Math.Min(i + 1, Rows - 1);
        double a = Math.Clamp(u - j, 0, 1), b = Math.Clamp(v - i, 0, 1);
        double top = Mix(Values[i][j], Values[i][right], a), bottom = Mix(Values[below][j], Values[below][right], a);
        return Mix(top, bottom, b);

        // A weight of nought must not let a missing neighbour in.
        static double Mix(double from, double to, double t) => t == 0 ? from : t == 1 ? to : from + ((to - from) * t);
    }

    /// <summary>For every pixel from 0 to <paramref name="count"/>, the cell that holds it, or -1.</summary>
    public static int[] Cells(double[] edges, Func<int, double> coordinate, int count)
    {
        bool falling = edges[^1] < edges[0];
        double[] rising = falling ? [.. edges.Reverse()] : edges;
        int[] cells = new int[count];
        for (int i = 0; i < count; i++)
        {
            double at = coordinate(i);
            int found = Array.BinarySearch(rising, at);
            int cell = found >= 0 ? found : ~found - 1;
            cells[i] = cell < 0 || cell >= rising.Length - 1 ? -1 : falling ? rising.Length - 2 - cell : cell;
        }
        return cells;
    }

    /// <summary>For every pixel, its place among the centres as a fraction, NaN beyond the first and last.</summary>
    /// <param name="centres">Positions, rising or falling.</param>
    /// <param name="coordinate">The coordinate of a pixel.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="reach">How far beyond the ends the end values go on, in steps.</param>
    public static double[] Fractions(double[] centres, Func<int, double> coordinate, int count, double reach)
    {
        bool falling = centres.Length > 1 && centres[^1] < centres[0];
        double[] rising = falling ? [.. centres.Reverse()] : centres;
        double[] fractions = new double[count];
        for (int i = 0; i < count; i++)
        {
            double at = coordinate(i);
            int found = Array.BinarySearch(rising, at);
            int cell = Math.Clamp(found >= 0 ? found : ~found - 1, 0, Math.Max(0, rising.Length - 2));
            double step = rising.Length > 1 ? rising[cell + 1] - rising[cell] : 1, u = cell + ((at - rising[cell]) / step);
            double place = u < -reach - 1e-9 || u > rising.Length - 1 + reach + 1e-9 ? double.NaN : Math.Clamp(u, 0, rising.Length - 1);
            fractions[i] = falling ? rising.Length - 1 - place : place;
        }
        return fractions;
    }

    private static (double[] Centres, double[] Edges) Side(Axis axis, JsonObject trace, string name, int count)
    {
        // Edges lie halfway between the values, on a logarithmic axis too.
        double[] given = axis.IsLog ? FigureJson.Numbers(trace[name]) is { Length: > 0 } raw && raw.Length >= count ? raw : Values() : axis.Column(trace[name]) is { Length: > 0 } column && column.Length >= count ? column
            : Values();
        if (given.Length == count + 1)
            return (Coordinates([.. Enumerable.Range(0, count).Select(i => (given[i] + given[i + 1]) / 2)]), Coordinates(given));
        given = given[..count];
        if (count == 1)
            return (Coordinates(given), Coordinates([given[0] - 0.5, given[0] + 0.5]));
        double[] inner = [.. Enumerable.Range(1, count - 1).Select(i => (given[i - 1] + given[i]) / 2)];
        return (Coordinates(given), Edges([(1.5 * given[0]) - (0.5 * given[1]), .. inner, (1.5 * given[^1]) - (0.5 * given[^2])]));

        double[] Values() => [.. Enumerable.Range(0, count).Select(i => trace.Number(name + "0", 0) + (i * trace.Number("d" + name, 1)))];
        double[] Coordinates(double[] values) => axis.IsLog ? [.. values.Select(axis.Coordinate)] : values;
        // A first edge below zero has no logarithm: its column has no width.
        double[] Edges(double[] values)
        {
            double[] edges = Coordinates(values);
            edges[0] = double.IsNaN(edges[0]) ? edges[1] : edges[0];
            edges[^1] = double.IsNaN(edges[^1]) ? edges[^2] : edges[^1];
            return edges;
        }
    }
}
