using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Lines, markers, texts, error bars and filled areas.</summary>
internal sealed class ScatterTrace(JsonObject trace, SKColor colour) : TraceDrawing(trace, colour)
{
    private double[] x = [], y = [];
    private ErrorBars? errorX, errorY;
    private string mode = "lines";
    private MarkerStyle markers = null!;

    public override int Layer => 5;

    /// <summary>The trace before it on the same axes, to which <c>tonexty</c> fills.</summary>
    public ScatterTrace? Previous { get; set; }

    public ScatterTrace? Next { get; set; }

    public string Fill => Trace.Text("fill", "none");

    public override IEnumerable<ColourBar> Bars => Markers ? markers.Bars : [];

    private bool Lines => mode.Contains("lines", StringComparison.Ordinal);

    private bool Markers => mode.Contains("markers", StringComparison.Ordinal);

    private SKColor LineColour => Css.Colour(Trace.Text("line.color"), Css.Colour(FigureJson.IsList(Trace.At("marker.color")) ? null : Trace.Text("marker.color"), Colour));

    public override void Read()
    {
        double[]? givenX = X!.Column(Trace["x"]), givenY = Y!.Column(Trace["y"]);
        int count = Math.Min(givenX?.Length ?? givenY?.Length ?? 0, givenY?.Length ?? givenX?.Length ?? 0);
        x = givenX ?? PlacesOf(X, "x", count);
        y = givenY ?? PlacesOf(Y, "y", count);
        (x, y) = (x[..count], y[..count]);
        mode = Trace.Text("mode") ?? (count < 20 ? "lines+markers" : "lines");
        markers = new MarkerStyle(Trace, Css.Colour(Trace.Text("line.color"), Colour), count);
        errorX = ErrorBars.Of(Trace["error_x"], x, X);
        errorY = ErrorBars.Of(Trace["error_y"], y, Y);
    }

    public override void Extend()
    {
        bool[] seen = [.. x.Select((value, i) => double.IsFinite(value) && double.IsFinite(y[i]))];
        bool text = mode.Contains("text", StringComparison.Ordinal), open = x.Length > 1 && (x[0] != x[^1] || y[0] != y[^1]);
        double pad = Markers ? markers.Pad : 0;
        bool tightX = Fill is "tonexty" or "tozeroy" || (!Markers && !text), zeroX = Fill is "tozerox" || (Fill is "tonextx" && Previous is null && open);
        bool padX = zeroX || errorY is not null || !tightX;
        bool zeroY = Fill is "tozeroy" || (Fill is "tonexty" && Previous is null && open), padY = zeroY || Fill is not ("tozerox" or "tonextx");
        if (Markers && markers.Varies && !zeroX && !zeroY)
        {
            X!.IncludeEach([.. x.Select((value, i) => (seen[i] ? value : double.NaN, markers.PadOf(i)))], padX);
            Y!.IncludeEach([.. y.Select((value, i) => (seen[i] ? value : double.NaN, markers.PadOf(i)))], padY);
        }
        else
        {
            X!.Include(x.Where((_, i) => seen[i]), padX, padX ? pad : 0, zeroX);
            Y!.Include(y.Where((_, i) => seen[i]), padY, pad, zeroY);
        }
        if (errorX is not null)
            X.Include(errorX.Ends, true, 0, zeroX);
        if (errorY is not null)
            Y.Include(errorY.Ends, true, 0, zeroY);
    }

    public override void Draw(Pen pen)
    {
        float[] px = [.. x.Select(X!.Pixel)], py = [.. y.Select(Y!.Pixel)];
        if (Fill is not ("none" or "tonexty" or "tonextx" or "tonext") || (Previous is null && Fill.StartsWith("tonext", StringComparison.Ordinal)))
            DrawFill(pen, null);
        if (Next is { } next && next.Fill.StartsWith("tonext", StringComparison.Ordinal))
            next.DrawFill(pen, this);
        errorY?.Draw(pen, px, y, Y, markers.Plain(LineColour).Fade(Opacity));
        errorX?.Draw(pen, py, x, X, markers.Plain(LineColour).Fade(Opacity));
        if (Lines)
        {
            using SKPath path = Path(Trace.Flag("connectgaps", false));
            pen.Stroke(path, LineColour.Fade(Opacity), Trace.Number("line.width", 2), Trace.Text("line.dash"));
        }
        if (Markers)
            for (int i = 0; i < px.Length; i++)
                if (float.IsFinite(px[i]) && float.IsFinite(py[i]))
                    markers.Draw(pen, i, px[i], py[i], Opacity);
        if (mode.Contains("text", StringComparison.Ordinal))
            DrawTexts(pen, px, py);
    }

