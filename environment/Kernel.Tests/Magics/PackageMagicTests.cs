using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OpLearn.Kernel.Tests.Languages;
using Xunit;

namespace OpLearn.Kernel.Tests.Magics;

/// <summary>Packages from a folder of the test's own, named by a NuGet configuration in the current folder: no network takes part.</summary>
[Collection(nameof(Alone))]
public sealed class PackageMagicTests : IDisposable
{
    private readonly string before = Environment.CurrentDirectory;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oplearn-feed-");
    private readonly SessionFixture fixture = new();
    private readonly string unique = "OpLearnTest" + Guid.NewGuid().ToString("N")[..8];

    public PackageMagicTests()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "feed"));
        Configure("feed");
        Environment.CurrentDirectory = folder.FullName;
    }

    public void Dispose()
    {
        fixture.Dispose();
        Environment.CurrentDirectory = before;
        folder.Delete(recursive: true);
    }

    [Fact]
    public void APackageAndItsDependencyAndNativeLibraryAreInstalledForBothLanguages()
    {
        byte[] inner = Compile(unique + ".Inner", $"namespace {unique}; public static class Inner {{ public static int Seven => 7; }}");
        Pack(unique + ".Inner", "1.0.0", inner);
        byte[] outer = Compile(unique + ".Outer", $$"""
            using System.Runtime.InteropServices;
            namespace {{unique}};
            public static class Outer
            {
                public static int Eight => Inner.Seven + 1;
                [DllImport("{{unique}}native", EntryPoint = "SystemNative_GetPid")] public static extern int Pid();
            }
            """, inner);
        string native = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native" + (OperatingSystem.IsMacOS() ? ".dylib" : ".so"));
        Pack(unique + ".Outer", "2.1.0", outer, dependency: unique + ".Inner", native: OperatingSystem.IsWindows() ? null : native);

        Recorder cell = fixture.Run($"#r \"nuget: {unique}.Outer, 2.1.0\"\n{unique}.Outer.Eight");
        Assert.Equal("", cell.Message);
        Assert.Equal(["8"], cell.Results);
        Assert.Equal([$"Installing {unique}.Outer …", $"Installed {unique}.Outer 2.1.0 (with {unique}.Inner 1.0.0)"], cell.Displays);
        Assert.Equal(["8"], fixture.Run($"{unique}.Outer.Eight", "fsharp").Results);
        if (!OperatingSystem.IsWindows()) Assert.Equal([$"{Environment.ProcessId}"], fixture.Run($"{unique}.Outer.Pid()").Results);

        Assert.Empty(fixture.Run($"#r \"nuget: {unique}.Outer\"").Displays);
        Assert.Contains("Restart the kernel", fixture.Run($"#r \"nuget: {unique}.Outer, 3.0.0\"").Message);
    }

    [Fact]
    public void WhatIsMissingOrOutOfReachIsSaid()
    {
        Pack(unique, "1.0.0", Compile(unique, "public class Nothing;"));
        Recorder absent = fixture.Run($"int before = 1;\n#r \"nuget: {unique}.Absent\"");
        Assert.Equal("MagicError", absent.Failure?.Name);
        Assert.Contains("there is no package of that name", absent.Message);
        Assert.DoesNotContain("Packages.csproj", absent.Message);
        Assert.Equal("CompilationError", fixture.Run("before").Failure?.Name); // packages come first, so nothing ran
        Assert.Contains("there is no such version", fixture.Run($"#r \"nuget: {unique}, 9.9.9\"").Message);
        Configure("https://127.0.0.1:9/index.json");
        Assert.Contains("cannot be reached", fixture.Run($"#r \"nuget: {unique}, 1.0.0\"").Message);
    }

    [Fact]
    public void TheWorkspacesOwnLibrariesStay()
    {
        Recorder cell = fixture.Run("#r \"nuget: TorchSharp, 0.1.0\"\nTorchSharp.torch.ones(1).shape[0]");
        Assert.Equal("", cell.Message);
        Assert.StartsWith("TorchSharp is part of the workspace and stays", Assert.Single(cell.Displays), StringComparison.Ordinal);
        Assert.Equal(["1"], cell.Results);
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("fsharp")]
    public void AnAssemblyByItsPathBringsItsNeighbours(string language)
    {
        string name = unique + language;
        byte[] inner = Compile(name + "Near", $"public static class {name}Near {{ public static int Three => 3; }}");
        File.WriteAllBytes(Path.Combine(folder.FullName, name + "Near.dll"), inner);
        File.WriteAllBytes(Path.Combine(folder.FullName, name + ".dll"), Compile(name, $"public static class {name} {{ public static int Four => {name}Near.Three + 1; }}", inner));
        Recorder cell = fixture.Run($"#r \"{name}.dll\"\n{name}.Four", language);
        Assert.Equal("", cell.Message);
        Assert.Equal(["4"], cell.Results);
    }

    private static byte[] Compile(string name, string source, params byte[][] references)
    {
        string core = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "System.Runtime.dll");
        MetadataReference[] all = [.. references.Select(image => MetadataReference.CreateFromImage(image)), MetadataReference.CreateFromFile(core),
            MetadataReference.CreateFromFile(typeof(object).Assembly.Location), MetadataReference.CreateFromFile(typeof(DllImportAttribute).Assembly.Location)];
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)], all, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }

    private void Configure(string source) => File.WriteAllText(Path.Combine(folder.FullName, "nuget.config"), $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{folder.FullName}/packages" /></config>
          <packageSources><clear /><add key="test" value="{source}" /></packageSources>
        </configuration>
        """);

    private void Pack(string name, string version, byte[] assembly, string? dependency = null, string? native = null)
    {
        using ZipArchive package = ZipFile.Open(Path.Combine(folder.FullName, "feed", $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        string needs = dependency is null ? "" : $"<dependencies><group targetFramework=\"net8.0\"><dependency id=\"{dependency}\" version=\"1.0.0\" /></group></dependencies>";
        using (var writer = new StreamWriter(package.CreateEntry(name + ".nuspec").Open()))
        {
            writer.Write($"<package><metadata><id>{name}</id><version>{version}</version><authors>test</authors><description>test</description>{needs}</metadata></package>");
        }

        using (Stream entry = package.CreateEntry($"lib/net8.0/{name}.dll").Open()) entry.Write(assembly);
        if (native is null) return;
        package.CreateEntryFromFile(native, $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/lib{unique}native{Path.GetExtension(native)}");
    }
}
