using Plotly.NET;
using TorchSharp;

namespace OpLearn.Plots;

public static partial class Plot
{
    /// <summary>One function of two variables on a grid: truth and prediction in one colour scale, and the error in a scale symmetric about zero. Masked points stay blank.</summary>
    /// <param name="set">Aligned, on a grid of two axes in row-major order; the second coordinate runs to the right.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="sample">Which function, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <param name="coordinates">Names of the first and of the second coordinate, with their units; x and y when null.</param>
    /// <exception cref="ArgumentException">The set is not on a grid of two axes, the shapes differ, or there are not two names.</exception>
    public static GenericChart Field(OperatorDataset set, torch.Tensor prediction, int sample, int channel = 0, string unit = "1", IReadOnlyList<string>? coordinates = null)
    {
        RequireSame(nameof(Field), set, prediction, sample, channel);
        RequirePlane(nameof(Field), set);
        coordinates ??= ["x", "y"];
        RequireCount(nameof(Field), "the coordinates' names", 2, coordinates.Count);
        using var scope = torch.NewDisposeScope();
        var (right, up) = PlaneCoordinates(set);
        var (truth, predicted, error) = Fields(set, prediction, sample, channel);
        var panels = new Panels(1, 3, 0.11, 0);
        var (lower, upper) = Limits(truth);
        double bound = Bound(error);
        (double[] Values, double From, double To, object Scale, string Name)[] shown =
            [(truth, lower, upper, Look.Values, "truth"), (predicted, lower, upper, Look.Values, "prediction"), (error, -bound, bound, Look.Differences, "error")];
        for (int k = 0; k < 3; k++)
        {
            panels.Add(Look.Heat(right, up, Rows(shown[k].Values, up.Length, right.Length), shown[k].From, shown[k].To, shown[k].Scale, panels.Suffix(0, k),
                Look.Bar(panels.Across(k), panels.Down(0), "")));
            panels.Axes(0, k, coordinates[1], k == 0 ? coordinates[0] : "", inner: false);
            panels.Above(k, shown[k].Name);
        }
        return panels.Chart($"Sample {sample}: {set.OutputNames[channel]} ({unit})", 1000, 360, legend: false);
    }

