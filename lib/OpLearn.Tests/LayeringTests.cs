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
        Assert.Empty(Violations(Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => new Source(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file)))));
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
    public void EveryFolder_HasItsPlaceInTheArrows()
    {
        string[] known = [.. Layers.SelectMany(layer => layer)];
        string[] folders = [.. Directory.GetDirectories(Library()).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"))];
        Assert.Empty(folders.Except(known));
    }

    private static List<string> Violations(IEnumerable<Source> sources)
    {
        var files = sources.Select(source => (source.Path, Layer: LayerOf(source.Path), Root: CSharpSyntaxTree.ParseText(source.Text).GetRoot())).ToArray();
        var home = new Dictionary<string, (int Layer, string Path)>();
        foreach (var (path, layer, root) in files)
            foreach (var type in root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not TypeDeclarationSyntax))
                home[type.Identifier.Text] = (layer, path);
        return [.. from file in files
                   where file.Layer >= 0
                   from name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>() // documentation may point anywhere: it is no descendant here
                   where home.TryGetValue(name.Identifier.Text, out var target) && target.Layer > file.Layer && IsType(name)
                   select $"{file.Path} uses {name.Identifier.Text} of {home[name.Identifier.Text].Path}"];
    }

    /// <summary>False for <c>x.Name</c>, where Name is a member and not a type.</summary>
    private static bool IsType(SimpleNameSyntax name) => name.Parent is not MemberAccessExpressionSyntax access || access.Name != name;

    private static int LayerOf(string path) => Array.FindIndex(Layers, layer => layer.Contains(path.Split('/')[0]));

    private static string Library()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("LayeringTests: OpLearn.slnx is in no folder above the tests."), "lib", "OpLearn");
    }

    private sealed record Source(string Path, string Text);
}
