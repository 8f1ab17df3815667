using System.Globalization;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>Where plotly.js puts ticks and what it writes there, so that the picture and the interactive chart read the same.</summary>
internal static class AxisTicks
{
    private const string Minus = "−";
    private static readonly string[] Prefixes = ["f", "p", "n", "μ", "m", "", "k", "M", "G", "T"];

    /// <summary>The ticks within the range of an axis whose length is known.</summary>
    public static IReadOnlyList<AxisTick> Of(Axis axis)
    {
        JsonObject options = axis.Options;
        (double lower, double upper) = (Math.Min(axis.Range.From, axis.Range.To), Math.Max(axis.Range.From, axis.Range.To));
        double slack = (upper - lower) * 1e-4;
        if (options.Text("tickmode") == "array" || (options["tickmode"] is null && options["tickvals"] is not null))
            return [.. Listed(axis).Where(tick => tick.At >= lower - slack && tick.At <= upper + slack)];
        double font = options.Number("tickfont.size", 12);
        double wanted = options.Number("nticks") is { } count and > 0 ? count
            : axis.IsCategory ? axis.Length / Math.Max(font * 1.2, 15) : Math.Clamp(axis.Length / (axis.IsX ? 80 : 40), 4, 9) + 1;
        double rough = (upper - lower) / wanted;
        bool fixedStep = options["dtick"] is not null && options.Text("tickmode", "linear") == "linear";
        IEnumerable<AxisTick> ticks = axis.IsCategory ? Names(axis, fixedStep ? options.Number("dtick", 1) : Math.Max(1, Math.Ceiling(rough)), lower, upper)
            : axis.IsLog ? Logarithmic(options, lower - slack, upper + slack, rough, fixedStep ? options.Text("dtick") : null, axis.IsX)
            : Linear(options, lower - slack, upper + slack, fixedStep ? options.Number("dtick", 1) : Step(rough), options.Number("tick0", 0));
        return [.. ticks.Take(1000)];
    }