    /// <summary>Slices of a function of three variables along one axis of its grid: truth, prediction and error in rows, slices in columns.</summary>
    /// <param name="set">Aligned, on a grid of three axes in row-major order.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="sample">Which function, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <param name="axis">The axis that is cut, 0, 1 or 2.</param>
    /// <param name="count">Number of slices, spread evenly; at most the length of the axis.</param>
    /// <exception cref="ArgumentException">The set is not on a grid of three axes, the shapes differ, or there is no such axis or slice.</exception>
    public static GenericChart Slices(OperatorDataset set, torch.Tensor prediction, int sample, int channel = 0, string unit = "1", int axis = 0, int count = 3)
    {
        RequireSame(nameof(Slices), set, prediction, sample, channel);
        if (set.OutputAxes.Count != 3 || !set.IsAligned || set.Dimensions != 3)
            throw new ArgumentException($"Plot.Slices: aligned data on a grid of three axes are needed; got {set.OutputAxes.Count} axes and {set.Dimensions} coordinates. Use Plot.Field for two.");
        if (axis is < 0 or > 2 || count < 1 || count > set.OutputAxes[axis])
            throw new ArgumentException($"Plot.Slices: the axis must be 0, 1 or 2 and the slices 1 to its length; got axis {axis} and {count} slices.");
        using var scope = torch.NewDisposeScope();
        int[] kept = [.. new[] { 0, 1, 2 }.Where(other => other != axis)];
        int[] axes = [.. set.OutputAxes];
        var (truth, predicted, error) = Fields(set, prediction, sample, channel);
        double[] along = Coordinate(axis), up = Coordinate(kept[0]), right = Coordinate(kept[1]);
        var (lower, upper) = Limits(truth);
        double bound = Bound(error);
        var panels = new Panels(3, count, 0.03, 0.05);
        (double[] Values, double From, double To, object Scale, string Name)[] shown =
            [(truth, lower, upper, Look.Values, "truth"), (predicted, lower, upper, Look.Values, "prediction"), (error, -bound, bound, Look.Differences, "error")];
        for (int k = 0; k < count; k++)
        {
            int place = count == 1 ? axes[axis] / 2 : (int)Math.Round(k * (axes[axis] - 1.0) / (count - 1));
            for (int row = 0; row < 3; row++)
            {
                double[][] cut = [.. Enumerable.Range(0, up.Length).Select(i => Enumerable.Range(0, right.Length).Select(j => shown[row].Values[Index(place, i, j)]).ToArray())];
                panels.Add(Look.Heat(right, up, cut, shown[row].From, shown[row].To, shown[row].Scale, panels.Suffix(row, k),
                    k == count - 1 ? Look.Bar(panels.Across(k), panels.Down(row), "") : null));
                panels.Axes(row, k, row == 2 ? Name(kept[1]) : "", k == 0 ? $"{shown[row].Name}<br>{Name(kept[0])}" : "", inner: false);
            }
            panels.Above(k, $"{Name(axis)} = {along[place]:G3}");
        }
        return panels.Chart($"Sample {sample}: {set.OutputNames[channel]} ({unit})", 120 + (280 * Math.Max(count, 2)), 760, legend: false);

        int Index(int place, int i, int j)
        {
            Span<int> at = stackalloc int[3];
            (at[axis], at[kept[0]], at[kept[1]]) = (place, i, j);
            return ((at[0] * axes[1]) + at[1]) * axes[2] + at[2];
        }
        double[] Coordinate(int which)
        {
            int stride = axes[(which + 1)..].Aggregate(1, (product, n) => product * n);
            double[] all = Numbers(set.Locations.select(1, which));
            return [.. Enumerable.Range(0, axes[which]).Select(i => all[i * stride])];
        }
        static string Name(int which) => which switch { 0 => "x", 1 => "y", _ => "z" };
    }

    /// <summary>A field that is given as numbers; cells without a number stay blank.</summary>
    /// <param name="x">Places of the columns.</param>
    /// <param name="y">Places of the rows.</param>
    /// <param name="values">By row, one value a column; NaN where there is none.</param>
    /// <param name="title">Heading.</param>
    /// <param name="xTitle">What x measures, with its unit.</param>
    /// <param name="yTitle">What y measures, with its unit.</param>
    /// <param name="unit">What the colours measure, with its unit.</param>
    /// <param name="symmetric">A scale symmetric about zero, for differences.</param>
    /// <param name="trueShape">One length of x and of y are as long on the picture: for domains, whose shape is to be seen.</param>
    /// <exception cref="ArgumentException">The numbers of rows or columns differ from the places, or no value is finite.</exception>
    public static GenericChart Map(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<IReadOnlyList<double>> values, string title = "", string xTitle = "x", string yTitle = "y",
        string unit = "", bool symmetric = false, bool trueShape = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(values);
        RequireCount(nameof(Map), "the field", y.Count, values.Count);
        foreach (IReadOnlyList<double> row in values) RequireCount(nameof(Map), "each row", x.Count, row.Count);
        double[] all = [.. values.SelectMany(row => row)];
        if (!all.Any(double.IsFinite)) throw new ArgumentException("Plot.Map: at least one finite value is needed; got none.");
        var (lower, upper) = symmetric ? (-Bound(all), Bound(all)) : Limits(all);
        object bar = Look.Of(("thickness", 12), ("outlinewidth", 0), ("title", Look.Of(("text", unit), ("side", "right"))));
        DynamicObj.DynamicObj right = Look.Axis(xTitle), up = Look.Axis(yTitle);
        if (trueShape)
        {
            Look.Set(right, ("constrain", "domain"));
            Look.Set(up, ("constrain", "domain"), ("scaleanchor", "x"));
        }
        // 295 high and 200 for what stands beside the field: about its shape, so that the axes stay at its sides.
        double width = trueShape ? Math.Clamp(Math.Round(200 + (295 * (x.Max() - x.Min()) / Math.Max(y.Max() - y.Min(), 1e-300))), 320, 1200) : 760;
        return Look.Chart(title, [Look.Heat([.. x], [.. y], [.. values.Select(row => row.ToArray())], lower, upper, symmetric ? Look.Differences : Look.Values, "", bar)],
            ("xaxis", right), ("yaxis", up), ("width", width));
    }

