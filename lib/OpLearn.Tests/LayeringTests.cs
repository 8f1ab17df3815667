using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Data flows one way: a folder of the library names only types of its own, of the folders left of it, and of the root (guards).</summary>
public sealed class LayeringTests
{
    private static readonly string[][] Layers = [["Torch", "Grids"], ["Numerics"], ["Fused"], ["Fields"], ["Pdes"], ["Data"], ["Layers"], ["Models"], ["Evaluation"], ["Training"], ["Studies"]];

    [Fact]
    public void Folders_UseOnlyWhatIsLeftOfThem()
    {
        string root = Library();
        Source[] library = [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => new Source(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file)))];
        string found = string.Join('\n', Violations(library).Concat(Strangers(library)).Distinct().Order());
        Assert.True(found.Length == 0, found);
    }

    [Fact]
    public void Rule_SeesAnArrowThatPointsBack()
    {
        Source trainer = new("Training/Trainer.cs", "public class Trainer { }");
        Assert.Single(Violations([trainer, new("Models/Net.cs", "public class Net { Trainer t; }")]));
        Assert.Empty(Violations([trainer, new("Evaluation/Score.cs", "/// <summary><see cref=\"Trainer\"/></summary>\npublic class Score { }")]));
        Assert.Empty(Violations([new("Models/Net.cs", "public class Net { }"), new("Training/Trainer.cs", "public class Trainer { Net n; }")]));
    }

    [Fact]
    public void Rule_KeepsTheDataAndTheNetworksApart()
    {
        Source grid = new("Grids/Grid.cs", "public class Grid { }"), mlp = new("Layers/Mlp.cs", "public class Mlp { }");
        Assert.Single(Strangers([grid, new("Layers/Conv.cs", "public class Conv { Grid g; }")]));
        Assert.Single(Strangers([mlp, new("Data/Set.cs", "public class Set { Mlp m; }")]));
        Assert.Empty(Strangers([grid, mlp, new("Models/Net.cs", "public class Net { Grid g; Mlp m; }")]));
    }

    [Fact]
    public void UnsafeCode_IsInFusedOnly()
    {
        string root = Library();
        Assert.Equal([], Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("Fused/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal) && UsesPointers(File.ReadAllText(Path.Combine(root, file)))));
    }

    [Fact]
    public void EveryFolder_HasItsPlaceInTheArrows()
    {
        string[] known = [.. Layers.SelectMany(layer => layer)];
        string[] folders = [.. Directory.GetDirectories(Library()).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"))];
        Assert.Empty(folders.Except(known));
    }

    private static bool UsesPointers(string text) =>
        CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens().Any(token => token.IsKind(SyntaxKind.UnsafeKeyword));

    /// <summary>The data wing knows no network, and fused passes and layers know no grid, field, equation or data set.</summary>
    private static IEnumerable<string> Strangers(IEnumerable<Source> sources)
    {
        string[] networks = ["Fused", "Layers"], data = ["Grids", "Fields", "Pdes", "Data"];
        return Uses(sources).Where(use => (networks.Contains(use.From) && data.Contains(use.To)) || (data.Contains(use.From) && networks.Contains(use.To))).Select(use => use.Text);
    }

    private static IEnumerable<string> Violations(IEnumerable<Source> sources) =>
        Uses(sources).Where(use => LayerOf(use.From) >= 0 && LayerOf(use.To) > LayerOf(use.From)).Select(use => use.Text);

    /// <summary>Every use of a type of another file, by the folders of both.</summary>
    private static IEnumerable<(string From, string To, string Text)> Uses(IEnumerable<Source> sources)
    {
        var files = sources.Select(source => (source.Path, Root: CSharpSyntaxTree.ParseText(source.Text).GetRoot())).ToArray();
        var home = new Dictionary<string, string>();
        foreach (var (path, root) in files)
            foreach (var type in root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not TypeDeclarationSyntax))
                home[type.Identifier.Text] = path;
        return from file in files
               from name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>() // documentation may point anywhere: it is no descendant here
               where home.ContainsKey(name.Identifier.Text) && IsType(name)
               let target = home[name.Identifier.Text]
               select (Folder(file.Path), Folder(target), $"{file.Path} uses {name.Identifier.Text} of {target}");
    }

    /// <summary>False for <c>x.Name</c>, where Name is a member and not a type.</summary>
    private static bool IsType(SimpleNameSyntax name) => name.Parent is not MemberAccessExpressionSyntax access || access.Name != name;

    /// <summary>-1 for the root, whose guards everybody may use.</summary>
    private static int LayerOf(string folder) => Array.FindIndex(Layers, layer => layer.Contains(folder));

    private static string Folder(string path) => path.Contains('/') ? path.Split('/')[0] : "";

    private static string Library()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("LayeringTests: OpLearn.slnx is in no folder above the tests."), "lib", "OpLearn");
    }

    private sealed record Source(string Path, string Text);
}
