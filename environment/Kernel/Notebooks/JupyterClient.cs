using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace OpLearn.Kernel.Notebooks;

/// <summary>A message from a kernel.</summary>
internal sealed record JupyterMessage(string Type, string ParentId, JsonObject Content, JsonObject Header);

/// <summary>The client's side of the Jupyter protocol over TCP: enough to run notebooks. Use it from one thread.</summary>
internal sealed class JupyterClient : IDisposable
{
    private const string Delimiter = "<IDS|MSG>";
    private readonly byte[] key;
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly DealerSocket shell = new(), control = new();
    private readonly SubscriberSocket published = new();

    public JupyterClient(JsonObject connection)
    {
        key = Encoding.UTF8.GetBytes(connection["key"]!.GetValue<string>());
        foreach (NetMQSocket socket in (NetMQSocket[])[shell, control, published]) socket.Options.Linger = TimeSpan.Zero;
        published.Options.ReceiveHighWatermark = 0; // a cell may print faster than we read; nothing may be lost
        shell.Options.Identity = control.Options.Identity = Encoding.ASCII.GetBytes(session);
        string address = $"{connection["transport"]!.GetValue<string>()}://{connection["ip"]!.GetValue<string>()}";
        published.SubscribeToAnyTopic();
        published.Connect($"{address}:{connection["iopub_port"]!.GetValue<int>()}");
        shell.Connect($"{address}:{connection["shell_port"]!.GetValue<int>()}");
        control.Connect($"{address}:{connection["control_port"]!.GetValue<int>()}");
    }

    /// <summary>Sends a request on the shell channel and returns its id.</summary>
    public string Ask(string type, JsonObject content, JsonObject? metadata = null) => Send(shell, type, content, metadata);

    /// <summary>Sends a request on the control channel.</summary>
    public string Control(string type, JsonObject content) => Send(control, type, content, null);

    /// <summary>The next published message, or null when none comes in time.</summary>
    public JupyterMessage? Published(TimeSpan wait) => Receive(published, wait);

    /// <summary>The next reply on the shell channel, or null when none comes in time.</summary>
    public JupyterMessage? Reply(TimeSpan wait) => Receive(shell, wait);

    public void Dispose()
    {
        shell.Dispose();
        control.Dispose();
        published.Dispose();
    }

    private string Send(DealerSocket socket, string type, JsonObject content, JsonObject? metadata)
    {
        string id = Guid.NewGuid().ToString("N");
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = session,
            ["username"] = "oplearn",
            ["date"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        byte[][] parts = [Bytes(header), Bytes([]), Bytes(metadata ?? []), Bytes(content)];
        var message = new NetMQMessage();
        message.Append(Delimiter);
        message.Append(Sign(parts));
        foreach (byte[] part in parts) message.Append(part);
        socket.TrySendMultipartMessage(TimeSpan.FromSeconds(10), message);
        return id;
    }

    private JupyterMessage? Receive(NetMQSocket socket, TimeSpan wait)
    {
        NetMQMessage? message = null;
        if (!socket.TryReceiveMultipartMessage(wait, ref message)) return null;
        int start = 0;
        while (start < message.FrameCount && message[start].ConvertToString() != Delimiter) start++;
        if (start + 6 > message.FrameCount) return null;
        byte[][] parts = [.. Enumerable.Range(start + 2, 4).Select(i => message[i].ToByteArray())];
        if (key.Length > 0 && Sign(parts) != message[start + 1].ConvertToString()) return null; // not from our kernel
        if (JsonNode.Parse(parts[0]) is not JsonObject header || JsonNode.Parse(parts[3]) is not JsonObject content) return null;
        return new JupyterMessage(Notebook.Text(header, "msg_type"), Notebook.Text(JsonNode.Parse(parts[1]), "msg_id"), content, header);
    }

    private string Sign(byte[][] parts)
    {
        if (key.Length == 0) return "";
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
