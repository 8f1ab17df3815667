using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The dev containers cannot be started here, so what they say is held to the repository.</summary>
public class DevContainerTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Files => [".devcontainer/devcontainer.json", ".devcontainer/gpu/devcontainer.json"];

    [Theory, MemberData(nameof(Files))]
    public void ImageHasTheSdkThatGlobalJsonAsksFor(string file)
    {
        string sdk = Read("global.json")["sdk"]!["version"]!.GetValue<string>();
        string image = Read(file)["image"]!.GetValue<string>();
        Assert.Equal("noble", image[(image.LastIndexOf('-') + 1)..]); // its C++ runtime loads libtorch as it is
        Assert.Contains($"-{string.Join('.', sdk.Split('.')[..2])}-", image, StringComparison.Ordinal);
        // Series 1 of these images ended with SDK 10.0.100-rc.2, which is older than what global.json asks for.
        Assert.True(int.Parse(image[(image.LastIndexOf(':') + 1)..].Split('-')[0], CultureInfo.InvariantCulture) >= 2, $"{image} belongs to a series whose SDK is older than {sdk}.");
    }

    [Theory, MemberData(nameof(Files))]
    public void TheSmallestMachineIsEnough(string file) // two cores and 8 GB; the kernel takes half a gigabyte
    {
        JsonNode asked = Read(file)["hostRequirements"]!;
        Assert.Equal((2, "8gb"), (asked["cpus"]!.GetValue<int>(), asked["memory"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Files))]
    public void CommandsNameProjectsThatExist(string file)
    {
        JsonNode container = Read(file);
        string[] words = $"{container["onCreateCommand"]} {container["postCreateCommand"]}".Split(' ');
        string[] paths = [.. words.Where(word => word.Contains('/') || word.EndsWith(".slnx", StringComparison.Ordinal))];
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Root, path)), $"{file} names {path}, which is not in the repository."));
        Assert.Contains("install", words);
        Assert.Contains("doctor", words);
    }

    [Theory, MemberData(nameof(Files))]
    public void JupyterRunsTheNotebooksAndTheRetiredExtensionDoesNot(string file)
    {
        JsonNode code = Read(file)["customizations"]!["vscode"]!;
        string[] extensions = [.. code["extensions"]!.AsArray().Select(extension => extension!.GetValue<string>())];
        Assert.Contains("ms-toolsai.jupyter", extensions);
        Assert.DoesNotContain("ms-dotnettools.dotnet-interactive-vscode", extensions);
        Assert.All(extensions, extension => Assert.Matches("^[A-Za-z0-9-]+\\.[A-Za-z0-9-]+$", extension));
        Assert.Equal(["extensions", "settings"], code.AsObject().Select(property => property.Key)); // VS Code reads no other property here
    }

    [Fact]
    public void TheVariantsDifferInTheAcceleratorOnly()
    {
        JsonObject cpu = Read(".devcontainer/devcontainer.json").AsObject(), gpu = Read(".devcontainer/gpu/devcontainer.json").AsObject();
        Assert.Equal("cuda", gpu["containerEnv"]!["Accelerator"]!.GetValue<string>());
        Assert.True(gpu["hostRequirements"]!["gpu"]!.GetValue<bool>());
        Assert.Null(gpu["runArgs"]); // the requirement adds the GPU by itself
        foreach (string same in (string[])["image", "onCreateCommand", "postCreateCommand", "customizations"])
            Assert.True(JsonNode.DeepEquals(cpu[same], gpu[same]), $"The variants disagree on {same}.");
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, file)))!;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("OpLearn.slnx is in no folder above the tests.");
    }
}
