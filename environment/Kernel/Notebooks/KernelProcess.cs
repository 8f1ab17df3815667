using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>A kernel in a process of its own, with a client connected to it. Disposing ends the process, children included.</summary>
internal sealed class KernelProcess : IDisposable
{
    private const string ConnectionFolder = "oplearn-kernel-";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly Queue<string> log = new();
    private readonly string connectionFile;
    private readonly Process process;

    private KernelProcess(Process process, string connectionFile, JsonObject connection)
    {
        this.process = process;
        this.connectionFile = connectionFile;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Client = new JupyterClient(connection);
    }

    public JupyterClient Client { get; }

    public bool HasExited => process.HasExited;

    /// <summary>What the process itself has printed last: the reason of a death.</summary>
    public string Log
    {
        get
        {
            lock (log) return string.Join('\n', log);
        }
    }

    /// <summary>How the process ended, for people.</summary>
    public string LastWords(string when)
    {
        process.WaitForExit(TimeSpan.FromSeconds(2));
        string code = process.HasExited ? $" with exit code {process.ExitCode}" : "";
        return $"The kernel's process ended {when}{code}.{(Log.Length == 0 ? " It said nothing." : $" It said:\n{Log}")}";
    }

    /// <summary>Starts the process and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">The kernel did not start.</exception>
    public static KernelProcess Start(NotebookRunOptions options, string folder, CancellationToken cancel)
    {
        JsonObject connection = NewConnection();
        SweepConnections();
        string file = Path.Combine(Directory.CreateTempSubdirectory($"{ConnectionFolder}{Environment.ProcessId}-").FullName, "connection.json"); // readable by its owner only
        File.WriteAllText(file, connection.ToJsonString());
        var start = new ProcessStartInfo(options.Kernel[0])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in options.Kernel.Skip(1)) start.ArgumentList.Add(argument == NotebookRunOptions.ConnectionFile ? file : argument);
        foreach ((string name, string value) in KernelEnvironment.Variables) start.Environment.TryAdd(name, value); // the user's own stay
        foreach ((string name, string value) in options.Environment) start.Environment[name] = value;
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"The kernel '{options.Kernel[0]}' did not start.");
        var kernel = new KernelProcess(process, file, connection);
        try
        {
            kernel.WaitUntilReady(options.StartTimeout, cancel);
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Lets the compilers of the languages run once, so that the clock of the first cells is theirs alone.</summary>
    public void WarmUp(IEnumerable<string> languages, TimeSpan limit, CancellationToken cancel)
    {
        foreach (string language in languages)
        {
            string request = Client.Ask("execute_request", new JsonObject { ["code"] = $"#!{language}\n0", ["silent"] = true, ["store_history"] = false, ["allow_stdin"] = false });
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < limit && !process.HasExited;)
            {
                cancel.ThrowIfCancellationRequested();
                if (Client.Reply(Tick) is { } answer && answer.ParentId == request) break;
            }
        }
    }

    public void Dispose()
    {
        try
        {
            if (!process.HasExited)
            {
                Client.Control("shutdown_request", new JsonObject { ["restart"] = false });
                if (!process.WaitForExit(TimeSpan.FromSeconds(3))) process.Kill(entireProcessTree: true);
                process.WaitForExit(TimeSpan.FromSeconds(5));
            }
        }
        finally
        {
            Client.Dispose();
            process.Dispose();
            Directory.Delete(Path.GetDirectoryName(connectionFile)!, recursive: true);
        }
    }

    // The reply says that the kernel listens; a published message says that we hear it.
    private void WaitUntilReady(TimeSpan limit, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        bool answered = false, heard = false;
        TimeSpan asked = -limit;
        while (!answered || !heard)
        {
            cancel.ThrowIfCancellationRequested();
            if (process.HasExited) throw new InvalidOperationException($"The kernel ended with code {process.ExitCode} before it was ready. It said:\n{Log}");
            if (clock.Elapsed > limit) throw new InvalidOperationException($"The kernel did not answer within {limit.TotalSeconds:F0} s. It said:\n{Log}");
            if (clock.Elapsed - asked > TimeSpan.FromSeconds(1))
            {
                Client.Ask("kernel_info_request", []);
                asked = clock.Elapsed;
            }
            answered |= Client.Reply(Tick) is { Type: "kernel_info_reply" };
            heard |= Client.Published(answered ? Tick : TimeSpan.Zero) is not null;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (log)
        {
            log.Enqueue(line.Data);
            if (log.Count > 40) log.Dequeue();
        }
    }

    // A run that was killed leaves its folder behind. The name tells the process that made it.
    private static void SweepConnections()
    {
        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), ConnectionFolder + "*"))
        {
            string maker = Path.GetFileName(folder)[ConnectionFolder.Length..].Split('-')[0];
            if (!int.TryParse(maker, System.Globalization.CultureInfo.InvariantCulture, out int id) || IsRunning(id)) continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // another user's, or another run sweeps it now
            }
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using Process found = Process.GetProcessById(id);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonObject NewConnection()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["shell_port"] = ports[0],
            ["iopub_port"] = ports[1],
            ["stdin_port"] = ports[2],
            ["control_port"] = ports[3],
            ["hb_port"] = ports[4],
            ["signature_scheme"] = "hmac-sha256",
            ["key"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["kernel_name"] = "",
        };
    }
}
