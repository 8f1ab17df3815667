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

    [Theory]
    [InlineData("using var held = new MemoryStream();\nheld.WriteByte(3);", "held.Length", "1")]
    [InlineData("await using var held2 = new MemoryStream(new byte[2]);", "held2.Length", "2")]
    [InlineData("using (var inner = new MemoryStream()) { }\nusing System.Numerics;\nusing var held3 = new MemoryStream();", "held3.CanWrite", "CompilationError")]
    [InlineData("int F() { using var local = new MemoryStream(new byte[4]); return (int)local.Length; }", "F()", "4")]
    [InlineData("using System.Numerics;\nusing MemoryStream held4 = new();", "held4.CanWrite", "true")]
    public void AUsingDeclarationAtTheTopIsASessionVariable(string cell, string next, string expected)
    {
        Recorder first = fixture.Run(cell);
        if (expected == "CompilationError") Assert.Equal(expected, first.Failure?.Name); // a using directive after a statement is wrong in any C#
        else Assert.Equal("", first.Message);
        if (expected != "CompilationError") Assert.Equal([expected], fixture.Run(next).Results);
    }

    [Theory]
    [InlineData("html", "<b>x</b>", "<b>x</b>")]
    [InlineData("markdown", "# Title", "# Title")]
    [InlineData("mermaid", "graph TD\n  A --> B", "graph TD\n  A --> B")]
    [InlineData("javascript", "alert(1)", "alert(1)")]
    [InlineData("js", "alert(2)", "alert(2)")]
    public void ACellInALanguageThatIsShownIsShown(string language, string source, string expected)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("", cell.Message);
        Assert.Equal([expected], cell.Displays);
    }

    [Theory]
    [InlineData("pwsh", "Get-ChildItem", "PowerShell")]
    [InlineData("sql", "SELECT 1", "SQL")]
    [InlineData("value", "text", "text value")]
    [InlineData("my-database", "SELECT 1", "'my-database'")]
    public void ACellInALanguageThatIsNotRunIsRefusedByName(string language, string source, string expected)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("MagicError", cell.Failure?.Name);
        Assert.Contains(expected, cell.Message);
        Assert.DoesNotContain('\n', cell.Message);
    }

    [Theory]
    [InlineData("#!pwsh\nGet-ChildItem", "PowerShell")]
    [InlineData("%%time\n1 + 1", "#!lsmagic")]
    [InlineData("%matplotlib inline", "#!lsmagic")]
    [InlineData("!pip install numpy", "#r \"nuget:")]
    public void LinesOfOtherKernelsAreExplained(string cell, string expected) => Assert.Contains(expected, fixture.Run(cell).Message.Split('\n')[0]);

    [Fact]
    public void ABangOrPercentInCodeIsCode()
    {
        Assert.Equal(["false"], fixture.Run("!true").Results);
        Assert.Equal(["1"], fixture.Run("7\n% 3").Results);
    }

    [Theory]
    [InlineData("3.*", "3.2.2", true)]
    [InlineData("*-*", "3.2.2", true)]
    [InlineData("*", "3.2.2", true)]
    [InlineData("3.0", "3.0.0", true)]
    [InlineData("3.0.0", "3.0", true)]
    [InlineData("[3.0,4.0)", "3.2.2", true)]
    [InlineData("(,4.0]", "3.2.2", true)]
    [InlineData("", "3.2.2", true)]
    [InlineData("*", "4.0.0-beta.1", false)]
    [InlineData("2.*", "3.2.2", false)]
    [InlineData("3.0", "3.2.2", false)]
    [InlineData("[4.0,5.0)", "3.2.2", false)]
    [InlineData("newest", "3.2.2", false)]
    public void ALoadedPackageFitsWhatItSatisfies(string asked, string loaded, bool fits) => Assert.Equal(fits, PackageVersions.Fits(asked, loaded));

    [Theory]
    [InlineData("(None: int option)", "None")]
    [InlineData("Some (None: int option)", "Some None")]
    [InlineData("(Ok 3: Result<int, string>)", "Ok 3")]
    [InlineData("(Error \"no\": Result<int, string>)", "Error \"no\"")]
    [InlineData("([]: int list)", "[]")]
    [InlineData("(Map.empty: Map<string, int>)", "map []")]
    [InlineData("Set.ofList [ 2; 1 ]", "set [1; 2]")]
    [InlineData("(ValueNone: int voption)", "ValueNone")]
    [InlineData("type Holder = { mutable Held: int }\n{ Held = 4 }", "{ Held = 4 }")]
    [InlineData("[<Measure>] type m\n[<Measure>] type s\n3.5<m/s>", "3.5<m/s>")]
    [InlineData("async { return 3 }", "async computation of int, not started")]
    [InlineData("System.Threading.Tasks.Task.FromResult 3", "Task<int> (RanToCompletion): 3")]
    [InlineData("let e = System.Dynamic.ExpandoObject()\n(e :> IDictionary<string, obj>).[\"a\"] <- box 1\ne", "{ \"a\": 1 }")]
    public void FSharpValuesReadAsInFSharp(string source, string expected)
    {
        Recorder cell = fixture.Run(source, "fsharp");
        Assert.Equal("", cell.Message);
        Assert.Equal([expected], cell.Results);
    }

    [Theory]
    [InlineData("csharp", "using Microsoft.DotNet.Interactive.Formatting;\nFormatter.Register<Version>(v => \"version \" + v.Major, \"text/plain\");\nnew Version(4, 2)", "version 4")]
    [InlineData("fsharp", "open Microsoft.DotNet.Interactive.Formatting\nFormatter.Register<System.Uri>((fun (u: System.Uri) -> \"host \" + u.Host), \"text/plain\")\nSystem.Uri \"http://a.b/\"", "host a.b")]
    public void FormattersAreRegisteredInBothLanguages(string language, string source, string expected)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("", cell.Message);
        Assert.Equal([expected], cell.Results);
    }

    [Theory]
    [InlineData("new { A = 1, B = new[] { 1.5, double.NaN } }.Display(\"application/json\");", "{\"A\":1,\"B\":[1.5,\"NaN\"]}")]
    [InlineData("\"{\\\"a\\\":2}\".DisplayAs(\"application/json\");", "{\"a\":2}")]
    [InlineData("\"text\".Display(\"text/plain\", \"text/html\");", "text")]
    [InlineData("Html(\"<i>x</i>\").Display();", "<i>x</i>")]
    [InlineData("CSS(\"b { color: red }\");", "<style>b { color: red }</style>")]
    [InlineData("Javascript(\"alert(3)\");", "alert(3)")]
    [InlineData("new[] { (1, \"a\") }.DisplayTable();", "[(1, \"a\")]")]
    public void TheDisplayFunctionsOfPublicSamplesAreThere(string source, string expected)
    {
        Recorder cell = fixture.Run(source);
        Assert.Equal("", cell.Message);
        Assert.Equal(WithoutBlanks(expected), WithoutBlanks(Assert.Single(cell.Displays)));
    }

    private static string WithoutBlanks(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
