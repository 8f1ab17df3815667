using System.Globalization;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel.Charts;

/// <summary>The number patterns of D3 that charts use: <c>.2f</c>, <c>.1%</c>, <c>.1e</c>, <c>.3g</c>, <c>,d</c>, <c>~s</c>.</summary>
internal static partial class NumberPattern
{
    public static string Format(double value, string pattern)
    {
        Match match = Shape().Match(pattern);
        if (!match.Success)
            return value.ToString("G6", CultureInfo.InvariantCulture);
        int? precision = match.Groups["precision"].Success ? int.Parse(match.Groups["precision"].Value, CultureInfo.InvariantCulture) : null;
        bool trim = match.Groups["trim"].Success;
        string type = match.Groups["type"].Value, comma = match.Groups["comma"].Success ? "N" : "F";
        double size = Math.Abs(value);
        string text = type switch
        {
            "%" => Trim((size * 100).ToString(comma + (precision ?? 6), CultureInfo.InvariantCulture), trim) + "%",
            "e" => Exponential(size, precision ?? 6, trim),
            "d" => size.ToString(comma + "0", CultureInfo.InvariantCulture),
            "f" => Trim(size.ToString(comma + (precision ?? 6), CultureInfo.InvariantCulture), trim),
            "s" => Prefixed(size, precision ?? 6, trim),
            "p" => Trim(Significant(size * 100, precision ?? 6), trim) + "%",
            _ => Trim(Significant(size, precision ?? 12), trim || type.Length == 0),
        };
        string sign = value < 0 ? "−" : match.Groups["sign"].Value == "+" ? "+" : "";
        return sign + text;
    }

    private static string Exponential(double size, int precision, bool trim)
    {
        string[] parts = size.ToString("e" + precision, CultureInfo.InvariantCulture).Split('e');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Trim(parts[0], trim) + "e" + (exponent < 0 ? "−" : "+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
    }

    private static string Significant(double size, int precision)
    {
        if (size == 0)
            return "0";
        int power = (int)Math.Floor(Math.Log10(size));
        return power < -5 || power >= Math.Max(precision, 1) ? Exponential(size, Math.Max(precision, 1) - 1, false)
            : size.ToString("F" + Math.Clamp(precision - 1 - power, 0, 15), CultureInfo.InvariantCulture);
    }

    private static string Prefixed(double size, int precision, bool trim)
    {
        if (size == 0)
            return "0";
        int step = Math.Clamp((int)Math.Floor(Math.Log10(size) / 3), -5, 4);
        return Trim(Significant(size / Math.Pow(1000, step), precision), trim) + "fpnµm\0kMGT"[step + 5].ToString().Trim('\0');
    }

    private static string Trim(string text, bool trim) => trim && text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    [GeneratedRegex(@"^(?<sign>[+\- ])?(?<zero>0)?\d*(?<comma>,)?(\.(?<precision>\d+))?(?<trim>~)?(?<type>[a-z%])?$")]
    private static partial Regex Shape();
}
