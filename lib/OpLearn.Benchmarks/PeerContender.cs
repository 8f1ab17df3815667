using System.Diagnostics;
using System.Globalization;

namespace OpLearn.Benchmarks;

/// <summary>The same workload in Debian's PyTorch, in a process of its own that waits between its turns.</summary>
internal sealed class PeerContender : Contender
{
    private readonly Process process;

    private PeerContender(Process process, string version) : base($"PyTorch {version}") => this.process = process;

    /// <summary>Starts it, or says why there is none.</summary>
    /// <param name="workload">The name that peers/steps.py knows.</param>
    /// <param name="threads">Threads of libtorch.</param>
    public static PeerContender? TryStart(string workload, int threads)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "steps.py"), python = Environment.GetEnvironmentVariable("OPLEARN_PEER_PYTHON") ?? "/usr/bin/python3";
        if (!File.Exists(python)) return Missing($"{python} is missing");
        var start = new ProcessStartInfo(python, [script, workload, threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE"; // as in this process: a thread that spins would take the others' turn
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } version && version.StartsWith("ready ", StringComparison.Ordinal)) return new PeerContender(process, version[6..]);
        process.Dispose();
        return Missing($"{python} cannot run peers/steps.py {workload} (apt-get install python3-torch)");

        static PeerContender? Missing(string reason)
        {
            Console.Error.WriteLine($"no PyTorch peer: {reason}");
            return null;
        }
    }

    public override Turn Run(int steps)
    {
        process.StandardInput.WriteLine(steps.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name}: the process ended.");
        double[] times = [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new Turn(times[0], times[1]);
    }

    public override void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5_000)) process.Kill();
        process.Dispose();
    }
}
