using OpLearn.Kernel.Tests.Languages;
using Xunit;

namespace OpLearn.Kernel.Tests.Magics;

[Collection(nameof(Alone))] // an import changes the process's folder
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
    [InlineData("csharp", "var w = @\"\n#!html\n\";\nw.Trim()")]
    [InlineData("csharp", "var n = 1;\nvar i = $\"\"\"\n#!html\n\"\"\";\ni")]
    [InlineData("csharp", "var r = \"\"\"\n#r \"nuget: Nothing\"\n\"\"\";\n\"#!html\"")]
    [InlineData("fsharp", "let r = \"\"\"\n#r \"nuget: Nothing\"\n\"\"\"\n\"#!html\"")]
    [InlineData("fsharp", "let w = \"\n#!html\n\"\nw.Trim()")]
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

    [Fact]
    public void TimeIsShownAfterTheResult()
    {
        Recorder cell = fixture.Run("#!time\nThread.Sleep(20);\n1 + 1");
        Assert.Equal("", cell.Message);
        Assert.Equal(["2"], cell.Results);
        Assert.Matches(@"^Wall time: \d+\.\d ms$", Assert.Single(cell.Displays));
    }

    [Theory]
    [InlineData("csharp", "int apples = 3; string pear = \"green\";", "apples  int     3")]
    [InlineData("fsharp", "let apples = 3\nlet pear = \"green\"", "apples  int     3")]
    public void WhosShowsTypesAndValuesAndResetForgetsThem(string language, string source, string line)
    {
        using var own = new SessionFixture();
        Assert.Equal("", own.Run(source, language).Message);
        Assert.Equal("apples\npear", string.Join('\n', own.Run("#!who", language).Displays.Single().Split('\n').Order()));
        Assert.Contains(line, own.Run("#!whos", language).Displays.Single());
        Assert.Equal("", own.Run("#!reset", language).Message);
        Assert.Equal("", own.Run("#!who", language).Displays.Single());
        Assert.Equal("CompilationError", own.Run("apples", language).Failure?.Name);
        Assert.Equal(["4"], own.Run("2 + 2", language).Results);
    }

    [Fact]
    public void AboutAndLsmagicTell()
    {
        Assert.Contains($".NET {Environment.Version}", fixture.Run("#!about").Displays.Single());
        string listed = fixture.Run("#!lsmagic").Displays.Single();
        Assert.All(["#!about", "#!csharp", "#!fsharp", "#!html", "#!import", "#!lsmagic", "#!markdown", "#!reset", "#!set", "#!share", "#!time", "#!who", "#!whos", "#i", "#r"], name => Assert.Contains(name, listed));
    }

    [Theory]
    [InlineData("#!set --name s --value \"two words\"\ns.Length", "9")]
    [InlineData("#!set --name n --value 5\nn + 1", "6")]
    [InlineData("#!set --name d --value 0.5\nd * 2", "1")]
    [InlineData("#!fsharp\nlet y = [| 1; 2 |]\n#!csharp\n#!set --name x --value @fsharp:y\nx[1]", "2")]
    [InlineData("#!fsharp\nlet z = 4\n#!csharp\n#!set --byref --name z2 --value @fsharp:z\nz2", "4")]
    [InlineData("#!fsharp\nlet w = 4\n#!csharp\n#!share w --from fsharp --as w3\nw3 + 1", "5")]
    public void ValuesAreSetAndSharedUnderOtherNames(string source, string expected)
    {
        Recorder cell = fixture.Run(source);
        Assert.Equal("", cell.Message);
        Assert.Equal([expected], cell.Results);
    }

    [Theory]
    [InlineData("#!share x", "--from")]
    [InlineData("#!share --from cobol x", "no language 'cobol'")]
    [InlineData("#!share --from fsharp nowhere", "fsharp has no variable 'nowhere'")]
    [InlineData("#!set --name x", "--value")]
    [InlineData("#!set --name x --value", "needs a value")]
    [InlineData("#!set --nome x --value 3", "no such option --nome")]
    [InlineData("#!time now", "'now'")]
    [InlineData("#!who \"open", "quote")]
    [InlineData("#r \"nowhere.dll\"", "there is no file")]
    [InlineData("#r \"nuget:\"", "expected a name")]
    [InlineData("#r \"nuget: a b\"", "expected a name")]
    [InlineData("#i \"nuget: /no/such/folder\"", "neither an address nor a folder")]
    [InlineData("#!import nowhere.ipynb", "there is no file")]
    public void AMistakeInAMagicSaysWhatIsExpected(string magic, string expected)
    {
        Recorder cell = fixture.Run(magic);
        Assert.Equal("MagicError", cell.Failure?.Name);
        Assert.Contains(expected, cell.Message);
    }

    [Fact]
    public void AnImportRunsEveryKindOfFileInTheSession()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("oplearn-import-");
        try
        {
            string At(string name, string text)
            {
                string path = Path.Combine(folder.FullName, name);
                File.WriteAllText(path, text);
                return path;
            }

            string script = At("a.csx", "int imported = 6;\nFile.Exists(\"a.csx\")");
            string module = At("b.fsx", "let importedToo = 7");
            string notebook = At("c.ipynb", """
                {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":".net-fsharp","language":"F#","display_name":"F#"}},"cells":[
                {"cell_type":"markdown","metadata":{},"source":["# text"]},
                {"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":["let fromNotebook = 8"]},
                {"cell_type":"code","metadata":{"polyglot_notebook":{"kernelName":"csharp"}},"execution_count":null,"outputs":[],"source":["#!import a.csx\n","int fromCell = imported + 3;"]}]}
                """);
            string bad = At("bad.csx", "int fine = 1;\nint wrong = nonsense;");
            string circular = At("loop.csx", "#!import loop.csx");
            string before = Environment.CurrentDirectory;
            Assert.Equal(["true"], fixture.Run($"#!import \"{script}\"").Results);
            Assert.Equal("", fixture.Run($"#!import {module}").Message);
            Assert.Equal("", fixture.Run($"#!import {notebook}").Message);
            Assert.Equal(["15"], fixture.Run("imported + fromCell").Results);
            Assert.Equal(["15"], fixture.Run("importedToo + fromNotebook", "fsharp").Results);
            Recorder failed = fixture.Run($"#!import {bad}");
            Assert.Equal("CompilationError", failed.Failure?.Name);
            Assert.StartsWith("bad.csx: (2,13)", failed.Message, StringComparison.Ordinal);
            Assert.Contains("imports itself", fixture.Run($"#!import {circular}").Message);
            Assert.Equal(before, Environment.CurrentDirectory);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
