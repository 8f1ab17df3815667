using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>Puts the bars of one pair of axes beside each other or on top of each other.</summary>
internal static class BarArrangement
{
    public static void Arrange(IReadOnlyList<BarTrace> bars, JsonObject layout)
    {
        string mode = layout.Text("barmode", "group");
        foreach (var group in bars.GroupBy(bar => (bar.Along, bar.Values)))
            Arrange([.. group], mode, layout.Number("bargap", group.All(bar => bar.Trace.Flag("histogram", false)) ? 0 : 0.2), layout.Number("bargroupgap", 0));
    }

    private static void Arrange(BarTrace[] bars, string mode, double gap, double groupGap)
    {
        double[] places = [.. bars.SelectMany(bar => bar.Positions).Where(double.IsFinite).Distinct().Order()];
        double step = places.Length < 2 ? 1 : places.Zip(places.Skip(1), (a, b) => b - a).Min();
        bool overlap = bars.Sum(bar => bar.Positions.Distinct().Count()) > places.Length;
        int sides = mode == "group" && overlap ? bars.Length : 1;
        double slot = step * (1 - gap) / sides;
        for (int i = 0; i < bars.Length; i++)
        {
            bars[i].Width = bars[i].Trace.Number("width") ?? slot * (1 - groupGap);
            bars[i].Room = Math.Max(step, bars[i].Width);
            double centre = sides == 1 ? 0 : ((2 * i) + 1 - sides) * slot / 2;
            bars[i].Offset = bars[i].Trace.Number("offset") ?? centre - (bars[i].Width / 2);
        }
        if (mode is not ("stack" or "relative"))
            return;
        Dictionary<(double, bool), double> heights = [];
        foreach (BarTrace bar in bars)
        {
            for (int i = 0; i < bar.Positions.Length; i++)
            {
                if (!double.IsFinite(bar.Lengths[i]))
                    continue;
                (double, bool) key = (bar.Positions[i], mode == "relative" ? bar.Lengths[i] < 0 : false);
                double foot = heights.GetValueOrDefault(key);
                (bar.Feet[i], bar.Tops[i]) = (foot, foot + bar.Lengths[i]);
                heights[key] = bar.Tops[i];
            }
        }
    }
}
