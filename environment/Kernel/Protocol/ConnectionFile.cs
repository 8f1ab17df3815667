using System.Net;
using System.Text.Json;

namespace OpLearn.Kernel;

/// <summary>A start of the kernel that cannot go on; the message is one line for people.</summary>
internal sealed class KernelStartException(string message) : Exception(message);

/// <summary>Where a front end wants the kernel to listen, read strictly from the file it hands over.</summary>
internal sealed record ConnectionFile(string Address, int Shell, int Control, int Iopub, int Stdin, int Heartbeat, string Key)
{
    /// <summary>Reads and checks a connection file.</summary>
    /// <exception cref="KernelStartException">The file is missing, is no JSON or says something impossible.</exception>
    public static ConnectionFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KernelStartException($"connection file '{path}': cannot be read ({Line(exception)})");
        }

        try
        {
            return Parse(bytes);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new KernelStartException($"connection file '{path}': {Line(exception)}");
        }
    }

    /// <summary>The endpoint of a port as the socket library wants it.</summary>
    public string Endpoint(int port) => Address.Contains(':') ? $"tcp://[{Address}]:{port}" : $"tcp://{Address}:{port}";

    private static ConnectionFile Parse(byte[] bytes)
    {
        ReadOnlyMemory<byte> json = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("expected a JSON object");
        }

        if (Text(root, "transport") is var transport && transport != "tcp")
        {
            throw new FormatException($"transport '{transport}' is not supported; use tcp");
        }

        string key = Text(root, "key");
        string scheme = root.TryGetProperty("signature_scheme", out _) ? Text(root, "signature_scheme") : "hmac-sha256";
        if (scheme != "hmac-sha256" && !(scheme.Length == 0 && key.Length == 0))
        {
            throw new FormatException($"signature_scheme '{scheme}' is not supported; use hmac-sha256");
        }

        string address = Text(root, "ip");
        if (address != "localhost" && !IPAddress.TryParse(address, out _))
        {
            throw new FormatException($"ip '{address}' is not an address");
        }

        var file = new ConnectionFile(
            address == "localhost" ? "127.0.0.1" : address,
            Port(root, "shell_port"), Port(root, "control_port"), Port(root, "iopub_port"), Port(root, "stdin_port"), Port(root, "hb_port"), key);
        if (new HashSet<int> { file.Shell, file.Control, file.Iopub, file.Stdin, file.Heartbeat }.Count != 5)
        {
            throw new FormatException("the five ports must differ");
        }

        return file;
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? ReadString(value, name)
            : throw new FormatException($"'{name}' is missing or not a string");

    private static string ReadString(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"'{name}' is not valid text");
        }
    }

    private static int Port(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int port) && port is > 0 and <= 65535
            ? port
            : throw new FormatException($"'{name}' is missing or not a port from 1 to 65535");

    private static string Line(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
