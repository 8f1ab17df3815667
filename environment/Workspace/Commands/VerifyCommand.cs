using System.CommandLine;
using System.Globalization;
using OpLearn.Workspace.Reports;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn verify</c>: a run's numbers against the recorded ones.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A run's folder: every claims.json in it and below is compared." };
        var record = new Option<bool>("--record") { Description = "Makes these runs the recorded ones, in place of what is recorded for the same study and preset." };
        var command = new Command("verify", "Compares a run's numbers with the recorded ones (notebooks/recorded), each within its stated tolerance.") { folder, record };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            if (!Directory.Exists(path)) throw new UsageException($"verify: expected a folder; '{path}' is none. `oplearn reproduce` makes artifacts/runs.");
            string[] files = [.. Directory.GetFiles(path, "claims.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new UsageException($"verify: found no claims.json under '{path}'. Run `oplearn reproduce` first.");
            (string File, RunRecord Run)[] runs = [.. files.Select(file => (file, Read(file)))];
            if (parsed.GetValue(record)) return Record(runs);
            bool good = true;
            foreach ((string file, RunRecord run) in runs) good &= Verify(file, run, Repository.Recorded(run.Study, run.Preset), Console.Out);
            return good ? 0 : 1;
        });
        return command;
    }

    /// <summary>Prints a line for each recorded number; true when all hold.</summary>
    internal static bool Verify(string file, RunRecord run, string recordedPath, TextWriter output)
    {
        output.WriteLine($"{run.Study}, preset {run.Preset}");
        if (!File.Exists(recordedPath))
        {
            output.WriteLine($"FAIL  nothing is recorded: expected {recordedPath}. `oplearn verify --record {Path.GetDirectoryName(file)}` records this run.");
            return false;
        }
        RunRecord recorded = Read(recordedPath);
        var measured = run.Measurements.ToDictionary(number => number.Name);
        int failed = 0;
        foreach (Measurement expected in recorded.Measurements)
        {
            bool holds = measured.TryGetValue(expected.Name, out Measurement? found) && expected.Accepts(found.Value);
            failed += holds ? 0 : 1;
            string got = found?.Value.ToString("G6", CultureInfo.InvariantCulture) ?? "missing";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(holds ? "PASS" : "FAIL")}  {expected.Name}: {got}, recorded {expected.Value:G6} ± {Tolerance(expected)}"));
        }
        foreach (string name in measured.Keys.Except(recorded.Measurements.Select(number => number.Name)))
        {
            output.WriteLine($"FAIL  {name}: not among the recorded numbers. Record the run again when the study was changed on purpose.");
            failed++;
        }
        var verdicts = run.Claims.ToDictionary(claim => claim.Id, claim => claim.Verdict);
        foreach (ClaimLine claim in recorded.Claims.Where(claim => verdicts.GetValueOrDefault(claim.Id) != claim.Verdict))
            output.WriteLine($"note  claim {claim.Id}: {ClaimsMarkup.Words(verdicts.GetValueOrDefault(claim.Id) ?? "")}, recorded as {ClaimsMarkup.Words(claim.Verdict)}");
        if (recorded.Measurements.Count == 0) output.WriteLine($"FAIL  {recordedPath} holds no numbers.");
        output.WriteLine($"{recorded.Measurements.Count} recorded numbers, {failed} failed");
        return failed == 0 && recorded.Measurements.Count > 0;
    }

    private static RunRecord Read(string file)
    {
        try
        {
            return RunRecord.Read(file);
        }
        catch (FormatException error)
        {
            throw new UsageException($"verify: {error.Message}");
        }
    }

    private static int Record(IEnumerable<(string File, RunRecord Run)> runs)
    {
        foreach ((string file, RunRecord run) in runs)
        {
            string target = Repository.Recorded(run.Study, run.Preset);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
            Console.WriteLine($"{file} -> {target}");
        }
        return 0;
    }

    private static string Tolerance(Measurement m) => string.Create(CultureInfo.InvariantCulture,
        $"{m.AbsoluteTolerance + (m.RelativeTolerance * Math.Abs(m.Value)):G3} ({m.RelativeTolerance:P1}{(m.AbsoluteTolerance > 0 ? $" + {m.AbsoluteTolerance:G3}" : "")})");
}
