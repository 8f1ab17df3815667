using Xunit;

namespace OpLearn.Kernel.Tests.Formatting;

public sealed class ValueTableTests
{
    private sealed record Wide(string Text, int[] Numbers);

    private sealed class Loop
    {
        public string Name => "loop";

        public Loop[] Others => [this];
    }

    private static string? Html(object value) => ValueFormatter.Format(value, null).Data["text/html"]?.GetValue<string>();

    [Fact]
    public void Rows_columns_and_cells_are_capped_and_the_cut_is_said()
    {
        Wide[] many = [.. Enumerable.Range(0, 500).Select(_ => new Wide(new string('x', 10_000), [.. Enumerable.Range(0, 1_000)]))];
        string html = Html(many)!;
        Assert.InRange(html.Length, 1_000, 60_000);
        Assert.Contains("40 of 500 rows", html, StringComparison.Ordinal);
        Assert.Contains("first 40×30 of 500×500", System.Net.WebUtility.HtmlDecode(Html(new double[500, 500])!), StringComparison.Ordinal);
    }

    [Fact]
    public void Cycles_are_survived_in_tables_too()
    {
        Assert.Contains("<td>Name</td><td>loop</td>", Html(new Loop()), StringComparison.Ordinal);
        Assert.Contains("<th>Others</th>", Html(new[] { new Loop() }), StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_sequences_of_tuples_are_not_run()
    {
        static IEnumerable<(int, int)> Endless()
        {
            for (int i = 0; ; i++)
                yield return (i, i);
        }
        Assert.Null(Html(Endless()));
    }

    [Fact]
    public void What_is_no_table_has_no_html()
    {
        Assert.Null(Html(3.5));
        Assert.Null(Html("text"));
        Assert.Null(Html((1, 2)));
        Assert.Null(Html(new InvalidOperationException("no")));
        Assert.Null(Html(new[] { 1.0, 2.0 }));
    }

    [Fact]
    public void Exceptions_say_what_and_why_without_the_frames_of_the_host()
    {
        string text = ExceptionText.Of(new TypeInitializationException("T", new InvalidOperationException("first", new ArgumentException("second"))));
        Assert.StartsWith("InvalidOperationException: first\ncaused by ArgumentException: second", text, StringComparison.Ordinal);
    }
}
