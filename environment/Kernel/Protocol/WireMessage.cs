using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>The four sockets that carry messages.</summary>
internal enum Channel
{
    Shell,
    Control,
    Iopub,
    Stdin,
}

/// <summary>A message that came in, its signature checked.</summary>
/// <param name="Channel">The socket it came in by.</param>
/// <param name="Identities">Routing frames, to be sent back before a reply.</param>
/// <param name="Type">The header's <c>msg_type</c>.</param>
/// <param name="HeaderBytes">The header as received: replies carry it unchanged as their parent.</param>
/// <param name="Header">The header.</param>
/// <param name="Metadata">The metadata: front ends send a cell's with its execute request.</param>
/// <param name="Content">The content.</param>
internal sealed record WireMessage(
    Channel Channel, IReadOnlyList<byte[]> Identities, string Type, byte[] HeaderBytes, JsonObject Header, JsonObject Metadata, JsonObject Content)
{
    /// <summary>Place in the order of arrival.</summary>
    public long Arrival { get; init; }
}
