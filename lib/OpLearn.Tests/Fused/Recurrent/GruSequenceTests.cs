using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class GruSequenceTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(5, 7, 3, 16, false)]
    [InlineData(101, 64, 2, 64, false)]
    [InlineData(9, 33, 20, 27, false)] // units that are no multiple of a vector, samples that are no multiple of a block
    [InlineData(40, 18, 5, 32, true)]  // the same input in all steps
    [InlineData(6, 2, 4, 300, true)]
    [InlineData(1, 1, 1, 5, false)]
    [InlineData(26, 64, 1, 64, false, true)]  // the last step alone
    [InlineData(11, 20, 9, 144, false, true)] // many inputs, many units
    [InlineData(11, 20, 8, 130, false)]       // few inputs, many units
    [InlineData(7, 20, 3, 32, true, true)]
    public void ValueAndGradients_AreThoseOfLibtorch(int steps, int samples, int inputs, int units, bool repeated, bool last = false)
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(steps, samples, inputs, units, repeated, last);
        Tensor[] expected = Differentiate(layer, layer.Libtorch()), came = Differentiate(layer, layer.Fast()), plain = Differentiate(layer, layer.Plain());
        for (int i = 0; i < expected.Length; i++)
        {
            if (i == 3 && steps == 1) Assert.Equal(0.0, came[i].abs().max().ToDouble()); // U is not used by one step from zero
            else Assert.True(Distance(expected[i], came[i]) < Tolerance && Distance(expected[i], plain[i]) < Tolerance, $"{layer.Names[i]}: {Distance(expected[i], came[i])}, {Distance(expected[i], plain[i])}");
        }
    }

    [Fact]
    public void WithoutGradients_ValueIsTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(8, 5, 3, 16, repeated: false);
        Tensor withGradients = layer.Fast();
        using IDisposable none = no_grad();
        Assert.True(layer.Fast().equal(withGradients).all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GradientsOfGradients_AreThoseOfThePlainForm(bool last)
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(4, 3, 2, 16, repeated: false, last);
        Tensor[] Second(Tensor output)
        {
            Tensor first = autograd.grad([output.square().sum()], [layer.Input], retain_graph: true, create_graph: true)[0];
            layer.ZeroGradients();
            first.square().sum().backward();
            return [.. layer.Weights.Select(weight => weight.grad!.clone())];
        }
        Tensor[] came = Second(layer.Fast()), plain = Second(layer.Plain());
        for (int i = 0; i < plain.Length; i++) Assert.True(Distance(plain[i], came[i]) < Tolerance, $"{i}: {Distance(plain[i], came[i])}");
    }

    [Fact]
    public void NumberOfThreads_ChangesNoBitOfWhatTheRecurrenceFinds()
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(7, 150, 3, 48, repeated: false);
        using var restored = new RestoredThreads();
        set_num_threads(1);
        Tensor[] one = [layer.Fast(), .. WeightGradients(layer, layer.Input.detach())];
        set_num_threads(3);
        Tensor[] three = [layer.Fast(), .. WeightGradients(layer, layer.Input.detach())];
        Assert.All(one.Zip(three), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void WithoutAGradientOfTheInput_ThoseOfTheWeightsAreTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(7, 20, 3, 48, repeated: false);
        Assert.All(WeightGradients(layer, layer.Input).Zip(WeightGradients(layer, layer.Input.detach())), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void NotANumber_ComesThrough()
    {
        using DisposeScope scope = NewDisposeScope();
        using Layer layer = new(4, 3, 2, 16, repeated: false);
        using (no_grad()) layer.Input[1, 2, 0] = double.NaN;
        Tensor bad = layer.Fast().isnan().any(dim: 2);
        Assert.Equal("F F F | F F T | F F T | F F T", string.Join(" | ", Enumerable.Range(0, 4).Select(step => string.Join(" ", Enumerable.Range(0, 3).Select(sample => bad[step, sample].item<bool>() ? "T" : "F")))));
    }

    [Fact]
    public void TenThousandSteps_HoldNoMemory()
    {
        using Layer layer = new(3, 2, 2, 16, repeated: false);
        Steps(300);
        long tensors = Tensor.TotalCount, bytes = Resident();
        Steps(10_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - bytes, long.MinValue, 30L << 20); // 3 kB a step would be seen

        void Steps(int count)
        {
            for (int step = 0; step < count; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                layer.ZeroGradients();
                layer.Fast().square().sum().backward();
            }
            layer.ZeroGradients();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        static long Resident()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]  // long short-term memory cells stay libtorch's
    [InlineData(ScalarType.Float64, false)] // so does float64
    public void Branch_IsTheSameWithAndWithoutFastPaths(ScalarType type, bool lstm)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceBranch branch = new() { Channels = 2, Coefficients = 6, Encoder = [24, 12], Decoder = [12, 20], LongShortTermMemory = lstm };
        using MioNet model = MioNet.Create(new MioNetOptions { Branches = [branch], TrunkWidths = [8, 6], Seed = 3 });
        model.to(type);
        Tensor input = ModelChecks.Random(1, 9, 13, 2).to(type), locations = ModelChecks.Random(2, 7, 1).to(type);
        Tensor[] Run()
        {
            model.zero_grad();
            Tensor value = model.call([input], locations);
            value.square().sum().backward();
            return [value, .. model.parameters().Select(parameter => parameter.grad!.clone())];
        }
        Tensor[] fast = Run(), plain;
        using (FastPaths.Off()) plain = Run();
        bool exact = lstm || type == ScalarType.Float64;
        for (int i = 0; i < plain.Length; i++) Assert.True(Distance(plain[i], fast[i]) <= (exact ? 0.0 : Tolerance), $"{i}: {Distance(plain[i], fast[i])}");
        if (!exact) Assert.True(Distance(plain[0], fast[0]) > 0.0, "the fast path has not been taken");
    }

    private static double Distance(Tensor expected, Tensor came) => ((expected - came).norm() / expected.norm()).ToDouble();

    private static IList<Tensor> WeightGradients(Layer layer, Tensor input) => autograd.grad([(GruSequence.Run(input, 0, layer.Weights) * layer.Slope).sum()], layer.Weights);

    private static Tensor[] Differentiate(Layer layer, Tensor output)
    {
        layer.ZeroGradients();
        (output * layer.Slope).sum().backward();
        return [output, layer.Input.grad!.clone(), .. layer.Weights.Select(weight => weight.grad!.clone())];
    }

    private sealed class Layer : IDisposable
    {
        private readonly GRU libtorch;
        private readonly int steps;
        private readonly bool last;

        public Layer(int steps, int samples, int inputs, int units, bool repeated, bool last = false)
        {
            this.steps = steps;
            this.last = last;
            libtorch = nn.GRU(inputs, units);
            using var random = new Generator(7);
            using (no_grad())
                foreach (Parameter parameter in libtorch.parameters()) parameter.normal_(0.0, 1.0 / Math.Sqrt(units), random);
            Weights = [.. libtorch.parameters()];
            Input = (repeated ? randn(samples, inputs, generator: random) : randn(steps, samples, inputs, generator: random)).requires_grad_().DetachFromDisposeScope();
            Slope = (last ? randn(samples, units, generator: random) : randn(steps, samples, units, generator: random)).DetachFromDisposeScope();
        }

        public string[] Names { get; } = ["value", "input", "W", "U", "b", "c"];

        public Tensor Input { get; }

        public Tensor Slope { get; }

        public Tensor[] Weights { get; }

        public Tensor Libtorch()
        {
            Tensor all = libtorch.call(Input.dim() == 2 ? Input.unsqueeze(0).expand(steps, -1, -1).contiguous() : Input, null).Item1;
            return last ? all[-1] : all;
        }

        public Tensor Fast() => GruSequence.Run(Input, steps, Weights, last);

        public Tensor Plain() => GruSequence.ByOperations(Input, steps, Weights, last);

        public void ZeroGradients()
        {
            foreach (Tensor tensor in (Tensor[])[Input, .. Weights]) tensor.grad = null;
        }

        public void Dispose()
        {
            libtorch.Dispose();
            Input.Dispose();
            Slope.Dispose();
        }
    }
}
