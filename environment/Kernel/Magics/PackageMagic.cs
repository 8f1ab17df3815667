using System.Reflection;

namespace OpLearn.Kernel;

/// <summary><c>#r "nuget: …"</c> and <c>#i</c>: the packages that a session has asked for.</summary>
internal sealed class PackageMagic(IEnumerable<ILanguage> languages, KernelOptions options)
{
    private const string Scheme = "nuget:";

    private readonly Dictionary<string, string> packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> installed = new(StringComparer.OrdinalIgnoreCase); // assembly name to path
    private readonly List<string> sources = [];
    private readonly Lazy<HashSet<string>> trusted = new(() => Trusted(options));
    private int count;

    public static bool IsPackage(MagicLine magic) => magic.Name == "#r" && magic.Words is [{ } target, ..] && target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a source: an address or a folder.</summary>
    public void AddSource(MagicLine magic)
    {
        string source = magic.Words is [{ } only] ? only : throw new MagicException("#i: expected one quoted source, as in #i \"nuget: https://host/index.json\" or a folder.");
        if (source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) source = source[Scheme.Length..].Trim();
        bool address = Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
        if (!address && !Directory.Exists(source)) throw new MagicException($"#i: '{source}' is neither an address nor a folder.");
        source = address ? source : Path.GetFullPath(source);
        if (!sources.Contains(source)) sources.Add(source);
    }

    /// <summary>Installs what the lines name, as one graph with all packages of the session.</summary>
    public void Install(IReadOnlyList<MagicLine> lines, IKernelOutput output, CancellationToken interrupt)
    {
        var asked = new Dictionary<string, string>(packages, StringComparer.OrdinalIgnoreCase);
        var told = new List<string>();
        foreach (MagicLine line in lines)
        {
            (string name, string version) = Parse(line);
            if (packages.TryGetValue(name, out string? before))
            {
                if (!PackageVersions.Fits(version, before))
                    throw new MagicException($"#r nuget: {name} {before} is in use in this session, and a loaded library cannot be exchanged. Restart the kernel to use {version}.");
            }
            else if (trusted.Value.Contains(name))
            {
                told.Add($"{name} is part of the workspace and stays as it is{Version(name)}; nothing was installed.");
            }
            else
            {
                asked[name] = version;
            }
        }

        if (asked.Count > packages.Count) Restore(asked, told, output, interrupt);
        else if (told.Count > 0) output.Display(MimeBundle.Of("text/plain", string.Join('\n', told)), null);
    }

    private void Restore(Dictionary<string, string> asked, List<string> told, IKernelOutput output, CancellationToken interrupt)
    {
        string id = $"packages-{++count}";
        string[] fresh = [.. asked.Keys.Where(name => !packages.ContainsKey(name))];
        output.Display(MimeBundle.Of("text/plain", $"Installing {string.Join(", ", fresh)} …"), id);
        RestoredPackages restored;
        try
        {
            restored = PackageRestore.Restore(asked, sources, interrupt);
        }
        catch
        {
            output.UpdateDisplay(MimeBundle.Of("text/plain", $"Not installed: {string.Join(", ", fresh)}"), id);
            throw;
        }

        foreach (string library in restored.Natives) AssemblyPaths.AddNative(library);
        foreach (string path in restored.Assemblies)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (trusted.Value.Contains(name))
            {
                if (Differs(name, path) is { } note) told.Add(note);
            }
            else if (installed.TryAdd(name, path))
            {
                AssemblyPaths.Add(path, withFolder: false);
                foreach (ILanguage language in languages) language.AddReference(path);
            }
            else if (installed[name] != path)
            {
                told.Add($"{name} was loaded before in another version and stays; restart the kernel to use {path.Split(Path.DirectorySeparatorChar)[^4]}.");
            }
        }

        string[] versions = [.. restored.Packages.Select(package => package.Replace('/', ' '))];
        foreach (string name in fresh)
        {
            string found = versions.FirstOrDefault(version => version.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)) ?? name;
            packages[name] = found[(found.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        }

        string[] direct = [.. versions.Where(version => fresh.Contains(version.Split(' ')[0], StringComparer.OrdinalIgnoreCase))];
        string[] further = [.. versions.Except(direct).Where(version => !packages.ContainsKey(version.Split(' ')[0]))];
        told.Insert(0, $"Installed {string.Join(", ", direct)}{(further.Length > 0 ? $" (with {string.Join(", ", further)})" : "")}");
        output.UpdateDisplay(MimeBundle.Of("text/plain", string.Join('\n', told)), id);
    }

    private static (string Name, string Version) Parse(MagicLine line)
    {
        string[] parts = [.. line.Words[0][Scheme.Length..].Split(',').Select(part => part.Trim())];
        if (parts is [{ Length: > 0 } name] && name.All(IsNamePart)) return (name, "");
        if (parts is [{ Length: > 0 } named, { Length: > 0 } version] && named.All(IsNamePart)) return (named, version);
        throw new MagicException("#r nuget: expected a name and, if wanted, a version, as in #r \"nuget: Name, 1.2.3\".");
    }

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';

    private static HashSet<string> Trusted(KernelOptions options)
    {
        string paths = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return new HashSet<string>(
            paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFileNameWithoutExtension(path))
                .Concat(options.Preloaded.Select(assembly => assembly.GetName().Name ?? "")),
            StringComparer.OrdinalIgnoreCase);
    }

    private static string Version(string name)
    {
        try
        {
            return $" (version {Assembly.Load(name).GetName().Version})";
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            return "";
        }
    }

    private static string? Differs(string name, string path)
    {
        Version? wanted = AssemblyName.GetAssemblyName(path).Version;
        Version? own = Assembly.Load(name).GetName().Version;
        return wanted > own ? $"{name} {own} of the workspace stays in use; a package asked for {wanted}." : null;
    }
}
