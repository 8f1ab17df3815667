using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>Answers the requests of the shell socket, one after the other, on a thread of their own that also runs the cells.</summary>
internal sealed class ShellRequests(KernelServer server, IRequestEngine engine)
{
    private const int StackBytes = 64 * 1024 * 1024; // for deep recursion in cells; the system commits only what is used

    private readonly CellHistory history = new();
    private volatile RunningCell? running;
    private int executionCount;
    private long abortUpTo;

    /// <summary>Begins to take requests from the queue until it is completed.</summary>
    /// <remarks>
    /// A thread on which code was aborted is given up: it may be left with the runtime's signal blocked, and would hand that on to every thread it makes.
    /// So a thread that never runs cells makes them.
    /// </remarks>
    public void StartThread(BlockingCollection<WireMessage> queue)
    {
        new Thread(() =>
        {
            while (!queue.IsAddingCompleted)
            {
                var worker = new Thread(() => Work(queue), StackBytes) { IsBackground = true, Name = "Kernel cells" };
                worker.Start();
                worker.Join();
            }
        })
        { IsBackground = true, Name = "Kernel cell threads" }.Start();
    }

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt() => running?.Interrupt();

    /// <summary>Sends what the running cell's streams hold back.</summary>
    public void FlushOutput() => (running?.Output as CellOutput)?.Flush();

    private void Work(BlockingCollection<WireMessage> queue)
    {
        foreach (var request in queue.GetConsumingEnumerable())
        {
            if (queue.IsAddingCompleted)
            {
                return; // shutting down: what is still queued shall not run
            }

            Handle(request);
            if (InterruptGuard.ThreadIsSpent)
            {
                return;
            }
        }
    }

    private void Handle(WireMessage request)
    {
        server.Status(request, "busy");
        if (request.Type == "shutdown_request")
        {
            server.Shutdown(request);
            return;
        }

        if (request.Type == "comm_open")
        {
            var close = new JsonObject { ["comm_id"] = request.Content.Text("comm_id") ?? "", ["data"] = new JsonObject() };
            server.Publish("comm_close", request.HeaderBytes, close);
        }
        else if (request.Type.EndsWith("_request", StringComparison.Ordinal) && Answer(request) is { } content)
        {
            server.Reply(request, request.Type[..^"request".Length] + "reply", content);
        }

        server.Status(request, "idle");
        if (request.Type == "kernel_info_request")
        {
            engine.WarmUp();
        }
    }

    private JsonObject? Answer(WireMessage request)
    {
        try
        {
            return request.Type switch
            {
                "kernel_info_request" => server.KernelInfo(),
                "execute_request" => Execute(request),
                "complete_request" => Complete(request.Content),
                "inspect_request" => Inspect(request.Content),
                "is_complete_request" => IsComplete(request.Content),
                "history_request" => With("history", history.Answer(request.Content)),
                "comm_info_request" => With("comms", new JsonObject()),
                _ => null,
            };
        }
        catch (Exception exception)
        {
            return KernelReplies.Failed(Describe(exception));
        }
    }

    private JsonObject Execute(WireMessage request)
    {
        if (request.Arrival <= abortUpTo)
        {
            return new JsonObject { ["status"] = "aborted", ["execution_count"] = executionCount };
        }

        if (request.Content.Text("code") is not { } code)
        {
            return KernelReplies.Failed(new CellFailure("ProtocolError", "execute_request: 'code' is missing or not text.", [], null));
        }

        bool silent = request.Content.Flag("silent") ?? false;
        if (!silent && (request.Content.Flag("store_history") ?? true))
        {
            executionCount++;
            history.Add(executionCount, code);
        }

        using var cell = new RunningCell();
        var output = new CellOutput(server, request, executionCount, silent, request.Content.Flag("allow_stdin") ?? false) { Interrupt = cell.Token };
        cell.Output = output;
        if (!silent)
        {
            server.Publish("execute_input", request.HeaderBytes, new JsonObject { ["code"] = code, ["execution_count"] = executionCount });
        }

        CellFailure? failure = Run(code, CellMetadata.Language(request.Metadata), cell, output);
        Console.Out.Flush();
        Console.Error.Flush();
        if (failure is not null) output.Error(failure);
        output.End();
        if (failure is null)
        {
            return new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = executionCount,
                ["payload"] = new JsonArray(),
                ["user_expressions"] = UserExpressions(request.Content),
            };
        }

        if (request.Content.Flag("stop_on_error") ?? true)
        {
            abortUpTo = server.Arrivals;
        }

        var content = KernelReplies.Failed(failure);
        content["execution_count"] = executionCount;
        return content;
    }

    private CellFailure? Run(string code, string? language, RunningCell cell, CellOutput output)
    {
        KernelInterrupt.Set(cell.Token);
        running = cell;
        try
        {
            using (KernelOutput.Bind(output))
            {
                return engine.Execute(code, language, output, cell.Token).Failure;
            }
        }
        catch (OperationCanceledException) when (cell.Token.IsCancellationRequested)
        {
            return new CellFailure("Interrupted", "The cell was interrupted.", ["Interrupted: the cell was interrupted."], null);
        }
        catch (Exception exception)
        {
            return Describe(exception);
        }
        finally
        {
            running = null;
            KernelInterrupt.Set(CancellationToken.None);
        }
    }

    private JsonObject Complete(JsonObject content)
    {
        string code = content.Text("code") ?? "";
        var list = engine.Complete(code, Cursor(content, code));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. list.Matches.Select(match => (JsonNode)match)]),
            ["cursor_start"] = CodePoints.FromUtf16(code, list.Start),
            ["cursor_end"] = CodePoints.FromUtf16(code, list.End),
            ["metadata"] = new JsonObject(),
        };
    }

    private JsonObject Inspect(JsonObject content)
    {
        string code = content.Text("code") ?? "";
        var bundle = engine.Inspect(code, Cursor(content, code));
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = bundle is not null,
            ["data"] = bundle?.Data.DeepClone() ?? new JsonObject(),
            ["metadata"] = bundle?.Metadata.DeepClone() ?? new JsonObject(),
        };
    }

    private JsonObject IsComplete(JsonObject content)
    {
        var completeness = engine.IsComplete(content.Text("code") ?? "");
        var reply = new JsonObject { ["status"] = completeness.ToString().ToLowerInvariant() };
        if (completeness == Completeness.Incomplete)
        {
            reply["indent"] = "";
        }

        return reply;
    }

    private static int Cursor(JsonObject content, string code) => CodePoints.ToUtf16(code, content.Integer("cursor_pos") ?? int.MaxValue);

    private static JsonObject UserExpressions(JsonObject content)
    {
        var answers = new JsonObject();
        foreach (var (name, _) in content.Child("user_expressions") ?? [])
        {
            var failure = new CellFailure("NotSupported", "This kernel evaluates no user expressions.", [], null);
            answers[name] = KernelReplies.Failed(failure);
        }

        return answers;
    }

    private static JsonObject With(string name, JsonNode value)
    {
        var content = KernelReplies.Ok();
        content[name] = value;
        return content;
    }

    private static CellFailure Describe(Exception exception) =>
        new(exception.GetType().Name, exception.Message, exception.ToString().Split('\n'), null);
}
