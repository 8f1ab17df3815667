using System.Text;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>The outputs of one execute request, as messages. Writes to a stream are gathered for <see cref="Delay"/> before they leave.</summary>
/// <remarks>
/// User code calls in here and may be aborted at any instruction; what must not be torn stands in finally blocks, which an abort waits for.
/// </remarks>
internal sealed class CellOutput(KernelServer server, WireMessage request, int executionCount, bool silent, bool allowInput) : IKernelOutput
{
    private const int FlushAt = 16 * 1024;
    private const int PendingLimit = 2000;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(40);

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private string pendingName = "stdout";
    private Timer? timer;

    /// <summary>Cancelled by an interrupt: ends a wait for input.</summary>
    public CancellationToken Interrupt { get; init; }

    /// <inheritdoc/>
    public void Stream(string name, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        WaitForRoom();
        try
        {
        }
        finally
        {
            lock (gate)
            {
                if (name != pendingName)
                {
                    FlushLocked();
                    pendingName = name;
                }

                pending.Append(text);
                if (pending.Length >= FlushAt)
                {
                    FlushLocked();
                }
                else
                {
                    timer ??= new Timer(_ => Flush(), null, Delay, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Publish("display_data", Shown(bundle, displayId));

    /// <inheritdoc/>
    public void UpdateDisplay(MimeBundle bundle, string displayId) => Publish("update_display_data", Shown(bundle, displayId));

    /// <inheritdoc/>
    public void Result(MimeBundle bundle) => Publish("execute_result", new JsonObject
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
        ["execution_count"] = executionCount,
    });

    /// <inheritdoc/>
    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <inheritdoc/>
    public string Input(string prompt, bool password)
    {
        if (!allowInput)
        {
            throw new InvalidOperationException("Input: this front end takes no input (allow_stdin is false); set the value in the cell instead.");
        }

        Flush();
        return server.AskForInput(request, prompt, password, Interrupt);
    }

    /// <summary>Sends what streams hold back.</summary>
    public void Flush()
    {
        try
        {
        }
        finally
        {
            lock (gate)
            {
                FlushLocked();
            }
        }
    }

    /// <summary>Publishes the error of a failed cell.</summary>
    public void Error(CellFailure failure) => Publish("error", KernelReplies.Error(failure));

    private static JsonObject Shown(MimeBundle bundle, string? displayId) => new()
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
        ["transient"] = displayId is null ? [] : new JsonObject { ["display_id"] = displayId },
    };

    private void Publish(string type, JsonObject content)
    {
        WaitForRoom();
        try
        {
        }
        finally
        {
            lock (gate)
            {
                FlushLocked();
                if (!silent)
                {
                    server.Publish(type, request.HeaderBytes, content);
                }
            }
        }
    }

    private void FlushLocked()
    {
        timer?.Dispose();
        timer = null;
        if (pending.Length > 0)
        {
            var content = new JsonObject { ["name"] = pendingName, ["text"] = pending.ToString() };
            pending.Clear();
            if (!silent)
            {
                server.Publish("stream", request.HeaderBytes, content);
            }
        }
    }

    /// <summary>Holds a cell that prints faster than the sockets send, so that the queue cannot grow without bound.</summary>
    private void WaitForRoom()
    {
        for (int i = 0; server.PendingMessages > PendingLimit && i < 2000; i++)
        {
            Thread.Sleep(1);
        }
    }
}
