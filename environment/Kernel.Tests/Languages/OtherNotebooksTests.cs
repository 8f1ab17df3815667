using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>Cells as public notebooks write them.</summary>
public sealed class OtherNotebooksTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    [Theory]
    [InlineData("using System.Numerics;", "new Complex(1, 2).Real", "1")]
    [InlineData("// a comment\nusing Pairs = System.Collections.Generic.Dictionary<int, int>;", "new Pairs().Count", "0")]
    [InlineData("using static System.Math;\n// after", "Max(2, 3)", "3")]
    [InlineData("#nullable enable", "4", "4")]
    [InlineData("// only a comment", "5", "5")]
    [InlineData("/* a\n b */", "6", "6")]
    [InlineData("#!time\n// after a magic", "7", "7")]
    [InlineData("// before a magic\n#!time", "8", "8")]
    [InlineData("#pragma warning disable CS0168", "9", "9")]
    [InlineData("#region Tools\nusing System.Net.Http;\n#endregion", "new HttpClient() is not null", "true")]
    public void ACSharpCellWithoutAStatementIsFineAndItsUsingsStay(string cell, string next, string expected)
    {
        Assert.Equal("", fixture.Run("int kept = 50;").Message); // a value in the chain before the cell
        Assert.Equal("", fixture.Run(cell).Message);
        Recorder after = fixture.Run(next);
        Assert.Equal("", after.Message);
        Assert.Equal([expected], after.Results);
        Assert.Equal(["50"], fixture.Run("kept").Results);
    }

    [Theory]
    [InlineData("using No.Such.Namespace;", "CS0246")]
    [InlineData("using Wrong = No.Such.Type;", "CS0246")]
    [InlineData("#nonsense", "CS1024")]
    public void AUsingThatIsWrongSaysSo(string cell, string error)
    {
        Recorder failed = fixture.Run(cell);
        Assert.Equal("CompilationError", failed.Failure?.Name);
        Assert.Contains(error, failed.Message);
        Assert.Equal(["2"], fixture.Run("1 + 1").Results);
    }

    [Theory]
    [InlineData("csharp", "throw new Exception(\"\");")]
    [InlineData("fsharp", "(raise (System.Exception(\"\")) : int)")]
    public void AFailureAlwaysSaysSomething(string language, string cell)
    {
        Recorder failed = fixture.Run(cell, language);
        Assert.Equal("Exception", failed.Failure?.Name);
        Assert.Contains("without a message", failed.Message);
    }

    [Theory]
    [InlineData("let a = 1;;\nlet b = 2;;\nignore (display (a+b));;", "3", "")]
    [InlineData("let a = 1;; let b = a + 1;; a + b;;", "", "3")]
    [InlineData("1 + 1;;\nlet later = 5;;", "", "2")]
    [InlineData("let s = \"a;;b\" // one;; comment\n(* ;; *)\ns", "", "a;;b")]
    [InlineData("let q = \"\"\"\n;;\n\"\"\"\nq.Trim();;", "", ";;")]
    [InlineData("#if INTERACTIVE\nlet c = 1;;\nlet d = 2;;\n#endif\nc + d", "", "3")]
    [InlineData(";;\n;;7;;\n;;", "", "7")]
    [InlineData("// nothing", "", "")]
    [InlineData("(* nothing *);;", "", "")]
    [InlineData("open System.Numerics;;", "", "")]
    public void EachFSharpInteractionRunsAndTheLastValueIsShown(string cell, string displayed, string expected)
    {
        Recorder shown = fixture.Run(cell, "fsharp");
        Assert.Equal("", shown.Message);
        Assert.Equal(expected, string.Join('|', shown.Results));
        Assert.Equal(displayed, string.Concat(shown.Displays));
    }

    [Theory]
    [InlineData("let fine = 1;;\nlet wrong : int = \"text\";;", "CompilationError", 2)]
    [InlineData("let fine = 1;;\nlet fine2 = 2;; (failwith \"no\" : int)", "Exception", 2)]
    [InlineData("let fine = 1;;\nfor i in 1 .. 3 do\n    failwith \"no\";;\nlet never = 1", "Exception", 3)]
    public void AnErrorAfterTheMarkFailsTheCellAtItsLine(string cell, string name, int line)
    {
        Recorder failed = fixture.Run(cell, "fsharp");
        Assert.Equal(name, failed.Failure?.Name);
        Assert.Equal(line, failed.Failure?.Line);
        Assert.Equal(["1"], fixture.Run("fine", "fsharp").Results);
        Assert.Equal("CompilationError", fixture.Run("never", "fsharp").Failure?.Name);
    }
}
