using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>Completion, inspection and completeness. In the sources, <c>|</c> is the cursor.</summary>
public sealed class EditingTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private const string Definitions = """
        string greeting = "hi";
        /// <summary>Twice as much of <paramref name="amount"/>.</summary>
        /// <param name="amount">What is doubled.</param>
        /// <returns>The double.</returns>
        int Twice(int amount) => 2 * amount;
        record Point(double X, double Y) { public double Norm { get; init; } }
        var point = new Point(1, 2);
        abstract class Big { /** <summary>Tells what it is.</summary> */ public abstract string Tell(); }
        class Small : Big { /** <inheritdoc/> */ public override string Tell() => ""; }
        """;

    private const string FSharpDefinitions = """
        let fgreeting = "hi"
        /// Twice as much.
        let twice (amount: int) = 2 * amount
        type Place = { Longitude: float; Latitude: float }
        let place = { Longitude = 1.0; Latitude = 2.0 }
        """;

    [Theory]
    [InlineData("greeting.ToU|", "ToUpper", "Length")]
    [InlineData("gree|", "greeting", "Console")]
    [InlineData("var n = greeting.|", "Length", "greeting")]
    [InlineData("point.|", "X", "Console")]
    [InlineData("point?.No|", "Norm", "X")]
    [InlineData("new Point(1, 2) { No| }", "Norm", "Y")]
    [InlineData("TorchSharp.torch.|", "zeros", "greeting")]
    [InlineData("using TorchSharp;\nvar x = torch.one|", "ones", "zeros")]
    [InlineData("using TorchSharp;\nvar x = torch.ones(2);\nx.|", "shape", "greeting")]
    [InlineData("using TorchSharp;\nvar m = torch.nn.|", "Linear", "greeting")]
    [InlineData("using System.Col|", "Collections", "Console")]
    [InlineData("new[] { 1, 2 }.Sel|", "Select", "Sum")]
    [InlineData("int local = 1;\nlo|", "local", "greeting")]
    [InlineData("fore|", "foreach", "greeting")]
    [InlineData("#!csharp\ngree|", "greeting", "Console")]
    public void CSharpCompletes(string source, string expected, string absent)
    {
        Assert.Equal("", fixture.Run(Definitions).Message);
        (CompletionList list, string text, int position) = Complete(source);
        Assert.Contains(expected, list.Matches);
        Assert.DoesNotContain(absent, list.Matches);
        Assert.Equal(position, list.End);
        Assert.StartsWith(text[list.Start..list.End], expected, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("// gree|")]
    [InlineData("var s = \"gree|\";")]
    [InlineData("nowhere.|")]
    public void CSharpCompletesNothingWhereNothingFits(string source) => Assert.Empty(Complete(source).List.Matches);

    [Theory]
    [InlineData("#!fsharp\nfgreeting.ToU|", "ToUpper", "Length")]
    [InlineData("#!fsharp\nfgree|", "fgreeting", "printfn")]
    [InlineData("#!fsharp\nplace.|", "Longitude", "fgreeting")]
    [InlineData("#!fsharp\nlet inner = [ 1 ]\ninn|", "inner", "fgreeting")]
    [InlineData("#!fsharp\nlet inner = [ 1 ]\ninner.|", "Length", "fgreeting")]
    [InlineData("#!fsharp\nList.fo|", "fold", "map")]
    [InlineData("#!fsharp\nTorchSharp.torch.one|", "ones", "zeros")]
    [InlineData("#!fsharp\nopen TorchSharp\nlet t = torch.ones(2L)\nt.|", "shape", "fgreeting")]
    [InlineData("#!fsharp\nlet f (x: string) =\n    x.Len|", "Length", "fgreeting")]
    [InlineData("#!fsharp\nopen System.Col|", "Collections", "fgreeting")]
    public void FSharpCompletes(string source, string expected, string absent)
    {
        Assert.Equal("", fixture.Run(FSharpDefinitions, "fsharp").Message);
        (CompletionList list, string text, int position) = Complete(source);
        Assert.Contains(expected, list.Matches);
        Assert.DoesNotContain(absent, list.Matches);
        Assert.Equal(position, list.End);
        Assert.StartsWith(text[list.Start..list.End], expected, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void MagicsComplete()
    {
        Assert.Equal(["#!share"], Complete("#!sha|").List.Matches);
        Assert.Contains("#!fsharp", Complete("int a = 1;\n#!f|").List.Matches);
    }

    [Theory]
    [InlineData("greet|ing", "string greeting", "")]
    [InlineData("Twi|ce(2)", "int Twice(int amount)", "Twice as much of amount.")]
    [InlineData("Twice(|", "int Twice(int amount)", "amount: What is doubled.")]
    [InlineData("Math.Sq|rt(2)", "double Math.Sqrt(double d)", "Returns the square root of a specified number.")]
    [InlineData("Console.Write|Line(1)", "void Console.WriteLine(int value) (+ ", "Writes the text representation")]
    [InlineData("new List<int>().Ad|d(1)", "void List<int>.Add(int item)", "Adds an object to the end")]
    [InlineData("TorchSharp.torch.ze|ros(2)", "Tensor torch.zeros(", "")] // the package has no documentation
    [InlineData("new Small().Tell|()", "string Small.Tell()", "Tells what it is.")]
    [InlineData("Path|", "class Path", "Performs operations on")]
    public void CSharpInspects(string source, string signature, string documentation)
    {
        Assert.Equal("", fixture.Run(Definitions).Message);
        string? text = Inspect(source);
        Assert.NotNull(text);
        Assert.Contains(signature, text);
        Assert.Contains(documentation, text);
    }

    [Theory]
    [InlineData("#!fsharp\nfgreet|ing", "val fgreeting: string", "")]
    [InlineData("#!fsharp\ntwi|ce 2", "val twice: amount: int -> int", "Twice as much.")]
    [InlineData("#!fsharp\nList.ma|p id [ 1 ]", "val map:", "Builds a new collection")]
    [InlineData("#!fsharp\nSystem.Math.Sq|rt 2.0", "Math.Sqrt(d: float) : float", "Returns the square root of a specified number.")]
    [InlineData("#!fsharp\nlet inner = 3.0\nin|ner", "val inner: float", "")]
    public void FSharpInspects(string source, string signature, string documentation)
    {
        Assert.Equal("", fixture.Run(FSharpDefinitions, "fsharp").Message);
        string? text = Inspect(source);
        Assert.NotNull(text);
        Assert.Contains(signature, text);
        Assert.Contains(documentation, text);
    }

    [Theory]
    [InlineData("1 + |1")]
    [InlineData("now|here")]
    [InlineData("|")]
    [InlineData("#!fsharp\nnow|here")]
    public void NothingIsSaidAboutNothing(string source) => Assert.Null(Inspect(source));

    [Theory]
    [InlineData("if (true) {", Completeness.Incomplete)]
    [InlineData("1 + 1", Completeness.Complete)]
    [InlineData("int x = ", Completeness.Incomplete)]
    [InlineData("int x = missing;", Completeness.Complete)]
    [InlineData("int = 5;", Completeness.Invalid)]
    [InlineData("#!fsharp\nlet x = 1", Completeness.Complete)]
    [InlineData("#!fsharp\nlet x = missing", Completeness.Complete)]
    [InlineData("#!fsharp\nlet x =", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet x = [ 1; 2", Completeness.Incomplete)]
    [InlineData("#!fsharp\nfor i in 1 .. 3 do", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet s = \"open", Completeness.Incomplete)]
    [InlineData("#!fsharp\nlet = 5", Completeness.Invalid)]
    [InlineData("", Completeness.Complete)]
    public void CompletenessIsAboutSyntaxOnly(string source, Completeness expected) => Assert.Equal(expected, fixture.Session.IsComplete(source));

    [Fact]
    public void AskingRunsNothing()
    {
        Assert.Equal("", fixture.Run("int asked = 0;").Message);
        Assert.Equal("", fixture.Run("let fasked = ref 0", "fsharp").Message);
        foreach (string source in new[] { "asked = 5", "#!fsharp\nfasked.Value <- 5" })
        {
            fixture.Session.IsComplete(source);
            fixture.Session.Complete(source, source.Length);
            fixture.Session.Inspect(source, source.Length - 8);
        }

        Assert.Equal(["0"], fixture.Run("asked").Results);
        Assert.Equal(["0"], fixture.Run("fasked.Value", "fsharp").Results);
    }

    private (CompletionList List, string Text, int Position) Complete(string source)
    {
        int position = source.IndexOf('|');
        string text = source.Remove(position, 1);
        return (fixture.Session.Complete(text, position), text, position);
    }

    private string? Inspect(string source)
    {
        int position = source.IndexOf('|');
        return fixture.Session.Inspect(source.Remove(position, 1), position)?.Data["text/plain"]?.ToString();
    }
}
