using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>One axis of a figure: what it measures, the range shown and where that lies on the page.</summary>
/// <remarks>Coordinates are values on a linear axis, decimal logarithms on a logarithmic one, and positions 0, 1, … of the categories.</remarks>
internal sealed class Axis
{
    private readonly List<(double Value, double Pad, bool Extra)> low = [], high = [];
    private readonly Dictionary<string, int> categories = [];

    public Axis(string id, JsonObject options)
    {
        Id = id;
        Options = options;
        Kind = options.Text("type", "-");
    }

    /// <summary><c>x</c>, <c>y2</c>, ….</summary>
    public string Id { get; }

    public JsonObject Options { get; }

    public bool IsX => Id[0] == 'x';

    /// <summary><c>linear</c>, <c>log</c>, <c>category</c>, or <c>-</c> until the data have said.</summary>
    public string Kind { get; set; }

    public bool IsLog => Kind == "log";

    public bool IsCategory => Kind is "category" or "multicategory";

    public IReadOnlyCollection<string> Categories => categories.Keys;

    /// <summary>Ends of the axis in its coordinates, in the order in which they are drawn.</summary>
    public (double From, double To) Range { get; set; }

    public (double From, double To) Domain { get; set; } = (0, 1);

    /// <summary>Pixels of the range's ends.</summary>
    public float Start { get; set; }

    public float End { get; set; }

    public float Length => Math.Abs(End - Start);

    public bool Visible => Options.Flag("visible", true);

    /// <summary>Widest room a bar may take beside its position; bars and boxes set it.</summary>
    public double Step { get; set; } = 1;

    /// <summary>Pixels from the axis to the end of its labels, known once the ticks are.</summary>
    public float Depth { get; set; }

    public IReadOnlyList<AxisTick> Ticks { get; set; } = [];

    /// <summary>Turn of the tick labels, in degrees.</summary>
    public double TickAngle { get; set; }

    public float Pixel(double coordinate) => (float)(Start + ((coordinate - Range.From) / (Range.To - Range.From) * (End - Start)));

    public double Coordinate(float pixel) => Range.From + ((pixel - Start) / (End - Start) * (Range.To - Range.From));

    /// <summary>The kind that the first data of an axis ask for.</summary>
    public void Guess(JsonNode? data)
    {
        if (Kind != "-" || FigureJson.Items(data) is not { Count: > 0 } items)
            return;
        int numbers = items.Count(item => !double.IsNaN(FigureJson.Number(item)));
        int texts = items.Count(item => item is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String && double.IsNaN(FigureJson.Number(item)));
        Kind = texts > numbers ? LooksLikeDates(items) ? "date" : "category" : "linear";
    }

    public double[]? Column(JsonNode? data) => FigureJson.Items(data) is { } items ? [.. items.Select(Coordinate)] : null;

    public double Coordinate(JsonNode? value)
    {
        if (value is null)
            return double.NaN;
        if (IsCategory)
        {
            string name = FigureJson.Text(value);
            if (!categories.TryGetValue(name, out int position))
                categories[name] = position = categories.Count;
            return position;
        }
        return Coordinate(FigureJson.Number(value));
    }

    public double Coordinate(double value) => IsLog ? value > 0 ? Math.Log10(value) : double.NaN : double.IsFinite(value) ? value : double.NaN;

    /// <summary>A place on the axis as shapes and annotations give it: a category by name or number, otherwise as in <see cref="Coordinate(JsonNode)"/>.</summary>
    public double Place(JsonNode? value) =>
        IsCategory ? categories.TryGetValue(FigureJson.Text(value), out int position) ? position : FigureJson.Number(value) : FigureJson.Number(value);

    /// <summary>Fixes the order of the categories before any data are read.</summary>
    public void ReadCategoryOrder()
    {
        if (IsCategory && Options["categoryarray"] is JsonArray names)
            foreach (JsonNode? name in names)
                Coordinate(name);
    }

