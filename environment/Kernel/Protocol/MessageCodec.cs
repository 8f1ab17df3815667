using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>Frames to messages and back: <c>identities… &lt;IDS|MSG&gt; signature header parent metadata content buffers…</c>.</summary>
/// <remarks>Thread-safe. The signature is HMAC-SHA256 over the four JSON frames as they came; an empty key means unsigned.</remarks>
internal sealed class MessageCodec(string key)
{
    /// <summary>The protocol that the kernel speaks.</summary>
    public const string ProtocolVersion = "5.4";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private readonly byte[] keyBytes = Encoding.UTF8.GetBytes(key);
    private readonly string session = Guid.NewGuid().ToString("N");

    /// <summary>Reads a message; null when it is malformed or not signed with the key.</summary>
    public WireMessage? Decode(Channel channel, IReadOnlyList<byte[]> frames)
    {
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
        {
            at++;
        }

        if (frames.Count - at < 6 || !IsSigned(frames, at))
        {
            return null;
        }

        var header = ParseObject(frames[at + 2]);
        var metadata = ParseObject(frames[at + 4]);
        var content = ParseObject(frames[at + 5]);
        if (header is null || metadata is null || content is null || ParseObject(frames[at + 3]) is null)
        {
            return null;
        }

        string? type = header.Text("msg_type");
        return type is null || header.Text("msg_id") is null
            ? null
            : new WireMessage(channel, [.. frames.Take(at)], type, frames[at + 2], header, metadata, content);
    }

    /// <summary>Writes a message.</summary>
    /// <param name="routing">Identities of the receiver, or the topic on iopub.</param>
    /// <param name="type">The <c>msg_type</c>.</param>
    /// <param name="parentHeader">Bytes of the header of the request that this answers, or null.</param>
    /// <param name="content">The content; not changed.</param>
    public IReadOnlyList<byte[]> Encode(IReadOnlyList<byte[]> routing, string type, byte[]? parentHeader, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] signed = [Bytes(header), parentHeader ?? EmptyObject, EmptyObject, Bytes(content)];
        byte[] signature = keyBytes.Length == 0 ? [] : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Hash(signed)));
        return [.. routing, Delimiter, signature, .. signed];
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonObject? ParseObject(byte[] frame)
    {
        try
        {
            return JsonNode.Parse(frame, documentOptions: Strict) as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private bool IsSigned(IReadOnlyList<byte[]> frames, int delimiter)
    {
        if (keyBytes.Length == 0)
        {
            return true;
        }

        byte[] expected = Hash([frames[delimiter + 2], frames[delimiter + 3], frames[delimiter + 4], frames[delimiter + 5]]);
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected));
        return CryptographicOperations.FixedTimeEquals(text, frames[delimiter + 1]);
    }

    private byte[] Hash(byte[][] frames)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keyBytes);
        foreach (byte[] frame in frames)
        {
            hash.AppendData(frame);
        }

        return hash.GetHashAndReset();
    }
}
