using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Kernel.Tests.Protocol;

[Collection(nameof(Languages.Alone))] // it looks at the memory of the whole process
public sealed class HostileMessageTests
{
    [Fact]
    public void TenThousandMutatedMessagesNeitherExecuteNorKill()
    {
        var engine = new FakeEngine();
        using var client = new WireClient(engine);
        var random = new Random(20261123);
        byte[][] good = client.Encode("execute_request", new JsonObject { ["code"] = "print" });
        long before = 0;
        for (int i = 0; i < 10_000; i++)
        {
            if (i == 1000)
            {
                before = GC.GetTotalMemory(true);
            }

            client.SendRaw(Mutate(good, random), i % 3 == 0 ? Channel.Control : i % 3 == 1 ? Channel.Shell : Channel.Stdin);
        }

        client.Request("kernel_info_request", []);
        Assert.Equal("kernel_info_reply", client.Reply().Type);
        Assert.Empty(engine.Executed);
        Assert.True(client.Beats());
        Assert.True(GC.GetTotalMemory(true) - before < 8 * 1024 * 1024, "the messages stay in memory");
        Assert.Equal("ok", client.Execute("print").Content.Text("status"));
    }

    [Fact]
    public void SignedNonsenseIsAnsweredOrDropped()
    {
        var engine = new FakeEngine();
        using var client = new WireClient(engine);
        string[] contents =
        [
            "[]", "null", "{", "", "{\"code\":7}", "{\"code\":\"\\ud800\"}", "{\"code\":\"x\",\"code\":\"y\"}", "{\"code\":null}", "{}", "\"x\"",
            new string('[', 5000), "{\"code\":" + new string('[', 200) + new string(']', 200) + "}", "{\"a\":NaN}",
        ];
        foreach (string content in contents)
        {
            byte[][] frames = client.Encode("execute_request", []);
            frames[5] = Encoding.UTF8.GetBytes(content);
            frames[1] = WireClient.Sign(frames);
            client.SendRaw(frames);
        }

        client.Request("no_such_request", []);
        client.Request("x", []);
        client.Request("complete_request", new JsonObject { ["code"] = 3, ["cursor_pos"] = -5 });
        client.Request("history_request", []);
        while (client.Reply().Type != "history_reply")
        {
        }

        Assert.Empty(engine.Executed);
    }

    private static byte[][] Mutate(byte[][] good, Random random)
    {
        byte[][] frames = [.. good.Select(frame => (byte[])frame.Clone())];
        switch (random.Next(6))
        {
            case 0: // one bit of a signed frame or of the signature
                byte[] target = frames[1 + random.Next(5)];
                target[random.Next(target.Length)] ^= (byte)(1 << random.Next(8));
                return frames;
            case 1: // truncated
                return frames[..random.Next(1, frames.Length)];
            case 2: // unsigned
                frames[1] = [];
                return frames;
            case 3: // signed by another key
                frames[1] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
                    System.Security.Cryptography.HMACSHA256.HashData("other"u8, [.. frames[2], .. frames[3], .. frames[4], .. frames[5]])));
                return frames;
            case 4: // noise
                return [.. frames.Select(frame =>
                {
                    byte[] noise = new byte[random.Next(200)];
                    random.NextBytes(noise);
                    return noise;
                })];
            default: // frames swapped
                (frames[2], frames[5]) = (frames[5], frames[2]);
                return frames;
        }
    }
}
