using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace OpLearn.Kernel;

/// <summary>The XML documentation of one assembly: the file beside it, or the runtime's reference pack. Files are read when something is asked.</summary>
internal sealed class AssemblyDocumentation(string assemblyPath) : DocumentationProvider
{
    private static readonly Dictionary<string, string> Texts = [];
    private static readonly Lock Gate = new();
    private static string[]? runtimeFiles;

    /// <summary>The <c>member</c> element of a documentation id as <c>M:System.Math.Abs(System.Int32)</c>, or an empty string.</summary>
    public string Find(string id)
    {
        foreach (string file in Files())
        {
            if (Element(Text(file), id) is { } element) return element;
        }

        return "";
    }

    public override bool Equals(object? obj) => obj is AssemblyDocumentation other && other.Path == Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        Find(documentationMemberID);

    private string Path => assemblyPath;

    private static string? Element(string text, string id)
    {
        int at = text.IndexOf($"<member name=\"{id}\"", StringComparison.Ordinal);
        if (at < 0) return null;
        int end = text.IndexOf("</member>", at, StringComparison.Ordinal);
        return end < 0 ? null : text[at..(end + "</member>".Length)];
    }

    private static string Text(string file)
    {
        lock (Gate)
        {
            if (!Texts.TryGetValue(file, out string? text)) Texts[file] = text = File.ReadAllText(file);
            return text;
        }
    }

    // Package files may be links into the package's folder, where the documentation stays.
    private IEnumerable<string> Files()
    {
        string real = File.Exists(assemblyPath) ? File.ResolveLinkTarget(assemblyPath, returnFinalTarget: true)?.FullName ?? assemblyPath : assemblyPath;
        foreach (string path in new[] { assemblyPath, real }.Distinct())
        {
            string beside = System.IO.Path.ChangeExtension(path, ".xml");
            if (File.Exists(beside)) return [beside];
        }

        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        return real.StartsWith(runtime, StringComparison.Ordinal) ? RuntimeFiles(runtime, System.IO.Path.GetFileNameWithoutExtension(real)) : [];
    }

    // The runtime's own folder has no documentation; the SDK's reference pack has, under the names of the reference assemblies. Most types are in System.Runtime.
    private static IEnumerable<string> RuntimeFiles(string runtime, string name)
    {
        if (runtimeFiles is null)
        {
            string packs = System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
            string? newest = Directory.Exists(packs)
                ? Directory.GetDirectories(packs, "net*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }).Order(StringComparer.Ordinal).LastOrDefault()
                : null;
            runtimeFiles = newest is null ? [] : Directory.GetFiles(newest, "*.xml");
        }

        string[] likely = [name, "System.Runtime"];
        return runtimeFiles.OrderBy(file => (uint)Array.IndexOf(likely, System.IO.Path.GetFileNameWithoutExtension(file)));
    }
}
