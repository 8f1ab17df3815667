using NetMQ;
using NetMQ.Sockets;

namespace OpLearn.Kernel;

/// <summary>Shell, control, iopub and stdin sockets, owned by one thread; others hand it what to send. The heartbeat has a thread of its own.</summary>
internal sealed class ChannelSockets : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Channel, NetMQSocket> sockets = [];
    private readonly NetMQQueue<(Channel Channel, IReadOnlyList<byte[]> Frames)> outgoing = new();
    private readonly ResponseSocket heartbeat = new();
    private readonly NetMQPoller poller = [];
    private readonly NetMQPoller heartbeatPoller = [];
    private readonly MessageCodec codec;
    private readonly Action<WireMessage> receive;
    private volatile bool closed;
    private int pending;
    private long arrivals;

    /// <summary>Binds all sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="KernelStartException">A port is taken or the address is not this machine's.</exception>
    public ChannelSockets(ConnectionFile connection, MessageCodec codec, Action<WireMessage> receive)
    {
        this.codec = codec;
        this.receive = receive;
        sockets[Channel.Shell] = new RouterSocket();
        sockets[Channel.Control] = new RouterSocket();
        sockets[Channel.Iopub] = new PublisherSocket();
        sockets[Channel.Stdin] = new RouterSocket();
        try
        {
            Bind(sockets[Channel.Shell], connection, connection.Shell);
            Bind(sockets[Channel.Control], connection, connection.Control);
            Bind(sockets[Channel.Iopub], connection, connection.Iopub);
            Bind(sockets[Channel.Stdin], connection, connection.Stdin);
            Bind(heartbeat, connection, connection.Heartbeat);
        }
        catch (KernelStartException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Messages that were handed over and have not left yet.</summary>
    public int Pending => Volatile.Read(ref pending);

    /// <summary>Number of the latest message that arrived.</summary>
    public long Arrivals => Volatile.Read(ref arrivals);

    /// <summary>Begins to send and receive.</summary>
    public void Start()
    {
        foreach (var (channel, socket) in sockets)
        {
            if (channel != Channel.Iopub)
            {
                socket.ReceiveReady += (_, _) => Receive(channel, socket);
                poller.Add(socket);
            }
        }

        outgoing.ReceiveReady += (_, _) => SendPending();
        poller.Add(outgoing);
        heartbeat.ReceiveReady += (_, _) => Echo();
        heartbeatPoller.Add(heartbeat);
        poller.RunAsync("Kernel sockets");
        heartbeatPoller.RunAsync("Kernel heartbeat");
    }

    /// <summary>Queues a message. Thread-safe; the order of calls is the order on the wire.</summary>
    public void Send(Channel channel, IReadOnlyList<byte[]> frames)
    {
        if (closed) return;
        try
        {
            Interlocked.Increment(ref pending);
            outgoing.Enqueue((channel, frames));
        }
        catch (Exception) when (closed)
        {
            // The kernel shuts down while a cell still prints: nobody hears it any more.
        }
    }

    /// <summary>Waits until everything queued has been handed to the transport.</summary>
    public void Drain(TimeSpan patience)
    {
        SpinWait.SpinUntil(() => Pending == 0, patience);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        closed = true;
        foreach (var running in new[] { poller, heartbeatPoller })
        {
            if (running.IsRunning)
            {
                running.Stop();
            }

            running.Dispose();
        }

        foreach (var socket in sockets.Values.Append(heartbeat))
        {
            socket.Dispose();
        }

        outgoing.Dispose();
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port)
    {
        socket.Options.Linger = Linger;
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        try
        {
            socket.Bind(connection.Endpoint(port));
        }
        catch (NetMQException exception)
        {
            string reason = exception is AddressAlreadyInUseException ? "the port is in use" : exception.Message.ReplaceLineEndings(" ");
            throw new KernelStartException($"cannot listen on {connection.Endpoint(port)}: {reason}");
        }
    }

    private void Receive(Channel channel, NetMQSocket socket)
    {
        NetMQMessage? frames = null;
        for (int i = 0; i < 100 && socket.TryReceiveMultipartMessage(ref frames); i++)
        {
            if (codec.Decode(channel, [.. frames!.Select(frame => frame.ToByteArray())]) is { } message)
            {
                receive(message with { Arrival = Interlocked.Increment(ref arrivals) });
            }
        }
    }

    private void SendPending()
    {
        for (int i = 0; i < 1000 && outgoing.TryDequeue(out var item, TimeSpan.Zero); i++)
        {
            sockets[item.Channel].TrySendMultipartBytes(TimeSpan.Zero, item.Frames);
            Interlocked.Decrement(ref pending);
        }
    }

    private void Echo()
    {
        List<byte[]>? frames = null;
        if (heartbeat.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames!))
        {
            heartbeat.TrySendMultipartBytes(TimeSpan.Zero, frames);
        }
    }
}
