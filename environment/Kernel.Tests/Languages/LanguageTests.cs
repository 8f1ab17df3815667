using System.Diagnostics;
using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

public sealed class LanguageTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    [Theory]
    [InlineData("csharp", "1 + 1", "2")]
    [InlineData("csharp", "int Twice(int x) => 2 * x;\nTwice(21)", "42")]
    [InlineData("csharp", "await Task.FromResult(7)", "7")]
    [InlineData("fsharp", "1 + 1", "2")]
    [InlineData("fsharp", "let twice x = 2 * x\ntwice 21", "42")]
    public void TheLastExpressionIsTheResult(string language, string source, string expected)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Null(cell.Failure);
        Assert.Equal([expected], cell.Results);
    }

    [Theory]
    [InlineData("csharp", "int quiet = 3;")]
    [InlineData("csharp", "Math.Abs(2);")]
    [InlineData("csharp", "GC.KeepAlive(1)")]
    [InlineData("fsharp", "let quiet = 3")]
    [InlineData("fsharp", "ignore 3")]
    [InlineData("fsharp", "let f x = x + 1")]
    [InlineData("fsharp", "type T = { A: int }")]
    public void AStatementHasNoResult(string language, string source)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Null(cell.Failure);
        Assert.Empty(cell.Results);
    }

    [Fact]
    public void AfterAnExpressionALaterStatementShowsNothing()
    {
        Assert.Equal(["5"], fixture.Run("2 + 3", "fsharp").Results);
        Assert.Empty(fixture.Run("let later = 1", "fsharp").Results);
    }

    [Theory]
    [InlineData("csharp", "int kept = 5;\nint zero = 0;\nint bad = 1 / zero;", "int bad = 1 / zero;")]
    [InlineData("fsharp", "let fkept = 5\nlet zero = 0\nlet bad = 1 / zero", "let bad = 1 / zero")]
    public void AnExceptionShowsTheCellsOwnLinesOnly(string language, string source, string line)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("DivideByZeroException", cell.Failure?.Name);
        Assert.Equal(3, cell.Failure!.Line);
        Assert.Equal(["DivideByZeroException: Attempted to divide by zero.", $"   at Cell line 3: {line}"], cell.Failure.Traceback);
        if (language == "csharp") Assert.Equal(["5"], fixture.Run("kept", language).Results);
    }

    [Theory]
    [InlineData("csharp", "static int Half(int x)\n{\n    if (x % 2 == 1) throw new ArgumentException(\"odd\");\n    return x / 2;\n}", "var a = Half(2);\nvar b = Half(3);", "throw new ArgumentException(\"odd\");")]
    [InlineData("fsharp", "let half x =\n    if x % 2 = 1 then\n        invalidOp \"odd\"\n    x / 2", "let a = half 2\nlet b = half 3", "invalidOp \"odd\"")]
    public void AnExceptionOutOfAnEarlierCellNamesBoth(string language, string definition, string use, string line)
    {
        Assert.Equal("", fixture.Run(definition, language).Message);
        Recorder cell = fixture.Run(use, language);
        Assert.Equal("odd", cell.Message);
        Assert.Equal(2, cell.Failure!.Line);
        Assert.Contains("an earlier cell, line 3 in ", cell.Failure.Traceback[1]);
        Assert.EndsWith(line, cell.Failure.Traceback[1]);
        Assert.StartsWith("   at Cell line 2: ", cell.Failure.Traceback[2]);
        Assert.Equal(3, cell.Failure.Traceback.Count);
    }

    [Fact]
    public void AnExceptionAfterAnAwaitAndItsCauseNameTheirLines()
    {
        Recorder cell = fixture.Run("async Task Fail()\n{\n    await Task.Delay(1);\n    throw new InvalidOperationException(\"outer\", new FormatException(\"inner\"));\n}\nawait Fail();");
        Assert.Equal(4, cell.Failure?.Line);
        Assert.Contains("in Fail", cell.Failure!.Traceback[1]);
        Assert.Contains("caused by FormatException: inner", cell.Failure.Traceback);
    }

    [Fact]
    public void AnFSharpWarningIsShownWithItsPlace()
    {
        Recorder cell = fixture.Run("let unsure x =\n    match x with\n    | Some y -> y", "fsharp");
        Assert.Equal("", cell.Message);
        Assert.Contains(cell.Streams, text => text.StartsWith("stderr: (2,11): warning FS0025", StringComparison.Ordinal));
    }

    [Fact]
    public void AnFSharpSequenceIsNotRunForItself()
    {
        Assert.Equal("", fixture.Run("let touched = ref 0\nlet lazily = seq { touched.Value <- touched.Value + 1\n                   yield 1 }", "fsharp").Message);
        Assert.Equal(["0"], fixture.Run("touched.Value", "fsharp").Results);
    }

    [Fact]
    public void ACellThatBlocksOnItsOwnTaskDoesNotDeadlock()
    {
        Recorder cell = fixture.Run("async Task<int> Later(int x) { await Task.Delay(5); return x; }\nLater(Later(4).Result + 1).GetAwaiter().GetResult()");
        Assert.Equal("", cell.Message);
        Assert.Equal(["5"], cell.Results);
    }

    [Fact]
    public void AnAsyncVoidMethodThatFailsIsToldAndDoesNotEndTheProcess()
    {
        Recorder cell = fixture.Run("async void Fire() { await Task.Delay(5); throw new InvalidOperationException(\"lost\"); }\nFire();\nawait Task.Delay(1500);");
        Assert.Equal("", cell.Message);
        Assert.Contains(cell.Streams, text => text.Contains("lost"));
    }

    [Theory]
    [InlineData("csharp", "int a = 1;\nint b = nonsense;", "(2,9)", "int b = nonsense;")]
    [InlineData("fsharp", "let a = 1\nlet b = nonsense", "(2,9)", "let b = nonsense")]
    public void ACompilationErrorShowsLineColumnAndSource(string language, string source, string place, string line)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("CompilationError", cell.Failure?.Name);
        Assert.Equal(2, cell.Failure!.Line);
        Assert.Contains(place, cell.Message);
        Assert.Contains(line, cell.Message);
    }
}