    public override void DrawKey(Pen pen, SKRect box)
    {
        float height = box.MidY - (Fill == "none" ? 0 : 3);
        if (Fill != "none")
            pen.Fill(new SKRect(box.Left, height, box.Right, height + 6), FillColour.Fade(Opacity));
        if (Lines)
            pen.Line(box.Left, height, box.Right, height, LineColour.Fade(Opacity), Math.Min(Trace.Number("line.width", 2), 10), Trace.Text("line.dash"));
        if (Markers)
            markers.DrawKey(pen, box.MidX, box.MidY, Opacity);
    }

    private SKColor FillColour => Css.Colour(Trace.Text("fillcolor"), LineColour.Fade(0.5));

    private void DrawFill(Pen pen, ScatterTrace? under)
    {
        using SKPath area = Path(true);
        if (area.IsEmpty)
            return;
        SKPoint last = area.LastPoint, first = area.GetPoint(0);
        if (under is not null && Fill != "toself")
        {
            float[] backX = [.. under.x.Select(under.X!.Pixel)], backY = [.. under.y.Select(under.Y!.Pixel)];
            for (int i = backX.Length - 1; i >= 0; i--)
                if (float.IsFinite(backX[i]) && float.IsFinite(backY[i]))
                    area.LineTo(backX[i], backY[i]);
        }
        else if (Fill.EndsWith('y'))
        {
            float ground = Math.Clamp(Y!.IsLog ? Y.Start : Y.Pixel(0), -1e5f, 1e5f);
            area.LineTo(last.X, ground);
            area.LineTo(first.X, ground);
        }
        else if (Fill.EndsWith('x'))
        {
            float ground = X!.IsLog ? X.Start : X.Pixel(0);
            area.LineTo(ground, last.Y);
            area.LineTo(ground, first.Y);
        }
        area.Close();
        pen.Fill(area, FillColour.Fade(Opacity));
    }

    private SKPath Path(bool connect)
    {
        SKPath path = new();
        string shape = Trace.Text("line.shape", "linear");
        bool fresh = true;
        float beforeX = 0, beforeY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float px = X!.Pixel(x[i]), py = Y!.Pixel(y[i]);
            if (!float.IsFinite(px) || !float.IsFinite(py))
            {
                fresh |= !connect;
                continue;
            }
            (px, py) = (Math.Clamp(px, -1e6f, 1e6f), Math.Clamp(py, -1e6f, 1e6f));
            if (fresh)
                path.MoveTo(px, py);
            else
                Step(path, shape, beforeX, beforeY, px, py);
            (fresh, beforeX, beforeY) = (false, px, py);
        }
        return path;
    }

    private static void Step(SKPath path, string shape, float fromX, float fromY, float toX, float toY)
    {
        float middleX = (fromX + toX) / 2, middleY = (fromY + toY) / 2;
        (float X, float Y)[] corners = shape switch
        {
            "hv" => [(toX, fromY)],
            "vh" => [(fromX, toY)],
            "hvh" => [(middleX, fromY), (middleX, toY)],
            "vhv" => [(fromX, middleY), (toX, middleY)],
            _ => [],
        };
        foreach ((float cornerX, float cornerY) in corners)
            path.LineTo(cornerX, cornerY);
        path.LineTo(toX, toY);
    }

    private void DrawTexts(Pen pen, float[] px, float[] py)
    {
        IReadOnlyList<JsonNode?>? texts = FigureJson.Items(Trace["text"]);
        if (texts is null)
            return;
        string position = FigureJson.IsList(Trace["textposition"]) ? "middle center" : Trace.Text("textposition", "middle center");
        double size = Trace.Number("textfont.size", 12);
        SKColor ink = Css.Colour(Trace.Text("textfont.color"), new SKColor(0x44, 0x44, 0x44));
        bool list = FigureJson.IsList(Trace["text"]);
        float gap = Markers ? (float)markers.Pad : 2;
        for (int i = 0; i < px.Length && (!list || i < texts.Count); i++)
        {
            if (!float.IsFinite(px[i]) || !float.IsFinite(py[i]))
                continue;
            RichText text = RichText.Of(FigureJson.Text(list ? texts[i] : texts[0]), size);
            float dy = position.StartsWith("top", StringComparison.Ordinal) ? -gap - (text.Height - (text.Size * 1.05f)) - 1
                : position.StartsWith("bottom", StringComparison.Ordinal) ? gap + text.Size : (text.Size * 0.35f) - ((text.Lines - 1) * text.Size * 0.65f);
            float dx = position.EndsWith("left", StringComparison.Ordinal) ? -gap : position.EndsWith("right", StringComparison.Ordinal) ? gap : 0;
            text.Draw(pen.Canvas, px[i] + dx, py[i] + dy, dx < 0 ? SKTextAlign.Right : dx > 0 ? SKTextAlign.Left : SKTextAlign.Center, ink);
        }
    }
}
