using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>What a training step leaves to the garbage collector does not grow with the steps before it.</summary>
[Collection("process-wide state")]
public class StepAllocationTests
{
    private static readonly Dictionary<string, Func<OperatorModel>> Models = new()
    {
        ["DeepONet"] = () => DeepONet.Create(new DeepONetOptions { Sensors = 20, BranchWidths = [32, 16], TrunkWidths = [32, 16], Seed = 1 }),
        ["recurrent branch"] = () => MioNet.Create(new MioNetOptions { Branches = [new SequenceBranch { Coefficients = 16, Encoder = [8], Decoder = [] }], TrunkWidths = [32, 16], Seed = 1 }),
        ["FNO"] = () => Fno.Create(new FnoOptions { Modes = [4], Width = 16, Seed = 1 }),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void LaterSteps_AllocateNoMoreThanEarlierOnes(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(1);
        using var set = new OperatorDataset(["u"], [randn([16, 20, 1], generator: random)], linspace(0.0, 1.0, 20).unsqueeze(1), ["s"], randn([16, 20, 1], generator: random));
        using OperatorModel model = Models[name]();
        var at = new List<long>();
        var monitor = new MonitorOptions { Every = 100, OnReport = _ => at.Add(GC.GetAllocatedBytesForCurrentThread()) };
        Trainer.Fit(model, set, new TrainerOptions { Iterations = 600, Seed = 0, Batch = new BatchOptions { Functions = 8 }, Monitor = monitor });
        long[] hundreds = [.. at.Zip(at.Skip(1), (before, after) => after - before)];
        TestContext.Current.TestOutputHelper?.WriteLine($"bytes in a hundred steps: {string.Join(", ", hundreds)}");
        Assert.True(hundreds.Length >= 4, $"{hundreds.Length}");
        Assert.InRange(hundreds[^1], 1, 1.1 * hundreds[1]);
    }
}
