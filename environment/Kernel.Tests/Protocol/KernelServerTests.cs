using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Kernel.Tests.Protocol;

public sealed class KernelServerTests : IDisposable
{
    private readonly FakeEngine engine = new();
    private readonly WireClient client;

    public KernelServerTests() => client = new WireClient(engine);

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("Shell")]
    [InlineData("Control")]
    public void KernelInfoNamesProtocolAndLanguage(string channel)
    {
        client.Request("kernel_info_request", [], Enum.Parse<Channel>(channel));
        var reply = client.Reply(Enum.Parse<Channel>(channel));
        Assert.Equal("kernel_info_reply", reply.Type);
        Assert.Equal("5.4", reply.Content.Text("protocol_version"));
        Assert.Equal("C#", reply.Content.Child("language_info")!.Text("name"));
        Assert.Equal(["status", "status"], client.UntilIdle().Select(message => message.Type));
    }

    [Fact]
    public void OutputsComeInOrderBetweenBusyAndIdleAndStreamsAreGathered()
    {
        var reply = client.Execute("print");
        Assert.Equal("ok", reply.Content.Text("status"));
        Assert.Equal(1, reply.Content.Integer("execution_count"));
        var seen = client.UntilIdle();
        Assert.Equal(
            ["status", "execute_input", "stream", "stream", "display_data", "clear_output", "stream", "stream", "display_data", "clear_output", "execute_result", "stream", "status"],
            seen.Select(message => message.Type));
        Assert.Equal("ab\n", seen[2].Content.Text("text"));
        Assert.Equal("stderr", seen[3].Content.Text("name"));
        Assert.Equal("id1", seen[4].Content.Child("transient")!.Text("display_id"));
        Assert.Equal("again", seen[8].Content.Child("data")!.Text("text/plain"));
        Assert.Equal("42", seen[10].Content.Child("data")!.Text("text/plain"));
    }

    // VS Code's extension forgets the display of a cell whose old outputs it has just cleared: of this front end no update is heard.
    [Theory]
    [InlineData("progress")]
    [InlineData("progress beside much")]
    public void TheLastProgressIsShownWhereUpdatesAreLost(string code)
    {
        for (int i = 0; i < 10; i++)
        {
            client.Execute(code);
            var page = new List<string>();
            bool clear = false;
            foreach (WireMessage message in client.UntilIdle())
            {
                if (message.Type == "clear_output") clear = true;
                if (message.Type is not ("display_data" or "stream")) continue;
                if (clear) page.Clear();
                clear = false;
                page.Add(message.Content.Text("text") ?? message.Content.Child("data")!.Text("text/plain")!);
            }

            Assert.Equal(["before\n", "step 30 of 30"], page.Where(text => text.Length < 100));
        }
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"vscode":{"languageId":"fsharp"}}""", "fsharp")]
    [InlineData("""{"vscode":{"languageId":"python"}}""", null)]
    [InlineData("""{"dotnet_interactive":{"language":"csharp"},"vscode":{"languageId":"fsharp"}}""", "csharp")]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"},"dotnet_interactive":{"language":"csharp"}}""", "fsharp")]
    [InlineData("""{"polyglot_notebook":7}""", null)]
    public void TheLanguageComesFromTheMetadata(string metadata, string? language)
    {
        client.Execute("x", metadata: metadata);
        Assert.Equal(language, Assert.Single(engine.Executed).Language);
    }

    [Fact]
    public void AnErrorAbortsWhatIsQueuedBehindIt()
    {
        foreach (string code in new[] { "fail", "one", "two" })
        {
            client.Request("execute_request", WireClient.ExecuteContent(code));
        }

        var first = client.Reply();
        Assert.Equal("error", first.Content.Text("status"));
        Assert.Equal("Boom", first.Content.Text("ename"));
        Assert.Equal("aborted", client.Reply().Content.Text("status"));
        Assert.Equal("aborted", client.Reply().Content.Text("status"));
        Assert.Contains(client.UntilIdle(), message => message.Type == "error" && message.Content.Text("evalue") == "it broke");
        Assert.Equal("ok", client.Execute("three").Content.Text("status"));
        Assert.Equal(["fail", "three"], engine.Executed.Select(cell => cell.Source));
    }

    [Fact]
    public void WithoutStopOnErrorTheQueueGoesOn()
    {
        client.Request("execute_request", WireClient.ExecuteContent("fail", new JsonObject { ["stop_on_error"] = false }));
        client.Request("execute_request", WireClient.ExecuteContent("one"));
        Assert.Equal("error", client.Reply().Content.Text("status"));
        Assert.Equal("ok", client.Reply().Content.Text("status"));
    }

    [Fact]
    public void ASessionThatThrowsIsAnErrorOfTheCell()
    {
        Assert.Equal("InvalidTimeZoneException", client.Execute("throw").Content.Text("ename"));
        Assert.Equal("ok", client.Execute("x").Content.Text("status"));
    }

    [Theory]
    [InlineData("Control")]
    [InlineData("Shell")]
    public void InterruptsStopALoopTwiceWhileControlAnswers(string channel)
    {
        Channel asked = Enum.Parse<Channel>(channel);
        for (int round = 0; round < 2; round++)
        {
            client.Request("execute_request", WireClient.ExecuteContent("spin"));
            SpinWait.SpinUntil(() => engine.Executed.Count == round + 1, 5000);
            client.Request("kernel_info_request", [], Channel.Control);
            Assert.Equal("kernel_info_reply", client.Reply(Channel.Control).Type);
            Assert.True(client.Beats());
            client.Request("interrupt_request", [], asked);
            Assert.Equal("interrupt_reply", client.Reply(asked).Type);
            Assert.Equal("Interrupted", client.Reply().Content.Text("ename"));
        }

        Assert.Equal("ok", client.Execute("x").Content.Text("status"));
    }

    [Fact]
    public void ACellThatCannotBeStoppedIsReported()
    {
        client.Request("execute_request", WireClient.ExecuteContent("native"));
        SpinWait.SpinUntil(() => engine.Executed.Count == 1, 5000);
        client.Request("interrupt_request", [], Channel.Control);
        client.Reply(Channel.Control);
        client.Reply();
        Thread.Sleep(100);
        var seen = client.UntilIdle().Concat(client.UntilIdle());
        Assert.Contains(seen, message => message.Content.Text("name") == "stderr" && message.Content.Text("text")!.Contains("restart"));
    }

    [Fact]
    public void InputIsAskedOfTheFrontEndThatAllowsIt()
    {
        client.Request("execute_request", WireClient.ExecuteContent("ask", new JsonObject { ["allow_stdin"] = true }));
        var request = client.Reply(Channel.Stdin);
        Assert.Equal("name?", request.Content.Text("prompt"));
        client.Request("input_reply", new JsonObject { ["value"] = "Ada" }, Channel.Stdin);
        Assert.Equal("ok", client.Reply().Content.Text("status"));
        Assert.Contains(client.UntilIdle(), message => message.Content.Child("data")?.Text("text/plain") == "got Ada");
        Assert.Equal("InvalidOperationException", client.Execute("ask").Content.Text("ename"));
    }

    [Fact]
    public void OffsetsCountCodePoints()
    {
        client.Request("complete_request", new JsonObject { ["code"] = "😀ab", ["cursor_pos"] = 2 });
        var reply = client.Reply().Content;
        Assert.Equal("😀a", reply["matches"]![0]!.GetValue<string>());
        Assert.Equal(2, reply.Integer("cursor_end"));
    }

    [Fact]
    public void TheSmallRequestsAreAnswered()
    {
        (string Type, JsonObject Content, string Field)[] requests =
        [
            ("inspect_request", new JsonObject { ["code"] = "known", ["cursor_pos"] = 1 }, "found"),
            ("is_complete_request", new JsonObject { ["code"] = "{" }, "indent"),
            ("history_request", [], "history"),
            ("comm_info_request", [], "comms"),
        ];
        foreach (var (type, content, field) in requests)
        {
            client.Request(type, content);
            var reply = client.Reply();
            Assert.Equal(type.Replace("request", "reply"), reply.Type);
            Assert.NotNull(reply.Content[field]);
            client.UntilIdle();
        }

        client.Request("comm_open", new JsonObject { ["comm_id"] = "c", ["target_name"] = "t", ["data"] = new JsonObject() });
        Assert.Contains(client.UntilIdle(), message => message.Type == "comm_close" && message.Content.Text("comm_id") == "c");
    }

    [Theory]
    [InlineData("""{"hist_access_type":"tail","n":2}""", "[[1,2,\"y = 2\"],[1,3,\"x = 1\"]]")]
    [InlineData("""{"hist_access_type":"tail","n":1,"output":true}""", "[[1,3,[\"x = 1\",null]]]")]
    [InlineData("""{"hist_access_type":"range","session":0,"start":1,"stop":3}""", "[[1,1,\"x = 1\"],[1,2,\"y = 2\"]]")]
    [InlineData("""{"hist_access_type":"range","session":7,"start":1,"stop":3}""", "[]")]
    [InlineData("""{"hist_access_type":"search","pattern":"? = *1","unique":true}""", "[[1,3,\"x = 1\"]]")]
    [InlineData("""{"hist_access_type":"search","pattern":"(","n":-1}""", "[]")]
    [InlineData("""{"hist_access_type":"else","n":"many"}""", "[]")]
    public void HistoryTellsWhatRan(string request, string expected)
    {
        foreach (string code in (string[])["x = 1", "y = 2", "x = 1"]) client.Execute(code);
        client.Execute("not kept", new JsonObject { ["store_history"] = false });
        client.Request("history_request", (JsonObject)JsonNode.Parse(request)!);
        JsonObject content = client.Reply().Content;
        Assert.Equal("ok", content.Text("status"));
        Assert.Equal(expected, content["history"]!.ToJsonString());
    }

    [Fact]
    public void ADebugRequestIsRefusedInItsOwnProtocol()
    {
        client.Request("debug_request", new JsonObject { ["type"] = "request", ["seq"] = 3, ["command"] = "initialize" }, Channel.Control);
        WireMessage reply = client.Reply(Channel.Control);
        Assert.Equal("debug_reply", reply.Type);
        Assert.False(reply.Content.Flag("success"));
        Assert.Equal(3, reply.Content.Integer("request_seq"));
    }

    [Theory]
    [InlineData("Shell")]
    [InlineData("Control")]
    public void ShutdownAnswersAndEnds(string channel)
    {
        var runner = new Thread(client.Server.WaitForShutdown) { IsBackground = true };
        runner.Start();
        client.Request("shutdown_request", new JsonObject { ["restart"] = true }, Enum.Parse<Channel>(channel));
        var reply = client.Reply(Enum.Parse<Channel>(channel));
        Assert.Equal("shutdown_reply", reply.Type);
        Assert.True(reply.Content.Flag("restart"));
        Assert.True(runner.Join(5000));
    }
}
