using System.Diagnostics;
using System.Globalization;

namespace OpLearn.Kernel;

/// <summary>Outcome of a cell.</summary>
/// <param name="Failure">Null when every part of the cell ran.</param>
public sealed record CellOutcome(CellFailure? Failure);

/// <summary>The languages, their shared values and the magics: everything between a request's text and its outputs. Knows nothing of the wire.</summary>
/// <remarks>One cell at a time; <see cref="Complete"/>, <see cref="Inspect"/> and <see cref="IsComplete"/> may be called while no cell runs.</remarks>
public sealed class KernelSession : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ILanguage> languages;
    private readonly MagicRunner magics;
    private readonly Stack<string> importing = [];
    private bool started;

    /// <summary>Makes a session; the languages start on first use or by <see cref="WarmUp"/>.</summary>
    public KernelSession(KernelOptions options)
    {
        Options = options;
        languages = new Dictionary<string, ILanguage> { ["csharp"] = new CSharpLanguage(options), ["fsharp"] = new FSharpLanguage(options) };
        magics = new MagicRunner(languages, options);
    }

    /// <summary>The host's choices.</summary>
    public KernelOptions Options { get; }

    /// <summary>Starts the default language in the background.</summary>
    public void WarmUp() => _ = Task.Run(() =>
    {
        lock (gate) languages[Options.DefaultLanguage].WarmUp();
    });

    /// <summary>Runs a cell on the calling thread and sends what it shows to <paramref name="output"/>. Never throws for what the cell does.</summary>
    /// <param name="source">The cell, magics included.</param>
    /// <param name="language">The language that the cell's metadata name, or null.</param>
    /// <param name="output">Receives streams, displays and the result.</param>
    /// <param name="interrupt">Cancelled by an interrupt request.</param>
    public CellOutcome Execute(string source, string? language, IKernelOutput output, CancellationToken interrupt)
    {
        lock (gate)
        {
            using IDisposable binding = KernelOutput.Bind(output);
            KernelInterrupt.Set(interrupt);
            KernelInterrupt.SetPolled(interrupt);
            try
            {
                if (!started) Options.OnStart?.Invoke();
                started = true;
                return new CellOutcome(Run(source, Known(language), output, interrupt));
            }
            catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
            {
                return new CellOutcome(Failures.Interrupted());
            }
            catch (Exception exception) when (exception is MagicException or InvalidOperationException or IOException)
            {
                return new CellOutcome(new CellFailure("MagicError", exception.Message, [exception.Message], null));
            }
            catch (Exception exception)
            {
                return new CellOutcome(Failures.Of(exception, null));
            }
            finally
            {
                KernelInterrupt.Set(CancellationToken.None);
            }
        }
    }

    /// <summary>Completions at a UTF-16 offset of a cell.</summary>
    public CompletionList Complete(string source, int position)
    {
        int line = source.LastIndexOf('\n', Math.Max(0, position - 1)) + 1;
        if (source.AsSpan(line).StartsWith("#!") && source.IndexOf(' ', line, position - line) < 0)
        {
            return new CompletionList([.. MagicRunner.Known.Keys.Where(name => name.StartsWith(source[line..position], StringComparison.Ordinal))], line, position);
        }

        lock (gate)
        {
            (ILanguage language, string blanked) = At(source, position);
            return language.Complete(blanked, position);
        }
    }

    /// <summary>Documentation at a UTF-16 offset of a cell, or null.</summary>
    public MimeBundle? Inspect(string source, int position)
    {
        lock (gate)
        {
            (ILanguage language, string blanked) = At(source, position);
            return language.Inspect(blanked, position);
        }
    }

    /// <summary>May the cell be executed as it is?</summary>
    public Completeness IsComplete(string source)
    {
        lock (gate)
        {
            foreach (CellPart part in CellParser.Parse(source, Options.DefaultLanguage))
            {
                if (part.Language is null || !languages.TryGetValue(part.Language, out ILanguage? language)) continue;
                Completeness answer = language.IsComplete(part.Text);
                if (answer != Completeness.Complete) return answer;
            }

            return Completeness.Complete;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ILanguage language in languages.Values) language.Reset();
    }

    // ".NET" names a whole notebook and means its default language.
    private string Known(string? language)
    {
        string name = OtherLanguages.Canonical(language ?? "");
        return name.Length == 0 || string.Equals(name, ".NET", StringComparison.OrdinalIgnoreCase) ? Options.DefaultLanguage : name;
    }

    private CellFailure? Run(string source, string language, IKernelOutput output, CancellationToken interrupt)
    {
        IReadOnlyList<CellPart> parts = CellParser.Parse(source, language);
        MagicLine[] lines = [.. parts.Where(part => part.Language is null).Select(part => MagicLine.Parse(part.Text))];
        foreach (MagicLine line in lines) MagicRunner.Check(line);
        magics.Install(lines, output, interrupt);
        var watch = new Stopwatch();
        foreach (CellPart part in parts)
        {
            interrupt.ThrowIfCancellationRequested();
            if (Run(part, source, language, output, watch, interrupt) is { } failure) return failure;
        }

        if (watch.IsRunning) output.Display(MimeBundle.Of("text/plain", string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:F1} ms")), null);
        return null;
    }

    private CellFailure? Run(CellPart part, string source, string language, IKernelOutput output, Stopwatch watch, CancellationToken interrupt)
    {
        if (part.Language is null)
        {
            MagicLine magic = MagicLine.Parse(part.Text);
            if (magic.Name is "#!import" or "#load") return Import(magic, output, interrupt);
            magics.Run(magic, CellParser.LanguageAt(source, language, part.Line), output, watch);
            return null;
        }

        if (!languages.TryGetValue(part.Language, out ILanguage? target))
        {
            if (!OtherLanguages.IsShown(part.Language)) throw new MagicException(OtherLanguages.Refusal(part.Language));
            output.Display(OtherLanguages.Show(part.Language, part.Text.Trim()), null);
            return null;
        }

        Evaluation evaluation = target.Evaluate(part.Text, interrupt);
        if (evaluation.Failure is { } failure) return ForeignSyntax.Explained(failure, part.Text);
        if (evaluation.HasValue) output.Result(ValueFormatter.Format(evaluation.Value, evaluation.Type ?? evaluation.Value?.GetType()));
        return null;
    }

    // Paths in an imported file start at that file's folder, as they did when it was written.
    private CellFailure? Import(MagicLine magic, IKernelOutput output, CancellationToken interrupt)
    {
        string before = Environment.CurrentDirectory;
        IReadOnlyList<ImportedCell> cells = ImportedCell.Read(magic, importing);
        string file = Path.GetFullPath(magic.Words[0]);
        importing.Push(file);
        Environment.CurrentDirectory = Path.GetDirectoryName(file)!;
        try
        {
            foreach (ImportedCell cell in cells)
            {
                if (Run(cell.Source, Known(cell.Language), output, interrupt) is { } failure) return cell.Told(failure);
            }

            return null;
        }
        finally
        {
            importing.Pop();
            Environment.CurrentDirectory = before;
        }
    }

    // The language at an offset, and the cell with everything of other languages blanked, so that offsets stay.
    private (ILanguage Language, string Source) At(string source, int position)
    {
        int line = source.AsSpan(0, position).Count('\n') + 1;
        string name = CellParser.LanguageAt(source, Options.DefaultLanguage, line);
        var blanked = source.ToCharArray();
        int offset = 0;
        int number = 1;
        foreach (string text in source.Split('\n'))
        {
            if (text.StartsWith("#!", StringComparison.Ordinal) || CellParser.LanguageAt(source, Options.DefaultLanguage, number) != name)
                Array.Fill(blanked, ' ', offset, text.Length);
            offset += text.Length + 1;
            number++;
        }

        return (languages.TryGetValue(name, out ILanguage? language) ? language : languages["csharp"], new string(blanked));
    }
}
