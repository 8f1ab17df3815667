using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NetMQ;

namespace OpLearn.Kernel;

/// <summary>A kernel on the Jupyter wire: sockets, queues and the life of the process. What requests mean is in <see cref="ShellRequests"/>.</summary>
public sealed class KernelServer : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2), LastFlush = TimeSpan.FromMilliseconds(100);

    private readonly MessageCodec codec;
    private readonly ChannelSockets sockets;
    private readonly ShellRequests requests;
    private readonly string defaultLanguage;
    private readonly BlockingCollection<WireMessage> shellQueue = [];
    private readonly ConcurrentQueue<string> inputLines = new();
    private readonly SemaphoreSlim inputArrived = new(0);
    private readonly ManualResetEventSlim stopped = new();
    private volatile byte[]? expectedInput;

    internal KernelServer(ConnectionFile connection, IRequestEngine engine, string defaultLanguage)
    {
        this.defaultLanguage = defaultLanguage;
        codec = new MessageCodec(connection.Key);
        requests = new ShellRequests(this, engine);
        sockets = new ChannelSockets(connection, codec, Receive);
    }

    internal int PendingMessages => sockets.Pending;

    internal long Arrivals => sockets.Arrivals;

    /// <summary>Runs a kernel until a front end shuts it down.</summary>
    /// <param name="connectionFile">Path of the connection file that the front end wrote.</param>
    /// <param name="options">What the host adds to the kernel.</param>
    /// <returns>The exit code: 0 after a shutdown, 1 when the kernel cannot start; the reason is then one line on standard error.</returns>
    public static int Run(string connectionFile, KernelOptions options)
    {
        ArgumentNullException.ThrowIfNull(connectionFile);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            var connection = ConnectionFile.Read(connectionFile);
            using (var session = new KernelSession(options))
            using (var server = new KernelServer(connection, new SessionEngine(session), options.DefaultLanguage))
            using (new ConsoleRouter())
            {
                options.OnStart?.Invoke();
                server.RunUntilShutdown();
            }

            NetMQConfig.Cleanup(block: true);
            return 0;
        }
        catch (KernelStartException exception)
        {
            Console.Error.WriteLine($"oplearn kernel: {exception.Message}");
            return 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        sockets.Dispose();
    }

    internal void RunUntilShutdown()
    {
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            requests.Interrupt();
        });
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Stop();
        });
        AppDomain.CurrentDomain.ProcessExit += SendLastWords;
        AppDomain.CurrentDomain.UnhandledException += SendLastWords;
        Start();
        WaitForShutdown();
        AppDomain.CurrentDomain.ProcessExit -= SendLastWords;
        AppDomain.CurrentDomain.UnhandledException -= SendLastWords;
    }

    // A cell may end the process, by Environment.Exit or by an exception on a thread of its own: what it printed before shall arrive.
    private void SendLastWords(object? sender, EventArgs args)
    {
        requests.FlushOutput();
        sockets.Drain(LastWords);
        Thread.Sleep(LastFlush);
    }

    internal void WaitForShutdown()
    {
        stopped.Wait();
        sockets.Drain(LastWords);
    }

    internal void Start()
    {
        sockets.Start();
        Publish("status", null, new JsonObject { ["execution_state"] = "starting" });
        requests.StartThread(shellQueue);
    }

    internal void Stop()
    {
        requests.Interrupt();
        shellQueue.CompleteAdding();
        stopped.Set();
    }

    internal void Publish(string type, byte[]? parentHeader, JsonObject content) =>
        sockets.Send(Channel.Iopub, codec.Encode([System.Text.Encoding.UTF8.GetBytes("kernel." + type)], type, parentHeader, content));

    internal void Reply(WireMessage request, string type, JsonObject content) =>
        sockets.Send(request.Channel, codec.Encode(request.Identities, type, request.HeaderBytes, content));

    internal void Status(WireMessage request, string state) =>
        Publish("status", request.HeaderBytes, new JsonObject { ["execution_state"] = state });

    internal JsonObject KernelInfo() => KernelReplies.KernelInfo(defaultLanguage);

    /// <summary>Answers a shutdown request, then stops once the answer is on its way.</summary>
    internal void Shutdown(WireMessage request)
    {
        Reply(request, "shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = request.Content.Flag("restart") ?? false });
        Status(request, "idle");
        Stop();
    }

    /// <summary>Asks the front end of a request for a line and waits for it.</summary>
    internal string AskForInput(WireMessage request, string prompt, bool password, CancellationToken interrupt)
    {
        inputLines.Clear();
        while (inputArrived.Wait(0, CancellationToken.None))
        {
        }

        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        try
        {
        }
        finally
        {
            expectedInput = request.Identities.Count > 0 ? request.Identities[0] : [];
            sockets.Send(Channel.Stdin, codec.Encode(request.Identities, "input_request", request.HeaderBytes, content));
        }

        try
        {
            inputArrived.Wait(interrupt);
        }
        finally
        {
            expectedInput = null;
        }

        return inputLines.TryDequeue(out string? line) ? line : "";
    }

    private void Receive(WireMessage message)
    {
        switch (message.Channel)
        {
            case Channel.Control:
            case Channel.Shell when message.Type == "interrupt_request": // VS Code sends it here, where it must not wait behind the cell
                Control(message);
                break;
            case Channel.Shell:
                Enqueue(message);
                break;
            case Channel.Stdin when message.Type == "input_reply" && expectedInput is { } identity
                    && message.Identities.Count > 0 && message.Identities[0].AsSpan().SequenceEqual(identity):
                inputLines.Enqueue(message.Content.Text("value") ?? "");
                inputArrived.Release();
                break;
        }
    }

    private void Enqueue(WireMessage message)
    {
        try
        {
            shellQueue.Add(message);
        }
        catch (InvalidOperationException)
        {
            // The kernel is shutting down and takes no more requests.
        }
    }

    /// <summary>Control requests are answered on the sockets' thread, so that a running cell cannot hold them up; none of them may take long.</summary>
    private void Control(WireMessage message)
    {
        Status(message, "busy");
        switch (message.Type)
        {
            case "kernel_info_request":
                Reply(message, "kernel_info_reply", KernelInfo());
                break;
            case "interrupt_request":
                requests.Interrupt();
                Reply(message, "interrupt_reply", KernelReplies.Ok());
                break;
            case "debug_request":
                Reply(message, "debug_reply", KernelReplies.NoDebugger(message.Content));
                break;
            case "shutdown_request":
                Shutdown(message);
                return;
        }

        Status(message, "idle");
    }
}
