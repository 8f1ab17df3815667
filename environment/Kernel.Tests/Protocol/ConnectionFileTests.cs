using System.Net;
using System.Net.Sockets;
using Xunit;

namespace OpLearn.Kernel.Tests.Protocol;

public sealed class ConnectionFileTests
{
    private const string Good =
        """{"transport":"tcp","ip":"127.0.0.1","key":"k","signature_scheme":"hmac-sha256","shell_port":5001,"control_port":5002,"iopub_port":5003,"stdin_port":5004,"hb_port":5005}""";

    [Fact]
    public void AGoodFileIsRead() => Assert.Equal(new ConnectionFile("127.0.0.1", 5001, 5002, 5003, 5004, 5005, "k"), Read(Good));

    [Theory]
    [InlineData("5001", "\"5001\"", "shell_port")]
    [InlineData("5002", "70000", "control_port")]
    [InlineData("5003", "5004", "differ")]
    [InlineData("127.0.0.1", "*", "address")]
    [InlineData("tcp", "ipc", "transport")]
    [InlineData("sha256", "md5", "signature_scheme")]
    [InlineData("\"key\":\"k\",", "", "key")]
    [InlineData("}", "", "")]
    public void ABadFileIsOneClearLine(string from, string to, string named)
    {
        var thrown = Assert.Throws<KernelStartException>(() => Read(Good.Replace(from, to)));
        Assert.Contains(named, thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void AMissingFileIsANonZeroExit() => Assert.Equal(1, KernelServer.Run("/no/such/file.json", new KernelOptions()));

    [Fact]
    public void ATakenPortIsANonZeroExitThatNamesIt()
    {
        var connection = WireClient.FreePorts();
        var taken = new TcpListener(IPAddress.Loopback, connection.Iopub);
        taken.Start();
        var thrown = Assert.Throws<KernelStartException>(() => new KernelServer(connection, new FakeEngine(), "csharp"));
        taken.Stop();
        Assert.Contains(connection.Iopub.ToString(), thrown.Message);
        Assert.Contains("in use", thrown.Message);
    }

    private static ConnectionFile Read(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return ConnectionFile.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
