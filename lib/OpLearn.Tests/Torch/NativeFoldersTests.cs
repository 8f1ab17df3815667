using OpLearn.TorchSharpLoader;
using Xunit;

namespace OpLearn.Tests;

public sealed class NativeFoldersTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("oplearn-native-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void TheBuildsRecordComesFirst_ThenTheHostsList_ThenTheProgramsOwnFolders()
    {
        string program = Directory.CreateDirectory(Path.Combine(root, "program")).FullName;
        File.WriteAllText(Path.Combine(program, NativeFolders.Record), $"{root}/libtorch/\n");
        string[] found = [.. NativeFolders.Of(program, program, $"/host/a{Path.PathSeparator}/host/b/", Path.Combine(root, "no cache"))];
        Assert.Equal([Path.Combine(root, "libtorch"), "/host/a", "/host/b", program], found[..4]);
        Assert.Equal(found.Distinct(), found);
    }

    [Fact]
    public void APackage_FindsLibtorchBesideItself_AndInTheCacheElsewhere()
    {
        string runtime = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        string assembly = Folder("packages", "oplearn.torchsharp", "0.1.0", "lib", "net10.0");
        string near = Folder("packages", $"libtorch-cpu-{runtime}", NativeFolders.LibtorchVersion, "runtimes", runtime, "native");
        string far = Folder("cache", $"libtorch-cpu-{runtime}", NativeFolders.LibtorchVersion, "runtimes", runtime, "native");
        string[] found = [.. NativeFolders.Of(assembly, root, listed: null, Path.Combine(root, "cache"))];
        Assert.Contains(Path.Combine(root, "packages", "oplearn.torchsharp", "0.1.0", "runtimes", runtime, "native"), found);
        Assert.True(Array.IndexOf(found, near) >= 0 && Array.IndexOf(found, near) < Array.IndexOf(found, far), string.Join('\n', found));
    }

    private string Folder(params string[] parts) => Directory.CreateDirectory(Path.Combine([root, .. parts])).FullName;
}
