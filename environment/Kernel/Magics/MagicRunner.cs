using System.Diagnostics;
using System.Globalization;

namespace OpLearn.Kernel;

/// <summary>Does what the magics of a session say.</summary>
internal sealed class MagicRunner(IReadOnlyDictionary<string, ILanguage> languages, KernelOptions options)
{
    public static readonly IReadOnlyDictionary<string, string> Known = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["#!about"] = "versions of the kernel and the runtime",
        ["#!csharp"] = "the following lines are C# (also #!c#)",
        ["#!fsharp"] = "the following lines are F# (also #!f#)",
        ["#!import"] = "file: runs an .ipynb, .dib, .csx, .cs, .fsx or .fs file here",
        ["#!html"] = "the following lines are shown as HTML",
        ["#!javascript"] = "the following lines are shown as JavaScript, for front ends that run it (also #!js)",
        ["#!lsmagic"] = "lists the magics",
        ["#!markdown"] = "the following lines are shown as Markdown",
        ["#!mermaid"] = "the following lines are shown as a Mermaid diagram",
        ["#!reset"] = "forgets the variables of the current language",
        ["#!set"] = "--name n --value v: binds a text, a number, @language:variable, @input:prompt or @password:prompt",
        ["#!share"] = "--from language name [--as other]: binds another language's variable by reference",
        ["#!time"] = "shows how long the cell took",
        ["#!who"] = "names of the variables",
        ["#!whos"] = "names, types and values of the variables",
        ["#i"] = "\"nuget: source\": adds a package source",
        ["#load"] = "file: the same as #!import, in C#",
        ["#r"] = "\"path\" or \"nuget: name, version\": makes an assembly or a package usable",
    };

    private readonly PackageMagic packages = new(languages.Values, options);

    /// <summary>Throws for a magic that there is not, before anything of the cell runs.</summary>
    public static void Check(MagicLine magic)
    {
        if (magic.Name.StartsWith("#!", StringComparison.Ordinal) && OtherLanguages.Canonical(magic.Name[2..]) is var language && OtherLanguages.IsKnown(language) && !OtherLanguages.IsShown(language))
            throw new MagicException($"{magic.Name}: {OtherLanguages.Refusal(language)}");
        if (!Known.ContainsKey(magic.Name)) throw new MagicException($"{magic.Name}: no such magic. Known: {string.Join(", ", Known.Keys)}.");
        string[] known = magic.Name switch
        {
            "#!share" => ["--from", "--name", "--as", "--mime-type"],
            "#!set" => ["--name", "--value", "--byref", "--mime-type"],
            _ => [],
        };
        magic.Allow(known);
        if (magic.Name is not ("#!share" or "#!import" or "#load" or "#r" or "#i") && magic.Words.Count > 0)
            throw new MagicException($"{magic.Name}: '{magic.Words[0]}' is not understood; the magic takes no bare words.");
    }

    /// <summary>Installs all packages that a cell names, before the rest of it runs.</summary>
    public void Install(IReadOnlyList<MagicLine> magics, IKernelOutput output, CancellationToken interrupt)
    {
        MagicLine[] wanted = [.. magics.Where(PackageMagic.IsPackage)];
        if (wanted.Length == 0) return;
        foreach (MagicLine source in magics.Where(magic => magic.Name == "#i")) packages.AddSource(source);
        packages.Install(wanted, output, interrupt);
    }

    /// <summary>Does one magic, except those that are about the whole cell.</summary>
    public void Run(MagicLine magic, string language, IKernelOutput output, Stopwatch watch)
    {
        ILanguage current = languages.TryGetValue(language, out ILanguage? known) ? known : languages[options.DefaultLanguage];
        switch (magic.Name)
        {
            case "#!share":
                Share(magic, current);
                break;
            case "#!set":
                Set(magic, current, output);
                break;
            case "#!time":
                watch.Start();
                break;
            case "#!who":
                Show(output, string.Join('\n', current.Variables.Select(variable => variable.Name)));
                break;
            case "#!whos":
                Show(output, Table(["name", "type", "value"], [.. current.Variables.Select(variable => new[] { variable.Name, TypeNames.Of(variable.Type), Shorten(variable.Value) })]));
                break;
            case "#!reset":
                current.Reset();
                break;
            case "#!lsmagic":
                Show(output, Table([], [.. Known.Select(entry => new[] { entry.Key, entry.Value })]));
                break;
            case "#!about":
                Show(output, About());
                break;
            case "#i":
                packages.AddSource(magic);
                break;
            case "#r" when !PackageMagic.IsPackage(magic):
                Reference(magic, current);
                break;
        }
    }

    private static void Show(IKernelOutput output, string text) => output.Display(MimeBundle.Of("text/plain", text), null);

    private static string Table(string[] head, IReadOnlyList<string[]> rows)
    {
        string[][] all = head.Length > 0 ? [head, .. rows] : [.. rows];
        if (all.Length == 0) return "";
        int[] widths = [.. Enumerable.Range(0, all[0].Length).Select(column => all.Max(row => row[column].Length))];
        return string.Join('\n', all.Select(row => string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd()));
    }

    private static string Shorten(object? value)
    {
        string text = ValueText.Of(value).ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static string About() => string.Join('\n',
        $"OpLearn kernel {typeof(MagicRunner).Assembly.GetName().Version?.ToString(3)} for C# and F# in one process",
        $".NET {Environment.Version} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
        $"C# compiler {typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilation).Assembly.GetName().Version}",
        $"F# compiler {typeof(FSharp.Compiler.Interactive.Shell).Assembly.GetName().Version}");

    private static void Reference(MagicLine magic, ILanguage language)
    {
        string target = magic.Words is [var only] ? only : throw new MagicException("#r: expected one quoted path, as in #r \"lib/Tools.dll\", or a package, as in #r \"nuget: Name, 1.2.3\".");
        string path = Path.GetFullPath(target);
        if (!File.Exists(path))
        {
            if (IsLoadable(target)) return; // "System.Net.Http" and the like are there already
            throw new MagicException($"#r: there is no file '{path}'. Relative paths start at the notebook's folder.");
        }

        AssemblyPaths.Add(path, withFolder: true);
        language.AddReference(path);
    }

    private static bool IsLoadable(string name)
    {
        string bare = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        string trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return trusted.Split(Path.PathSeparator).Any(path => string.Equals(Path.GetFileNameWithoutExtension(path), bare, StringComparison.OrdinalIgnoreCase));
    }

    private void Share(MagicLine magic, ILanguage current)
    {
        if (!magic.Options.TryGetValue("--from", out string? from)) throw new MagicException("#!share: expected --from language, as in #!share --from csharp x.");
        string name = magic.Words.Count == 1 ? magic.Words[0] : magic.Options.GetValueOrDefault("--name") ?? throw new MagicException("#!share: expected one variable name.");
        Bind(current, magic.Options.GetValueOrDefault("--as", name), Find(from, name));
    }

    private void Set(MagicLine magic, ILanguage current, IKernelOutput output)
    {
        if (!magic.Options.TryGetValue("--name", out string? name) || !magic.Options.TryGetValue("--value", out string? value))
            throw new MagicException("#!set: expected --name n --value v.");
        if (value.StartsWith('@') && value.Split(':', 2) is [var from, var variable])
        {
            if (from is "@input" or "@password")
            {
                current.SetVariable(name, output.Input(variable, from == "@password"), typeof(string));
                return;
            }

            Bind(current, name, Find(from[1..], variable));
            return;
        }

        object literal = int.TryParse(value, CultureInfo.InvariantCulture, out int whole) ? whole
            : double.TryParse(value, CultureInfo.InvariantCulture, out double number) ? number
            : bool.TryParse(value, out bool truth) ? truth : value;
        current.SetVariable(name, literal, literal.GetType());
    }

    private static void Bind(ILanguage target, string name, SessionVariable variable)
    {
        Type type = SharedTypes.Public(variable.Type == typeof(object) && variable.Value is not null ? variable.Value.GetType() : variable.Type);
        target.SetVariable(name, variable.Value, type);
    }

    private SessionVariable Find(string from, string name)
    {
        string key = from switch { "c#" => "csharp", "f#" => "fsharp", _ => from };
        if (!languages.TryGetValue(key, out ILanguage? source)) throw new MagicException($"no language '{from}'; there are csharp and fsharp.");
        return source.Variables.LastOrDefault(variable => variable.Name == name)
            ?? throw new MagicException($"{key} has no variable '{name}'. Assign it in an earlier {key} cell.");
    }
}
