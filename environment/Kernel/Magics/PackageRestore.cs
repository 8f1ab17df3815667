using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel;

/// <summary>What a restore found.</summary>
/// <param name="Packages">Every package of the graph with its version, as <c>name/version</c>.</param>
/// <param name="Assemblies">Paths of the assemblies for this runtime.</param>
/// <param name="Natives">Paths of the native libraries for this machine.</param>
internal sealed record RestoredPackages(IReadOnlyList<string> Packages, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Natives);

/// <summary>Gets packages through the SDK's own restore, with the sources and credentials that the user's NuGet configuration names.</summary>
internal static partial class PackageRestore
{
    /// <summary>Restores all packages as one graph.</summary>
    /// <param name="packages">Names with versions; an empty version is the newest stable one.</param>
    /// <param name="sources">Further sources: addresses or folders.</param>
    /// <param name="interrupt">Ends the restore.</param>
    /// <exception cref="MagicException">It failed; the message says why.</exception>
    public static RestoredPackages Restore(IReadOnlyDictionary<string, string> packages, IReadOnlyList<string> sources, CancellationToken interrupt)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("oplearn-packages-");
        try
        {
            string project = Path.Combine(folder.FullName, "Packages.csproj");
            File.WriteAllText(project, Project(packages, sources));
            // Files of these names above the temporary folder must not take part.
            foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
                File.WriteAllText(Path.Combine(folder.FullName, name), "<Project />");
            string said = Run(project, interrupt, out bool succeeded);
            if (!succeeded) throw new MagicException(Explain(said, packages));
            return Read(Path.Combine(folder.FullName, "obj", "project.assets.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Project(IReadOnlyDictionary<string, string> packages, IReadOnlyList<string> sources)
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n");
        text.Append($"    <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>\n");
        text.Append($"    <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>\n");
        text.Append("    <SelfContained>false</SelfContained>\n    <UseAppHost>false</UseAppHost>\n    <NuGetAudit>false</NuGetAudit>\n");
        text.Append($"    <RestoreRootConfigDirectory>{SecurityElement.Escape(Environment.CurrentDirectory)}</RestoreRootConfigDirectory>\n");
        text.Append($"    <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>\n");
        text.Append("  </PropertyGroup>\n  <ItemGroup>\n");
        foreach ((string name, string version) in packages)
            text.Append($"    <PackageReference Include=\"{SecurityElement.Escape(name)}\" Version=\"{SecurityElement.Escape(Exact(version))}\" />\n");
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    // A version given in a notebook means this one, not "at least this one": the notebook shall give the same result elsewhere.
    private static string Exact(string version) => version.Length == 0 ? "*" : version.IndexOfAny(['[', '(', '*']) >= 0 ? version : $"[{version}]";

    private static string Run(string project, CancellationToken interrupt, out bool succeeded)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project),
        };
        foreach (string argument in new[] { "restore", project, "--nologo", "-v", "quiet", "--disable-build-servers" }) start.ArgumentList.Add(argument);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration registration = interrupt.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            interrupt.ThrowIfCancellationRequested();
            succeeded = process.ExitCode == 0;
            return said;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new MagicException("#r nuget: packages are restored by the .NET SDK, and there is no 'dotnet' on the path. Install the SDK.");
        }
    }

    private static string Explain(string said, IReadOnlyDictionary<string, string> packages)
    {
        string asked = string.Join(", ", packages.Select(package => package.Value.Length == 0 ? package.Key : $"{package.Key} {package.Value}"));
        string[] errors = [.. Error().Matches(said).Select(match => $"{match.Groups[1].Value}: {Project().Replace(match.Groups[2].Value, "").Trim()}").Distinct()];
        string code = errors.FirstOrDefault()?.Split(':')[0] ?? "";
        string meaning = code switch
        {
            "NU1101" => "there is no package of that name in the sources. Check the name, or add a source with #i \"nuget:…\".",
            "NU1102" or "NU1103" => "there is no such version of the package.",
            "NU1202" or "NU1213" => $"the package does not support .NET {Environment.Version.Major}.",
            "NU1301" or "NU1300" => "a package source cannot be reached. Check the network and the NuGet configuration.",
            "NU1107" or "NU1605" => "the packages need different versions of the same package.",
            _ => "the restore failed.",
        };
        return $"#r nuget: {asked}: {meaning}\n{(errors.Length > 0 ? string.Join('\n', errors) : said.Trim())}";
    }

    private static RestoredPackages Read(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(assets));
        JsonElement root = document.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        JsonElement target = root.GetProperty("targets").EnumerateObject().Single(framework => framework.Name.Contains('/')).Value;
        var packages = new List<string>();
        var assemblies = new List<string>();
        var natives = new List<string>();
        foreach (JsonProperty package in target.EnumerateObject())
        {
            packages.Add(package.Name);
            string path = root.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!;
            assemblies.AddRange(Files(package.Value, "runtime", folders, path).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            natives.AddRange(Files(package.Value, "native", folders, path));
        }

        return new RestoredPackages(packages, assemblies, natives);
    }

    private static IEnumerable<string> Files(JsonElement package, string kind, string[] folders, string path) => package.TryGetProperty(kind, out JsonElement files)
        ? files.EnumerateObject().Where(file => !file.Name.EndsWith("_._", StringComparison.Ordinal))
            .Select(file => folders.Select(folder => Path.GetFullPath(Path.Combine(folder, path, file.Name))).FirstOrDefault(File.Exists)).OfType<string>()
        : [];

    [GeneratedRegex(@"error (NU\d+|MSB\d+|NETSDK\d+)\s*:\s*(.+)")]
    private static partial Regex Error();

    // The temporary project's path says nothing to the reader.
    [GeneratedRegex(@"\s*\[[^\]]*Packages\.csproj[^\]]*\]")]
    private static partial Regex Project();
}
