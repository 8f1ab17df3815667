using OpLearn.Kernel.Tests.Languages;
using Xunit;

namespace OpLearn.Kernel.Tests.Formatting;

/// <summary>Values as cells of both languages show them, real tensors included.</summary>
public sealed class FormattingSessionTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private (string Text, string? Html) Show(string source, string language)
    {
        Bundles bundles = new();
        CellFailure? failure = fixture.Session.Execute(source, language, bundles, default).Failure;
        Assert.True(failure is null, failure?.Message);
        MimeBundle shown = Assert.Single(bundles.Shown);
        return (shown.Data["text/plain"]!.GetValue<string>(), shown.Data["text/html"]?.GetValue<string>());
    }

    [Fact]
    public void Tensors_show_what_they_are_and_a_summary()
    {
        (string text, string? html) = Show("using TorchSharp;\ntorch.tensor(new[] { 1f, 2f, 3f, 6f }, new long[] { 2, 2 })", "csharp");
        Assert.Equal("Tensor Float32 [2, 2] on cpu\n[[1, 2],\n [3, 6]]", text);
        Assert.Contains("<td>mean</td><td>3</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>std</td><td>2.16025</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>shape</td><td>[2, 2]</td>", html, StringComparison.Ordinal);
        (text, html) = Show("TorchSharp.torch.arange(0.0f, 1000.0f).reshape([| 10L; 100L |])", "fsharp");
        Assert.Equal("Tensor Float32 [10, 100] on cpu\nmin 0, mean 499.5, max 999, std 288.819\nfirst values: 0, 1, 2, 3, 4, 5, …", text);
        Assert.Contains("first 10×12 of 10×100", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_and_numbers_that_are_none_are_said()
    {
        Assert.Equal(("Tensor (disposed)", null), Show("var gone = TorchSharp.torch.zeros(2); gone.Dispose();\ngone", "csharp"));
        Assert.Contains("<td>NaN</td><td>1</td>", Show("TorchSharp.torch.tensor(new[] { 1.0, double.NaN })", "csharp").Html, StringComparison.Ordinal);
    }

    [Fact]
    public void FSharp_records_unions_maps_and_options_are_readable()
    {
        const string Types = "type Shape = Circle of radius: float | Square of float * float | Nothing\ntype Run = { Model: string; Error: float; Best: bool option }\n";
        Assert.Equal("[Circle 1.5; Square (1, 2); Nothing]", Show(Types + "[ Circle 1.5; Square(1.0, 2.0); Nothing ]", "fsharp").Text);
        (string text, string? html) = Show("[ { Model = \"FNO\"; Error = 0.01; Best = Some true }; { Model = \"DeepONet\"; Error = 0.03; Best = None } ]", "fsharp");
        Assert.Equal("[{ Model = \"FNO\"; Error = 0.01; Best = Some true }; { Model = \"DeepONet\"; Error = 0.03; Best = None }]", text.Replace("\n ", "", StringComparison.Ordinal).Replace("[ {", "[{", StringComparison.Ordinal));
        Assert.Contains("<th>Model</th><th>Error</th><th>Best</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>DeepONet</td><td>0.03</td><td>None</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>Error</td><td>0.01</td>", Show("{ Model = \"FNO\"; Error = 0.01; Best = None }", "fsharp").Html, StringComparison.Ordinal);
        (text, html) = Show("Map [ \"a\", 1; \"b\", 2 ]", "fsharp");
        Assert.Equal("map [\"a\": 1; \"b\": 2]", text);
        Assert.Contains("<td>b</td><td>2</td>", html, StringComparison.Ordinal);
        Assert.Equal("Some 3", Show("Some 3", "fsharp").Text);
        Assert.Contains("<td>2</td><td>two</td>", Show("[ 1, \"one\"; 2, \"two\" ]", "fsharp").Html, StringComparison.Ordinal);
        Assert.Equal("(1, \"a\", [1; 2])", Show("(1, \"a\", [ 1; 2 ])", "fsharp").Text);
    }

    [Fact]
    public void CSharp_records_are_tables_whatever_the_list_declares()
    {
        const string Source = "record Claim(string Id, double Value);\nnew List<object> { new Claim(\"A.4-2\", 0.1), new Claim(\"A.4-8\", 0.2) }";
        (string _, string? html) = Show(Source, "csharp");
        Assert.Contains("<th>Id</th><th>Value</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>A.4-8</td><td>0.2</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>Value</td><td>0.1</td>", Show("new Claim(\"A.4-2\", 0.1)", "csharp").Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csharp", "var shown = display(1);\nshown.Update(\"two\");")]
    [InlineData("fsharp", "let shown = display (box 1)\nshown.Update(box \"two\")")]
    public void An_update_replaces_the_output_it_came_from(string language, string source)
    {
        Bundles bundles = new();
        Assert.Null(fixture.Session.Execute(source, language, bundles, default).Failure);
        Assert.Equal(["show", "update"], bundles.Log.Select(entry => entry.What));
        Assert.Equal(bundles.Log[0].Id, bundles.Log[1].Id);
        Assert.NotNull(bundles.Log[0].Id);
        Assert.Equal("two", bundles.Shown[1].Data["text/plain"]!.GetValue<string>());
    }

    private sealed class Bundles : IKernelOutput
    {
        public List<MimeBundle> Shown { get; } = [];

        public List<(string What, string? Id)> Log { get; } = [];

        public void Stream(string name, string text)
        {
        }

        public void Display(MimeBundle bundle, string? displayId) => Add("show", bundle, displayId);

        public void UpdateDisplay(MimeBundle bundle, string displayId) => Add("update", bundle, displayId);

        public void Result(MimeBundle bundle) => Add("result", bundle, null);

        public void Clear(bool wait)
        {
        }

        public string Input(string prompt, bool password) => "";

        private void Add(string what, MimeBundle bundle, string? id)
        {
            Log.Add((what, id));
            Shown.Add(bundle);
        }
    }
}
