using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;

namespace OpLearn.Kernel.Tests.Formatting;

public sealed class ValueFormatterTests
{
    private sealed record Point(double X, string Name);

    private sealed class Node
    {
        public Node? Next { get; set; }

        public int Broken => throw new InvalidOperationException("no");
    }

    private sealed class Custom
    {
        public override string ToString() => "own";
    }

    private static string Text(object? value, Type? declared = null) => ValueFormatter.Format(value, declared).Data["text/plain"]!.GetValue<string>();

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(true, "true")]
    [InlineData("a \"b\"", "a \"b\"")]
    [InlineData(null, "null")]
    [InlineData(new[] { 1, 2, 3 }, "[1, 2, 3]")]
    public void Scalars_and_arrays(object? value, string expected) => Assert.Equal(expected, Text(value));

    [Fact]
    public void Unit_shows_nothing() => Assert.Empty(ValueFormatter.Format(null, typeof(Unit)).Data);

    [Fact]
    public void FSharp_values_read_like_FSharp()
    {
        Assert.Equal("[1; 2; 3]", Text(ListModule.OfSeq([1, 2, 3])));
        Assert.Equal("Some 3", Text(FSharpOption<int>.Some(3)));
        Assert.Equal("None", Text(null, typeof(FSharpOption<int>)));
        Assert.Equal("Ok 2.5", Text(FSharpResult<double, string>.NewOk(2.5)));
        Assert.Equal("Error \"bad\"", Text(FSharpResult<double, string>.NewError("bad")));
        Assert.Equal("(1, \"a\")", Text(Tuple.Create(1, "a")));
        Assert.Equal("[Some 1; None]", Text(ListModule.OfSeq([FSharpOption<int>.Some(1), FSharpOption<int>.None])));
    }

    [Fact]
    public void Records_have_text_and_sequences_of_them_a_table()
    {
        Assert.Equal("Point { X = 1, Name = \"p\" }", Text(new Point(1, "p")));
        MimeBundle bundle = ValueFormatter.Format(new[] { new Point(1, "<p>") }, null);
        Assert.Contains("<th>X</th><th>Name</th>", bundle.Data["text/html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("<td>&lt;p&gt;</td>", bundle.Data["text/html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(bundle.Data.ContainsKey("text/plain"));
    }

    [Fact]
    public void Cycles_and_throwing_properties_are_survived()
    {
        Node node = new();
        node.Next = node;
        Assert.Equal("Node { Next = (cycle), Broken = <InvalidOperationException> }", Text(node));
    }

    [Fact]
    public void Everything_is_bounded()
    {
        IEnumerable<int> Endless()
        {
            for (int i = 0; ; i++)
                yield return i;
        }
        Assert.EndsWith("99, …]", Text(Endless()), StringComparison.Ordinal);
        Assert.Contains("(999900 more)", Text(new double[1_000_000]), StringComparison.Ordinal);
        Assert.InRange(Text(new string('x', 10_000_000)).Length, 1, 21_000);
        object[] nested = [.. Enumerable.Range(0, 200).Select(_ => (object)Enumerable.Range(0, 200).Select(_ => new string('y', 900)).ToArray())];
        Assert.InRange(Text(nested).Length, 1, 21_000);
    }

    [Fact]
    public void Registered_formatters_win()
    {
        Assert.Equal("own", Text(new Custom()));
        Formatter.Register<Custom>(_ => "<b>mine</b>", "text/html");
        MimeBundle bundle = ValueFormatter.Format(new Custom(), null);
        Assert.Equal("<b>mine</b>", bundle.Data["text/html"]!.GetValue<string>());
        Assert.Equal("own", bundle.Data["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void Frames_are_tables_with_missing_values_marked()
    {
        Deedle.SeriesBuilder<int, double> builder = new() { { 1, 2.5 }, { 2, double.NaN } };
        string html = ValueFormatter.Format(Deedle.Frame.FromColumns([KeyValuePair.Create("loss", builder.Series)]), null).Data["text/html"]!.GetValue<string>();
        Assert.Contains("<td>2.5</td>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;missing&gt;", html, StringComparison.Ordinal);
        Assert.Contains("2 rows × 1 columns", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public void Display_publishes_and_updates_under_one_id()
    {
        Recorder recorder = new();
        using (KernelOutput.Bind(recorder))
        {
            DisplayedValue shown = 1.Display();
            shown.Update(2);
            Display.display(Display.HTML("<i>x</i>"));
        }
        Assert.Equal(["show 1", "update 2", "show <i>x</i>"], recorder.Log);
        Assert.Equal(recorder.Ids[0], recorder.Ids[1]);
        Assert.NotEqual(recorder.Ids[0], recorder.Ids[2]);
    }

    private sealed class Recorder : IKernelOutput
    {
        public List<string> Log { get; } = [];

        public List<string?> Ids { get; } = [];

        public void Display(MimeBundle bundle, string? displayId) => Add("show", bundle, displayId);

        public void UpdateDisplay(MimeBundle bundle, string displayId) => Add("update", bundle, displayId);

        public void Stream(string name, string text)
        {
        }

        public void Result(MimeBundle bundle)
        {
        }

        public void Clear(bool wait)
        {
        }

        public string Input(string prompt, bool password) => "";

        private void Add(string what, MimeBundle bundle, string? id)
        {
            Log.Add(what + " " + bundle.Data.First().Value);
            Ids.Add(id);
        }
    }
}
