using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

public sealed class PollTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private const string C = "global::OpLearn.Kernel.KernelInterrupt.Poll();";
    private const string F = "OpLearn.Kernel.KernelInterrupt.Poll()";

    [Theory]
    [InlineData("while (a) { b(); }", "while (a) {" + C + " b(); }")]
    [InlineData("for (;;)\n  if (a) b(); else c();\nd();", "for (;;)\n  {" + C + "if (a) b(); else c();}\nd();")]
    [InlineData("while (a) while (b) c();", "while (a) {" + C + "while (b) {" + C + "c();}}")]
    [InlineData("foreach (var (x, y) in z);", "foreach (var (x, y) in z){" + C + ";}")]
    [InlineData("var f = () => { return 1; };", "var f = () => {" + C + " return 1; };")]
    [InlineData("var f = x => x + 1;\n\"while (a) b();\"", "var f = x => x + 1;\n\"while (a) b();\"")]
    public void CSharpLoopsGetOneAndKeepTheirLines(string source, string expected)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: Microsoft.CodeAnalysis.SourceCodeKind.Script));
        Assert.Equal(expected, CSharpPolls.Insert(tree, source));
    }

    [Theory]
    [InlineData("while a do ()", "while a do " + F + "; ()")]
    [InlineData("for i in 1 .. 3 do\n    f i\n    g i\nh ()", "for i in 1 .. 3 do\n    " + F + "\n# 2 \"x.fsx\"\n    f i\n    g i\nh ()")]
    [InlineData("let s = \"while a do b\" // for x in y do z", "let s = \"while a do b\" // for x in y do z")]
    [InlineData("while (for x in y do z\n       true) do\n  w", "while (for x in y do " + F + "; z\n       true) do\n  " + F + "\n# 3 \"x.fsx\"\n  w")]
    [InlineData("[| for x in y -> x |]\ndo f ()", "[| for x in y -> x |]\ndo f ()")]
    [InlineData("#if A\nwhile a do ()\n#endif", "#if A\nwhile a do ()\n#endif")]
    public void FSharpLoopsGetOne(string source, string expected) => Assert.Equal(expected, FSharpPolls.Insert(source, "x.fsx"));

    [Theory]
    [InlineData("let total = ref 0\nfor i in 1 .. 4 do\n    for j in [ 1; 2 ] do\n        total.Value <- total.Value + i * j\n    match i with\n    | 1 -> ()\n    | _ -> total.Value <- total.Value + 100\ntotal.Value", "330")]
    [InlineData("[ for x in 1 .. 3 do\n    x * 2 ] |> List.sum", "12")]
    [InlineData("[ for x in 1 .. 3 do x * 2 ] |> List.sum", "12")]
    [InlineData("seq { for x in 1 .. 3 do\n        yield x } |> Seq.sum", "6")]
    [InlineData("let mutable n = 0\nwhile n < 5\n      && true do\n    let step = 1\n    n <- n + step\nn", "5")]
    [InlineData("(async {\n    let mutable k = 0\n    for i in 1 .. 3 do\n        do! Async.Sleep 1\n        k <- k + i\n    return k } |> Async.RunSynchronously)", "6")]
    public void FSharpCellsWithLoopsMeanTheSame(string source, string expected)
    {
        Recorder cell = fixture.Run(source, "fsharp");
        Assert.Equal("", cell.Message);
        Assert.Equal([expected], cell.Results);
    }

    [Theory]
    [InlineData("fsharp", "let xs = [ 1 ]\nfor x in xs do\n    let y = x\n    failwith \"no\"", 4)]
    [InlineData("fsharp", "for x in [ 1 ] do\n    let y = x\n    let z : int = \"text\"\n    ()", 3)]
    [InlineData("csharp", "foreach (int x in new[] { 1 })\n    throw new Exception(\"no\");", 2)]
    [InlineData("csharp", "while (true) {\n    int y = \"text\"; }", 2)]
    public void ErrorsInLoopsNameTheWrittenLine(string language, string source, int line)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal(line, cell.Failure?.Line);
        Assert.DoesNotContain("Poll", string.Join('\n', cell.Failure!.Traceback));
    }
}
