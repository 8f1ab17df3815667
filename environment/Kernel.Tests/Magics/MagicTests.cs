using OpLearn.Kernel.Tests.Languages;
using Xunit;

namespace OpLearn.Kernel.Tests.Magics;

public sealed class MagicTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    [Fact]
    public void ATensorGoesToFSharpAndBackByReference()
    {
        Assert.Null(fixture.Run("var tensor = TorchSharp.torch.ones(2, 3);").Failure);
        Recorder there = fixture.Run("#!fsharp\n#!share --from csharp tensor\ntensor.shape.[1]");
        Assert.Equal("", there.Message);
        Assert.Equal(["3"], there.Results);
        Recorder back = fixture.Run("#!fsharp\nlet doubled = tensor\n#!csharp\n#!share --from fsharp doubled --as back\nobject.ReferenceEquals(back, tensor)");
        Assert.Equal("", back.Message);
        Assert.Equal(["true"], back.Results);
    }

    [Theory]
    [InlineData("class Mine { }\nvar mine = new Mine();", "mine", "defined in a cell")]
    [InlineData("var anonymous = new { A = 1 };", "anonymous", "anonymous type")]
    public void WhatCannotBeSharedSaysSo(string source, string name, string expected)
    {
        Assert.Null(fixture.Run(source).Failure);
        Assert.Contains(expected, fixture.Run($"#!fsharp\n#!share --from csharp {name}").Message);
    }

    [Fact]
    public void AnUnknownMagicNamesTheKnownOnesAndNothingRuns()
    {
        Recorder cell = fixture.Run("int neverSet = 1;\n#!nonsense");
        Assert.Equal("MagicError", cell.Failure?.Name);
        Assert.Contains("#!share", cell.Message);
        Assert.Equal("CompilationError", fixture.Run("neverSet").Failure?.Name);
    }

    [Theory]
    [InlineData("csharp", "var raw = \"\"\"\n#!html\n\"\"\";\nraw")]
    [InlineData("csharp", "/*\n#!html\n*/\n\"#!html\"")]
    [InlineData("fsharp", "let raw = \"\"\"\n#!html\n\"\"\"\nraw.Trim()")]
    [InlineData("fsharp", "(*\n#!html\n*)\n\"#!html\"")]
    public void AMagicInAStringOrCommentIsText(string language, string source)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("", cell.Message);
        Assert.Equal(["#!html"], cell.Results);
        Assert.Empty(cell.Displays);
    }

    [Fact]
    public void SelectorsSetWhoAndMarkdown()
    {
        Recorder cell = fixture.Run("#!set --name answer --value 42\nanswer\n#!markdown\n# Title\n#!csharp\n#!who");
        Assert.Equal(["42"], cell.Results);
        Assert.Equal("# Title", cell.Displays[0]);
        Assert.Contains("answer", cell.Displays[1]);
    }

    [Theory]
    [InlineData("csharp", "display(3);")]
    [InlineData("fsharp", "display 3 |> ignore")]
    public void DisplayNeedsNoImport(string language, string source)
    {
        Recorder cell = fixture.Run(source, language);
        Assert.Equal("", cell.Message);
        Assert.Equal(["3"], cell.Displays);
    }
}
