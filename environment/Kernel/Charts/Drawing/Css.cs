using System.Globalization;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Colours as figures write them: <c>#rgb</c>, <c>#rrggbb</c>, <c>#rrggbbaa</c>, <c>rgb()</c>, <c>rgba()</c>, <c>hsl()</c>, <c>hsv()</c> and names.</summary>
internal static class Css
{
    public static readonly string[] Colorway =
        ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"];

    /// <summary>The colour, or <paramref name="absent"/> for what is none.</summary>
    public static SKColor Colour(string? text, SKColor absent)
    {
        if (string.IsNullOrWhiteSpace(text))
            return absent;
        string lower = text.Trim().ToLowerInvariant();
        if (lower == "transparent")
            return SKColors.Transparent;
        int open = lower.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && lower.EndsWith(')'))
            return Function(lower[..open], lower[(open + 1)..^1], absent);
        if (lower[0] == '#')
            return Hex(lower[1..], absent);
        return typeof(SKColors).GetField(lower, System.Reflection.BindingFlags.IgnoreCase | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)?
            .GetValue(null) is SKColor named ? named : absent;
    }

    public static SKColor Colour(string? text, string absent) => Colour(text, Colour(absent, SKColors.Black));

    public static SKColor Fade(this SKColor colour, double opacity) => colour.WithAlpha((byte)Math.Round(colour.Alpha * Math.Clamp(opacity, 0, 1)));

    /// <summary>Black or white, whichever is read better on a background.</summary>
    public static SKColor Contrast(SKColor background) =>
        (0.299 * background.Red) + (0.587 * background.Green) + (0.114 * background.Blue) < 128 && background.Alpha > 127 ? SKColors.White : new SKColor(0x44, 0x44, 0x44);

    private static SKColor Function(string name, string body, SKColor absent)
    {
        string[] parts = body.Split([',', ' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        double[] values = [.. parts.Select(part => part.EndsWith('%')
            ? Parse(part[..^1]) * (name.StartsWith("rgb", StringComparison.Ordinal) ? 2.55 : 0.01) : Parse(part))];
        if (values.Length < 3 || values.Any(double.IsNaN))
            return absent;
        double alpha = values.Length > 3 ? parts[3].EndsWith('%') ? Parse(parts[3][..^1]) / 100 : values[3] : 1;
        byte opacity = (byte)Math.Round(255 * Math.Clamp(alpha, 0, 1));
        return name switch
        {
            "rgb" or "rgba" => new SKColor(Channel(values[0]), Channel(values[1]), Channel(values[2]), opacity),
            "hsl" or "hsla" => SKColor.FromHsl((float)values[0], (float)values[1] * 100, (float)values[2] * 100, opacity),
            "hsv" or "hsva" => SKColor.FromHsv((float)values[0], (float)values[1] * 100, (float)values[2] * 100, opacity),
            _ => absent,
        };
    }

    private static SKColor Hex(string digits, SKColor absent)
    {
        if (digits.Length is 3 or 4)
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        if (digits.Length is not (6 or 8) || !uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint value))
            return absent;
        return digits.Length == 6
            ? new SKColor((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : new SKColor((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    private static byte Channel(double value) => (byte)Math.Round(Math.Clamp(value, 0, 255));

    private static double Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
