using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpLearn.TorchSharpLoader;
using TorchSharp;

namespace OpLearn;

/// <summary>The two files that stay of a study's execution.</summary>
internal static class StudyRecord
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n", TypeInfoResolver = JsonTypes.Types };

    /// <summary>The folder that holds OpLearn.slnx, upwards of the current folder or of this assembly; null outside a clone.</summary>
    public static string? RepositoryRoot()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "OpLearn.slnx"))) return folder.FullName;
            }
        }
        return null;
    }

    public static void WriteClaims(Study study, IReadOnlyList<ClaimResult> results)
    {
        var numbers = new JsonObject();
        foreach (Measurement number in study.Measured)
        {
            var entry = new JsonObject
            {
                ["value"] = Number(number.Value),
                ["relativeTolerance"] = number.RelativeTolerance,
                ["absoluteTolerance"] = number.AbsoluteTolerance,
            };
            if (number.PerSeed.Count > 1) entry["perSeed"] = new JsonArray([.. number.PerSeed.Select(Number)]);
            numbers[number.Name] = entry;
        }
        WriteWhole(Path.Combine(study.Folder, "claims.json"), new JsonObject
        {
            ["study"] = study.Name,
            ["preset"] = study.Preset.Name,
            ["claims"] = new JsonArray([.. results.Select(ToJson)]),
            ["measurements"] = numbers,
        });
    }

    public static void WriteManifest(Study study, TimeSpan elapsed, IEnumerable<int> seeds, IReadOnlyDictionary<string, string> data, IReadOnlyDictionary<string, string> notes)
    {
        NativeTorch.EnsureLoaded();
        string? root = RepositoryRoot();
        string? status = root is null ? null : Output(root, "git", "status --porcelain");
        bool gpu = torch.cuda_is_available();
        WriteWhole(Path.Combine(study.Folder, "manifest.json"), new JsonObject
        {
            ["study"] = study.Name,
            ["preset"] = study.Preset.Name,
            ["finished"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["wallSeconds"] = Math.Round(elapsed.TotalSeconds, 2),
            ["commit"] = root is null ? null : Output(root, "git", "rev-parse HEAD"),
            ["uncommittedChanges"] = status is null ? null : status.Length > 0,
            ["seeds"] = new JsonArray([.. seeds.Select(seed => (JsonNode)seed)]),
            ["data"] = Texts(data),
            ["notes"] = Texts(notes),
            ["machine"] = new JsonObject
            {
                ["system"] = RuntimeInformation.OSDescription,
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
                ["processor"] = ProcessorName(),
                ["cores"] = Environment.ProcessorCount,
                ["fusedPasses"] = FastPaths.Enabled,
                ["oneDnn"] = NativeTorch.UsesOneDnn,
                ["torchThreads"] = torch.get_num_threads(),
                ["ompNumThreads"] = Environment.GetEnvironmentVariable("OMP_NUM_THREADS"),
                ["memoryGiB"] = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30), 1),
                ["accelerator"] = gpu ? $"CUDA, {torch.cuda.device_count()} device(s): {Output(null, "nvidia-smi", "--query-gpu=name,driver_version --format=csv,noheader") ?? "unnamed"}" : "none (CPU)",
            },
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["sdk"] = Output(root, "dotnet", "--version"),
            ["packages"] = Texts(Packages()),
        });
    }

    /// <summary>Name and version of every package that the host program was built with, from its own dependency files, with TorchSharp and libtorch, which came by a project.</summary>
    internal static SortedDictionary<string, string> Packages()
    {
        var packages = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["TorchSharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["libtorch"] = NativeFolders.LibtorchVersion,
        };
        foreach (string file in ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!File.Exists(file) || JsonNode.Parse(File.ReadAllText(file))?["libraries"] is not JsonObject libraries) continue;
            foreach ((string key, JsonNode? library) in libraries)
            {
                if (library?["type"]?.GetValue<string>() != "package") continue;
                string[] parts = key.Split('/');
                packages[parts[0]] = parts[^1];
            }
        }
        return packages;
    }

    private static JsonNode ToJson(ClaimResult result)
    {
        var measured = new JsonObject();
        foreach ((string name, double value) in result.Measured) measured[name] = Number(value);
        var spreads = new JsonObject();
        foreach ((string name, double value) in result.Spreads) spreads[name] = Number(value);
        return new JsonObject
        {
            ["id"] = result.Id,
            ["verdict"] = result.Verdict.ToString(),
            ["sentence"] = result.Sentence,
            ["source"] = result.Source,
            ["published"] = result.Published,
            ["rule"] = result.Rule,
            ["measured"] = measured,
            ["spreads"] = spreads,
            ["note"] = result.Note,
        };
    }

    // JSON has no NaN and no infinities; as texts they stay readable for every parser.
    private static JsonNode Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static JsonObject Texts(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var json = new JsonObject();
        foreach ((string name, string text) in pairs) json[name] = text;
        return json;
    }

    private static void WriteWhole(string path, JsonObject content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllText(partial, content.ToJsonString(Format) + "\n");
        File.Move(partial, path, overwrite: true);
    }

    // What a program prints; null when it is not there or fails.
    private static string? Output(string? folder, string program, string arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder ?? "",
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            });
            if (process is null) return null;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text.Trim() : null;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            return null; // it is not installed: the manifest says null
        }
    }

    private static string ProcessorName()
    {
        try
        {
            string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