    /// <summary>The round step at or above a rough one: 1, 2 or 5 times a power of ten.</summary>
    public static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough))), lead = rough / power;
        return power * (lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10);
    }

    private static IEnumerable<AxisTick> Listed(Axis axis)
    {
        IReadOnlyList<JsonNode?> values = FigureJson.Items(axis.Options["tickvals"]) ?? [];
        IReadOnlyList<JsonNode?>? texts = FigureJson.Items(axis.Options["ticktext"]);
        for (int i = 0; i < values.Count; i++)
        {
            double at = axis.IsCategory ? axis.Place(values[i]) : axis.Coordinate(FigureJson.Number(values[i]));
            if (double.IsFinite(at))
                yield return new AxisTick(at, texts is not null && i < texts.Count ? FigureJson.Text(texts[i]) : Number(FigureJson.Number(values[i]), axis.Options, Math.Abs(FigureJson.Number(values[i])) / 100, 0));
        }
    }

    private static IEnumerable<AxisTick> Names(Axis axis, double step, double lower, double upper)
    {
        string[] names = [.. axis.Categories];
        for (int i = 0; i < names.Length; i += (int)step)
            if (i >= lower && i <= upper)
                yield return new AxisTick(i, names[i]);
    }

    private static IEnumerable<AxisTick> Linear(JsonObject options, double lower, double upper, double step, double origin)
    {
        double largest = Math.Max(Math.Abs(lower), Math.Abs(upper));
        for (double k = Math.Ceiling((lower - origin) / step); origin + (k * step) <= upper; k++)
        {
            double at = origin + (k * step);
            yield return new AxisTick(at, Number(Math.Abs(at) < step * 1e-9 ? 0 : at, options, step, largest));
        }
    }

    private static IEnumerable<AxisTick> Logarithmic(JsonObject options, double lower, double upper, double rough, string? given, bool isX)
    {
        if (given is null && rough > 0.7)
            given = Math.Ceiling(rough).ToString(CultureInfo.InvariantCulture);
        else if (given is null && upper - lower < 1)
        {
            (double from, double to) = (Math.Pow(10, lower), Math.Pow(10, upper));
            double step = Step(rough / (upper - lower) * (to - from) / 1.5);
            foreach (AxisTick tick in Linear(options, from, to, step, 0))
                yield return tick with { At = Math.Log10(tick.At) };
            yield break;
        }
        else
            given ??= rough > 0.3 ? "D2" : "D1";
        if (given.StartsWith('L'))
        {
            double step = double.Parse(given[1..], CultureInfo.InvariantCulture);
            foreach (AxisTick tick in Linear(options, Math.Pow(10, lower), Math.Pow(10, upper), step, 0))
                yield return tick with { At = Math.Log10(tick.At) };
            yield break;
        }
        double[] digits = given == "D1" ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : given == "D2" ? [1, 2, 5] : [1];
        double decades = digits.Length > 1 ? 1 : double.Parse(given, CultureInfo.InvariantCulture);
        for (double power = Math.Floor(lower / decades) * decades; power <= upper + 1e-9; power += decades)
        {
            foreach (double digit in digits)
            {
                double at = power + Math.Log10(digit);
                if (at < lower - 1e-9 || at > upper + 1e-9)
                    continue;
                yield return digit == 1 ? Power(power, options) : new AxisTick(at, digit.ToString(CultureInfo.InvariantCulture), 0.75);
            }
        }
    }

    private static AxisTick Power(double exponent, JsonObject options)
    {
        string form = options.Text("exponentformat", "B");
        int p = (int)Math.Round(exponent);
        if (options.Text("tickformat") is { Length: > 0 })
            return new AxisTick(exponent, Number(Math.Pow(10, exponent), options, 1, 1));
        if (Math.Abs(exponent - p) > 1e-6)
            return new AxisTick(exponent, Number(Math.Pow(10, exponent), options, Math.Pow(10, exponent) / 100, 0));
        if (form == "power" || (form is "SI" or "B" && p is > 14 or < -15))
            return p == 0 ? new AxisTick(exponent, "1", 1.25) : p == 1 ? new AxisTick(exponent, "10", 1.25)
                : new AxisTick(exponent, $"10<sup>{(p < 0 ? Minus : "")}{Math.Abs(p)}</sup>", 1.25);
        if (form is "e" or "E" && Math.Abs(p) > 2)
            return new AxisTick(exponent, "1" + form + (p > 0 ? "+" : Minus) + Math.Abs(p));
        double value = Math.Pow(10, p);
        return new AxisTick(exponent, Number(value, options, value, value));
    }

    /// <summary>A number as an axis writes it: the digits that tell ticks apart, thousands as k, M, … .</summary>
    public static string Number(double value, JsonObject options, double step, double largest)
    {
        if (options.Text("tickformat") is { Length: > 0 } pattern)
            return Affixed(NumberPattern.Format(value, pattern), options);
        string form = options.Text("exponentformat", "B");
        step = step > 0 ? step : 1;
        largest = largest > 0 ? largest : Math.Abs(value);
        int digits = 2 - (int)Math.Floor(Math.Log10(step) + 0.01), exponent = 0;
        int power = largest > 0 ? (int)Math.Floor(Math.Log10(largest) + 0.01) : 0;
        if (Math.Abs(power) > options.Number("minexponent", 3) && form != "none")
            exponent = form is "SI" or "B" && power is <= 14 and >= -15 ? 3 * (int)Math.Round((power - 1) / 3.0, MidpointRounding.AwayFromZero) : power;
        double half = Math.Pow(10, -digits) / 2, size = Math.Abs(value);
        string text;
        if (size < half)
            return Affixed("0", options);
        size *= Math.Pow(10, -exponent);
        text = Math.Round(size, Math.Clamp(digits + exponent, 0, 12)).ToString("0.############", CultureInfo.InvariantCulture);
        if (exponent != 0)
            text += form switch
            {
                "e" or "E" => form + (exponent < 0 ? Minus : "+") + Math.Abs(exponent),
                "B" when exponent == 9 => "B",
                "SI" or "B" when exponent is <= 12 and >= -15 => Prefixes[(exponent / 3) + 5],
                _ => $"×10<sup>{(exponent < 0 ? Minus : "")}{Math.Abs(exponent)}</sup>",
            };
        return Affixed((value < 0 ? Minus : "") + text, options);
    }

    private static string Affixed(string text, JsonObject options) => options.Text("tickprefix", "") + text + options.Text("ticksuffix", "");
}
