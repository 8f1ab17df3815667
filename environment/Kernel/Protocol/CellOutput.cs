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
    private static readonly TimeSpan UpdateDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly ShownOutputs shown = new();
    private readonly Dictionary<string, JsonObject> updates = new(StringComparer.Ordinal);
    private string pendingName = "stdout";
    private Timer? timer;
    private Timer? updateTimer;
    private bool updatedInPlace;
    private bool ended;

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
    /// <remarks>Updates of this cell's own displays are gathered for <see cref="UpdateDelay"/>; the last one counts.</remarks>
    public void UpdateDisplay(MimeBundle bundle, string displayId)
    {
        JsonObject content = Shown(bundle, displayId);
        WaitForRoom();
        try
        {
        }
        finally
        {
            lock (gate)
            {
                if (!ended && shown.Update(displayId, content))
                {
                    updates[displayId] = content;
                    updateTimer ??= new Timer(_ => FlushUpdates(), null, UpdateDelay, Timeout.InfiniteTimeSpan);
                }
                else
                {
                    PublishLocked("update_display_data", content);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Result(MimeBundle bundle) => Publish("execute_result", new JsonObject
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
        ["execution_count"] = executionCount,
    });

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        FlushUpdates();
        Publish("clear_output", new JsonObject { ["wait"] = wait });
    }

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

    /// <summary>The cell is over: what is held back is sent, and what was updated in place is shown once more, for front ends that lost an update.</summary>
    public void End()
    {
        lock (gate)
        {
            FlushLocked();
            FlushUpdatesLocked();
            if (updatedInPlace && shown.CanRepeat) RepeatLocked();
            ended = true;
            shown.Clear();
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
                PublishLocked(type, content);
            }
        }
    }

    private void PublishLocked(string type, JsonObject content)
    {
        if (silent) return;
        if (type == "clear_output") shown.Clear();
        else if (type != "update_display_data" && !ended) shown.Add(type, content);
        server.Publish(type, request.HeaderBytes, content);
    }

    private void FlushUpdates()
    {
        lock (gate) FlushUpdatesLocked();
    }

    private void FlushUpdatesLocked()
    {
        updateTimer?.Dispose();
        updateTimer = null;
        if (updates.Count == 0) return;
        if (shown.CanRepeatOften) RepeatLocked();
        else
        {
            foreach (JsonObject content in updates.Values) PublishLocked("update_display_data", content);
            updatedInPlace = true;
        }

        updates.Clear();
    }

    private void RepeatLocked()
    {
        if (silent) return;
        server.Publish("clear_output", request.HeaderBytes, new JsonObject { ["wait"] = true });
        foreach ((string type, JsonObject content) in shown.All) server.Publish(type, request.HeaderBytes, content);
    }

    private void FlushLocked()
    {
        timer?.Dispose();
        timer = null;
        if (pending.Length > 0)
        {
            var content = new JsonObject { ["name"] = pendingName, ["text"] = pending.ToString() };
            pending.Clear();
            PublishLocked("stream", content);
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
