using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace OpLearn.Kernel.Tests.Protocol;

/// <summary>A kernel in this process and a front end that talks to it over real sockets.</summary>
internal sealed class WireClient : IDisposable
{
    public const string Key = "a-secret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly MessageCodec codec = new(Key);
    private readonly DealerSocket shell = new();
    private readonly DealerSocket control = new();
    private readonly DealerSocket stdin = new();
    private readonly RequestSocket heartbeat = new();
    private readonly SubscriberSocket iopub = new();

    public WireClient(IRequestEngine engine)
    {
        Connection = FreePorts();
        Server = new KernelServer(Connection, engine, "csharp");
        byte[] identity = "front-end"u8.ToArray();
        foreach (var socket in new NetMQSocket[] { shell, stdin, control })
        {
            socket.Options.Identity = identity;
        }

        iopub.SubscribeToAnyTopic();
        iopub.Options.ReceiveHighWatermark = 0;
        shell.Connect(Connection.Endpoint(Connection.Shell));
        control.Connect(Connection.Endpoint(Connection.Control));
        stdin.Connect(Connection.Endpoint(Connection.Stdin));
        iopub.Connect(Connection.Endpoint(Connection.Iopub));
        heartbeat.Connect(Connection.Endpoint(Connection.Heartbeat));
        Server.Start();
        for (int i = 0; i < 100; i++)
        {
            Request("kernel_info_request", []);
            Reply();
            List<byte[]>? frames = null;
            if (iopub.TryReceiveMultipartBytes(TimeSpan.FromMilliseconds(100), ref frames!))
            {
                break; // the subscription has arrived
            }
        }

        while (NextIopub(TimeSpan.FromMilliseconds(200)) is not null)
        {
        }
    }

    public ConnectionFile Connection { get; }

    public KernelServer Server { get; }

    public static ConnectionFile FreePorts()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Stop();
        }

        return new ConnectionFile("127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], Key);
    }

    public void Request(string type, JsonObject content, Channel channel = Channel.Shell, string metadata = "{}") =>
        SendRaw(Encode(type, content, metadata), channel);

    public byte[][] Encode(string type, JsonObject content, string metadata = "{}")
    {
        byte[][] frames = [.. codec.Encode([], type, null, content)];
        frames[4] = Encoding.UTF8.GetBytes(metadata);
        frames[1] = Sign(frames);
        return frames;
    }

    public static byte[] Sign(byte[][] frames) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
        System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), frames[2..6].SelectMany(frame => frame).ToArray())));

    public void SendRaw(IEnumerable<byte[]> frames, Channel channel = Channel.Shell) => Socket(channel).SendMultipartBytes(frames);

    public WireMessage Reply(Channel channel = Channel.Shell)
    {
        List<byte[]>? frames = null;
        if (!Socket(channel).TryReceiveMultipartBytes(Patience, ref frames!))
        {
            throw new TimeoutException($"no message on {channel}");
        }

        return codec.Decode(channel, frames) ?? throw new FormatException("the kernel's message is malformed or wrongly signed");
    }

    public WireMessage Execute(string code, JsonObject? more = null, string metadata = "{}")
    {
        Request("execute_request", ExecuteContent(code, more), metadata: metadata);
        return Reply();
    }

    public static JsonObject ExecuteContent(string code, JsonObject? more = null)
    {
        var content = more ?? [];
        content["code"] = code;
        return content;
    }

    /// <summary>What iopub says until the kernel is idle again.</summary>
    public List<WireMessage> UntilIdle()
    {
        var messages = new List<WireMessage>();
        while (NextIopub(Patience) is { } message)
        {
            messages.Add(message);
            if (message.Content.Text("execution_state") == "idle")
            {
                return messages;
            }
        }

        throw new TimeoutException("never idle; seen: " + string.Join(", ", messages.Select(message => message.Type)));
    }

    public WireMessage? NextIopub(TimeSpan patience)
    {
        List<byte[]>? frames = null;
        return iopub.TryReceiveMultipartBytes(patience, ref frames!) ? codec.Decode(Channel.Iopub, frames) ?? throw new FormatException("iopub") : null;
    }

    public bool Beats()
    {
        heartbeat.SendFrame("ping");
        return heartbeat.TryReceiveFrameString(Patience, out string? echo) && echo == "ping";
    }

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { shell, control, stdin, iopub, heartbeat })
        {
            socket.Dispose();
        }

        Server.Dispose();
    }

    private NetMQSocket Socket(Channel channel) => channel switch { Channel.Control => control, Channel.Stdin => stdin, _ => shell };
}
