using System.Diagnostics;
using System.Globalization;

namespace OpLearn.Kernel;

/// <summary>Does what the magics of a session say.</summary>
internal sealed class MagicRunner(IReadOnlyDictionary<string, ILanguage> languages)
{
    public static readonly IReadOnlyDictionary<string, string> Known = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["#!about"] = "versions of the kernel and the runtime",
        ["#!csharp"] = "the following lines are C# (also #!c#)",
        ["#!fsharp"] = "the following lines are F# (also #!f#)",
        ["#!html"] = "the following lines are shown as HTML",
        ["#!lsmagic"] = "lists the magics",
        ["#!markdown"] = "the following lines are shown as Markdown",
        ["#!reset"] = "forgets the variables of the current language",
        ["#!set"] = "--name n --value v: binds a text or number, or @language:variable",
        ["#!share"] = "--from language name [--as other]: binds another language's variable by reference",
        ["#!time"] = "shows how long the cell took",
        ["#!who"] = "names of the variables",
        ["#!whos"] = "names, types and values of the variables",
        ["#r"] = "\"path\": makes an assembly usable",
    };

    public static void Check(MagicLine magic)
    {
        if (Known.ContainsKey(magic.Name)) return;
        throw new MagicException($"{magic.Name}: no such magic. Known: {string.Join(", ", Known.Keys)}.");
    }

    public void Run(MagicLine magic, string language, IKernelOutput output, Stopwatch watch)
    {
        ILanguage current = languages[language];
        switch (magic.Name)
        {
            case "#!share":
                Share(magic, current);
                break;
            case "#!set":
                Set(magic, current);
                break;
            case "#!time":
                watch.Start();
                break;
            case "#!who":
                Show(output, string.Join('\n', current.Variables.Select(variable => variable.Name)));
                break;
            case "#!whos":
                Show(output, string.Join('\n', current.Variables.Select(variable => $"{variable.Name}\t{variable.Type.Name}\t{Shorten(variable.Value)}")));
                break;
            case "#!reset":
                current.Reset();
                break;
            case "#!lsmagic":
                Show(output, string.Join('\n', Known.Select(entry => $"{entry.Key}\t{entry.Value}")));
                break;
            case "#!about":
                Show(output, $"OpLearn kernel {typeof(MagicRunner).Assembly.GetName().Version}, .NET {Environment.Version}");
                break;
            case "#r":
                Reference(magic, current);
                break;
            default:
                throw new MagicException($"{magic.Name}: stands alone on its line, without arguments.");
        }
    }

    private static void Show(IKernelOutput output, string text) => output.Display(MimeBundle.Of("text/plain", text), null);

    private static string Shorten(object? value)
    {
        string text = (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null").ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static void Reference(MagicLine magic, ILanguage language)
    {
        string target = magic.Words is [var only] ? only : throw new MagicException("#r: expected one quoted path, as in #r \"lib/Tools.dll\".");
        if (target.StartsWith("nuget:", StringComparison.Ordinal))
            throw new MagicException("#r: packages are not supported yet. Build a library that references the package, and use #r \"path.dll\".");
        language.AddReference(Path.GetFullPath(target));
    }

    private void Share(MagicLine magic, ILanguage current)
    {
        if (!magic.Options.TryGetValue("--from", out string? from)) throw new MagicException("#!share: expected --from language, as in #!share --from csharp x.");
        string name = magic.Words.Count == 1 ? magic.Words[0] : magic.Options.GetValueOrDefault("--name") ?? throw new MagicException("#!share: expected one variable name.");
        Bind(current, magic.Options.GetValueOrDefault("--as", name), Find(from, name));
    }

    private void Set(MagicLine magic, ILanguage current)
    {
        if (!magic.Options.TryGetValue("--name", out string? name) || !magic.Options.TryGetValue("--value", out string? value))
            throw new MagicException("#!set: expected --name n --value v.");
        if (value.StartsWith('@') && value.Split(':', 2) is [var from, var variable])
        {
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
        if (!languages.TryGetValue(key, out ILanguage? source)) throw new MagicException($"#!share: no language '{from}'; there are csharp and fsharp.");
        return source.Variables.LastOrDefault(variable => variable.Name == name)
            ?? throw new MagicException($"#!share: {key} has no variable '{name}'. Assign it in an earlier {key} cell.");
    }
}
