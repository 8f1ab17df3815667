using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;
using Plotly.NET;
using Xunit;

namespace OpLearn.Kernel.Tests.Charts;

public sealed class ChartFormatterTests
{
    private static GenericChart Figure() => GenericChart.fromFigure(GenericChart.toFigure(Plotly.NET.CSharp.Chart.Line<double, double, string>([1.0, 2.0], [3.0, 4.0], Name: "train")));

    [Fact]
    public void A_chart_is_a_figure_and_a_line_of_text_without_scripts()
    {
        MimeBundle bundle = ValueFormatter.Format(Figure(), null);
        JsonObject figure = bundle.Data["application/vnd.plotly.v1+json"]!.AsObject();
        Assert.Equal([3.0, 4.0], figure["data"]![0]!["y"]!.AsArray().Select(y => y!.GetValue<double>()));
        Assert.Equal("Chart: 1 trace (train: scatter)", bundle.Data["text/plain"]!.GetValue<string>());
        Assert.False(bundle.Data.ContainsKey("text/html"));
        byte[] png = Convert.FromBase64String(bundle.Data["image/png"]!.GetValue<string>());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(600, bundle.Metadata["image/png"]!["width"]!.GetValue<int>());
    }

    [Fact]
    public void The_same_chart_gives_the_same_bytes() =>
        Assert.Equal(ValueFormatter.Format(Figure(), null).Data.ToJsonString(), ValueFormatter.Format(Figure(), null).Data.ToJsonString());
}