    private static GenericChart FieldCases(OperatorDataset set, torch.Tensor prediction, int channel, string unit, int[] cases, string[] headings, IReadOnlyList<string> coordinates)
    {
        RequirePlane(nameof(Samples), set);
        var (right, up) = PlaneCoordinates(set);
        var panels = new Panels(3, 3, 0.1, 0.05);
        string[] names = ["truth", "prediction", "error"];
        for (int k = 0; k < 3; k++)
        {
            var (truth, predicted, error) = Fields(set, prediction, cases[k], channel);
            var (lower, upper) = Limits(truth);
            double bound = Bound(error);
            for (int row = 0; row < 3; row++)
            {
                double[] shown = row == 0 ? truth : row == 1 ? predicted : error;
                panels.Add(Look.Heat(right, up, Rows(shown, up.Length, right.Length), row == 2 ? -bound : lower, row == 2 ? bound : upper, row == 2 ? Look.Differences : Look.Values,
                    panels.Suffix(row, k), Look.Bar(panels.Across(k), panels.Down(row), "")));
                panels.Axes(row, k, row == 2 ? coordinates[1] : "", k == 0 ? $"{names[row]}<br>{coordinates[0]}" : "", inner: false);
            }
            panels.Above(k, headings[k]);
        }
        return panels.Chart($"{set.OutputNames[channel]} ({unit}): relative L² error", 960, 820, legend: false);
    }

    private static void RequirePlane(string where, OperatorDataset set)
    {
        if (set.OutputAxes.Count != 2 || !set.IsAligned || set.Dimensions != 2)
            throw new ArgumentException($"Plot.{where}: aligned data on a grid of two axes are needed; got {set.OutputAxes.Count} axes and {set.Dimensions} coordinates. Use Plot.Prediction for one, Plot.Slices for three.");
    }

    private static (double[] Right, double[] Up) PlaneCoordinates(OperatorDataset set)
    {
        int columns = set.OutputAxes[1];
        return (Numbers(set.Locations.select(1, 1))[..columns], [.. Numbers(set.Locations.select(1, 0)).Where((_, i) => i % columns == 0)]);
    }

    /// <summary>Truth, prediction and difference; NaN where the mask says that a point does not count.</summary>
    private static (double[] Truth, double[] Predicted, double[] Error) Fields(OperatorDataset set, torch.Tensor prediction, int sample, int channel)
    {
        double[]? counts = Counts(set, sample);
        double[] Masked(torch.Tensor values) => [.. Numbers(values).Select((value, i) => counts is null || counts[i] != 0 ? value : double.NaN)];
        double[] truth = Masked(set.Outputs[sample].select(1, channel)), predicted = Masked(prediction[sample].select(1, channel));
        return (truth, predicted, [.. predicted.Zip(truth, (p, t) => p - t)]);
    }

    private static (double Lower, double Upper) Limits(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? (0, 1) : finite.Min() < finite.Max() ? (finite.Min(), finite.Max()) : (finite[0] - 0.5, finite[0] + 0.5);
    }

    private static double Bound(double[] values)
    {
        double most = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        return most > 0 ? most : 1;
    }

    private static double[][] Rows(double[] values, int rows, int columns) => [.. Enumerable.Range(0, rows).Select(row => values[(row * columns)..((row + 1) * columns)])];
}
