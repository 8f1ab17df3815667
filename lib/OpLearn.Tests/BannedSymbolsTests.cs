using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>
/// No method of TorchSharp is called that makes a number for libtorch and does not hold it (<see cref="HeldNumbers"/>): the compiled code says so. The compiler's own check of <c>BannedSymbols.txt</c>
/// names the line, but does not look at <c>x += 2.0</c>, and its list is kept by hand.
/// </summary>
public sealed class BannedSymbolsTests
{
    private static readonly string[] Makers = ["M:TorchSharp.Scalar..ctor(", "M:TorchSharp.Scalar.op_Implicit(", "M:TorchSharp.ScalarExtensionMethods.ToScalar("];
    private static readonly string[] Holders = [$"M:{typeof(HeldNumbers)}.", $"M:{typeof(Number)}."];
    private static readonly ILookup<string, string> OfTorch = CompiledCode.Calls(typeof(Tensor).Assembly.Location);
    private static readonly HashSet<string> Making = MethodsThatMakeANumber();

    [Fact]
    public void Library_HoldsItsNumbers() => Assert.Empty(Unheld(typeof(OperatorModel)));

    [Fact]
    public void Tests_HoldTheirNumbers_ButForTheTwoBelow() => Assert.Equal([nameof(Square), nameof(AddInPlace)], Unheld(typeof(BannedSymbolsTests)).Select(method => method.Split('(')[0].Split('.')[^1]));

    [Fact]
    public void BannedMethods_Exist()
    {
        var banned = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "BannedSymbols.txt")).Where(line => line.StartsWith("M:", StringComparison.Ordinal)).Select(line => line.Split(';')[0]);
        Assert.All(banned, method => Assert.True(OfTorch.Contains(method), method));
    }

#pragma warning disable RS0030 // what the rule must find
    internal static Tensor Square(Tensor x) => x.square();
#pragma warning restore RS0030

    /// <summary>The compiler's check does not see it.</summary>
    internal static void AddInPlace(Tensor x) => x += 2.0;

    /// <summary>The methods of an assembly, outside <see cref="HeldNumbers"/>, that make a number for TorchSharp or call what does.</summary>
    private static IEnumerable<string> Unheld(Type inside) =>
        CompiledCode.Calls(inside.Assembly.Location).Where(calls => !StartsWithAny(calls.Key, Holders) && calls.Any(to => Making.Contains(to) || StartsWithAny(to, Makers))).Select(calls => calls.Key);

    private static HashSet<string> MethodsThatMakeANumber()
    {
        ILookup<string, string> callers = OfTorch.SelectMany(calls => calls, (calls, to) => (From: calls.Key, To: to)).ToLookup(call => call.To, call => call.From);
        HashSet<string> found = [];
        Queue<string> next = new(callers.Select(calls => calls.Key).Where(method => StartsWithAny(method, Makers)));
        while (next.TryDequeue(out string? method))
            foreach (string caller in callers[method])
                if (!caller.StartsWith("M:TorchSharp.Scalar", StringComparison.Ordinal) && found.Add(caller)) next.Enqueue(caller);
        return found;
    }

    private static bool StartsWithAny(string text, string[] starts) => starts.Any(start => text.StartsWith(start, StringComparison.Ordinal));
}
