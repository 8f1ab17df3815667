using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Numbers to colours: the named scales of plotly.js, or a list of stops in the figure.</summary>
internal sealed class ColourScale
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Greys"] = "000000 ffffff",
        ["YlGnBu"] = "081d58 253494 225ea8 1d91c0 41b6c4 7fcdbb c7e9b4 edf8d9 ffffd9",
        ["Greens"] = "00441b 006d2c 238b45 41ab5d 74c476 a1d99b c7e9c0 e5f5e0 f7fcf5",
        ["YlOrRd"] = "800026 bd0026 e31a1c fc4e2a fd8d3c feb24c fed976 ffeda0 ffffcc",
        ["Bluered"] = "0000ff ff0000",
        ["RdBu"] = "0:050aac .35:6a89f7 .5:bebebe .6:dcaa84 .7:e6915a 1:b20a1c",
        ["Reds"] = "0:dcdcdc .2:f5c39d .4:f5a069 1:b20a1c",
        ["Blues"] = "0:050aac .35:283cbe .5:4664f5 .6:5a78f5 .7:6a89f7 1:dcdcdc",
        ["Picnic"] = "0000ff 3399ff 66ccff 99ccff ccccff ffffff ffccff ff99ff ff66cc ff6666 ff0000",
        ["Rainbow"] = "96005a 0000c8 0019ff 0098ff 2cff96 97ff00 ffea00 ff6f00 ff0000",
        ["Portland"] = "0c3383 0a88ba f2d338 f28f38 d91e1e",
        ["Jet"] = "0:000083 .125:003caa .375:05ffff .625:ffff00 .875:fa0000 1:800000",
        ["Hot"] = "0:000000 .3:e60000 .6:ffd200 1:ffffff",
        ["Blackbody"] = "0:000000 .2:e60000 .4:e6d200 .7:ffffff 1:a0c8ff",
        ["Earth"] = "0:000082 .1:00b4b4 .2:28d228 .4:e6e632 .6:784614 1:ffffff",
        ["Electric"] = "0:000000 .15:1e0064 .4:780064 .6:a05a00 .8:e6c800 1:fffadc",
        ["Viridis"] = "0:440154 .06274509803921569:48186a .12549019607843137:472d7b .18823529411764706:424086 .25098039215686274:3b528b .3137254901960784:33638d "
            + ".3764705882352941:2c728e .4392156862745098:26828e .5019607843137255:21918c .5647058823529412:1fa088 .6274509803921569:28ae80 .6901960784313725:3fbc73 "
            + ".7529411764705882:5ec962 .8156862745098039:84d44b .8784313725490196:addc30 .9411764705882353:d8e219 1:fde725",
        ["Cividis"] = "0:00204c .058824:002a66 .117647:00346e .176471:273f6c .235294:3c4a6b .294118:4c556b .352941:5b5f6d .411765:686a70 .470588:757575 .529412:838178 "
            + ".588235:928c78 .647059:a19876 .705882:b0a573 .764706:c0b26e .823529:d1bf67 .882353:e1cc5c .941176:f3db4b 1:ffe945",
        ["Plasma"] = "0d0887 46039f 7201a8 9c179e bd3786 d8576b ed7953 fb9f3a fdca26 f0f921",
        ["Inferno"] = "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
        ["Magma"] = "000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf",
    };

    private readonly double[] positions;
    private readonly SKColor[] colours;

    private ColourScale(double[] positions, SKColor[] colours)
    {
        this.positions = positions;
        this.colours = colours;
    }

    /// <summary>The stops, from 0 to 1.</summary>
    public IReadOnlyList<double> Positions => positions;

    public IReadOnlyList<SKColor> Colours => colours;

    public static ColourScale Of(JsonNode? scale, bool reverse, string absent = "RdBu")
    {
        ColourScale read = scale is JsonArray { Count: > 1 } stops ? FromStops(stops) : FromName(scale is JsonValue name ? FigureJson.Text(name) : absent, absent);
        if (read.positions.Length == 0)
            read = FromName(absent, absent);
        return reverse ? new ColourScale([.. read.positions.Reverse().Select(p => 1 - p)], [.. read.colours.Reverse()]) : read;
    }

    /// <summary>The colour at a position; below 0 and above 1 the end colours.</summary>
    public SKColor At(double position)
    {
        if (double.IsNaN(position))
            return SKColors.Transparent;
        if (position <= positions[0])
            return colours[0];
        for (int i = 1; i < positions.Length; i++)
        {
            if (position > positions[i])
                continue;
            double span = positions[i] - positions[i - 1], t = span > 0 ? (position - positions[i - 1]) / span : 1;
            return Mix(colours[i - 1], colours[i], t);
        }
        return colours[^1];
    }

    public static SKColor Mix(SKColor from, SKColor to, double t)
    {
        byte Channel(byte a, byte b) => (byte)Math.Round(a + ((b - a) * t));
        return new SKColor(Channel(from.Red, to.Red), Channel(from.Green, to.Green), Channel(from.Blue, to.Blue), Channel(from.Alpha, to.Alpha));
    }

    private static ColourScale FromName(string name, string absent)
    {
        string trimmed = name.EndsWith("_r", StringComparison.OrdinalIgnoreCase) ? name[..^2] : name;
        string[] stops = (Named.TryGetValue(trimmed, out string? known) ? known : Named[absent]).Split(' ');
        double[] at = [.. stops.Select((stop, i) => stop.Contains(':', StringComparison.Ordinal)
            ? double.Parse(stop.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) : (double)i / (stops.Length - 1))];
        return new ColourScale(at, [.. stops.Select(stop => Css.Colour("#" + stop.Split(':')[^1], SKColors.Black))]);
    }

    private static ColourScale FromStops(JsonArray stops)
    {
        bool pairs = stops[0] is JsonArray;
        double[] at = [.. stops.Select((stop, i) => pairs ? FigureJson.Number(stop![0]) : (double)i / (stops.Count - 1))];
        return new ColourScale(at, [.. stops.Select(stop => Css.Colour(FigureJson.Text(pairs ? stop![1] : stop), SKColors.Black))]);
    }
}