    /// <summary>Makes room for coordinates.</summary>
    /// <param name="coordinates">In the axis' coordinates; NaN is left out.</param>
    /// <param name="padded">Five per cent of the axis beyond the ends.</param>
    /// <param name="pad">Pixels beyond the ends.</param>
    /// <param name="zero">Zero belongs to the range, without room beyond it.</param>
    public void Include(IEnumerable<double> coordinates, bool padded, double pad = 0, bool zero = false)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (double value in coordinates)
        {
            if (!double.IsFinite(value))
                continue;
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }
        if (lowest > highest)
            return;
        zero &= Kind is "linear" or "-";
        Add(low, zero ? Math.Min(0, lowest) : lowest);
        Add(high, zero ? Math.Max(0, highest) : highest);
        void Add(List<(double, double, bool)> ends, double value) => ends.Add(zero && value == 0 ? (0, 0, false) : (value, pad, padded));
    }

    /// <summary>Makes room for coordinates of which each has its own pixels beyond it.</summary>
    public void IncludeEach(IReadOnlyList<(double Value, double Pad)> points, bool padded)
    {
        Keep(low, points.OrderBy(point => point.Value));
        Keep(high, points.OrderByDescending(point => point.Value));

        // A point further in counts only with more room beyond it.
        void Keep(List<(double, double, bool)> ends, IEnumerable<(double Value, double Pad)> inward)
        {
            double most = -1;
            foreach ((double value, double pad) in inward.Where(point => double.IsFinite(point.Value)))
            {
                if (pad <= most)
                    continue;
                ends.Add((value, pad, padded));
                most = pad;
            }
        }
    }

    public void ShareData(Axis other)
    {
        low.AddRange(other.low);
        high.AddRange(other.high);
    }

    /// <summary>Settles the range from the options or from the data; the length of the axis in pixels must be known.</summary>
    public void SettleRange(float length)
    {
        string automatic = Options.Text("autorange", "");
        JsonArray? given = Options["range"] as JsonArray;
        (double From, double To) range = given is { Count: 2 } && automatic is "" or "false" ? (double.NaN, double.NaN) : FromData(length);
        if (given is { Count: 2 } && automatic is "" or "false")
        {
            (double from, double to) = (Place(given![0]), Place(given[1]));
            (double From, double To) data = double.IsFinite(from) && double.IsFinite(to) ? (from, to) : FromData(length);
            range = (double.IsFinite(from) ? from : data.From, double.IsFinite(to) ? to : data.To);
        }
        else if (automatic is "reversed")
            range = (range.To, range.From);
        Range = range.From == range.To ? (range.From - 1, range.To + 1) : range;
    }

    private (double From, double To) FromData(float length)
    {
        if (low.Count == 0)
            return IsLog ? (0, 2) : IsX ? (-1, 6) : (-1, 4);
        bool toZero = Options.Text("rangemode") == "tozero" && !IsLog, positive = Options.Text("rangemode") == "nonnegative" && !IsLog;
        double minimum = low.Min(end => end.Value), maximum = high.Max(end => end.Value);
        if (minimum == maximum)
        {
            if (toZero)
                return minimum == 0 ? (0, 1) : minimum > 0 ? (0, minimum / 0.95) : (minimum / 0.95, 0);
            return positive ? (Math.Max(0, minimum - 1), Math.Max(1, maximum + 1)) : (minimum - 1, maximum + 1);
        }
        double Pad((double, double Pad, bool Extra) end) => Math.Min(end.Pad + (end.Extra ? 0.05 * length : 0), 0.45 * length);
        (double Value, double Pad, bool Extra) bottom = low[0], top = high[0];
        double best = 0;
        foreach (var from in low)
        {
            foreach (var to in high)
            {
                double room = length - Pad(from) - Pad(to), slope = (to.Value - from.Value) / room;
                if (room > length / 10 && slope > best)
                    (best, bottom, top) = (slope, from, to);
            }
        }
        if (toZero || positive)
        {
            if (bottom.Value >= 0 && toZero || bottom.Value < 0 && positive)
                bottom = (0, 0, false);
            if (top.Value <= 0 && toZero)
                top = (0, 0, false);
        }
        double unit = (top.Value - bottom.Value) / (length - Pad(bottom) - Pad(top));
        double start = bottom.Value - (unit * Pad(bottom));
        return (positive ? Math.Max(0, start) : start, top.Value + (unit * Pad(top)));
    }

    private static bool LooksLikeDates(IReadOnlyList<JsonNode?> items) =>
        items.Take(50).OfType<JsonValue>().All(item => System.Text.RegularExpressions.Regex.IsMatch(FigureJson.Text(item), @"^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}.*)?)?$"));
}
