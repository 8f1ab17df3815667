using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Fourier neural operators as the scripts of 2021 have them, with the relative error as the loss.</summary>
internal static class FourierSteps
{
    private const int Samples = 20, Layers = 4, Projection = 128;

    public static Workload[] All => [Step("fno-1d", 64, [16], [1024]), Step("fno-2d", 32, [12, 12], [85, 85])];

    private static Workload Step(string name, int width, int[] modes, int[] grid)
    {
        string description = $"width {width}, {string.Join(" × ", modes)} modes, {Layers} layers, {Samples} functions on {string.Join(" × ", grid)} points";
        double flops = Arithmetic.Fourier(Samples, grid, modes.Length + 1, width, modes, Layers, Projection);
        return new Workload(name, description, flops, () =>
        {
            int points = grid.Aggregate(1, (product, axis) => product * axis);
            Tensor field = randn([Samples, .. grid.Select(axis => (long)axis), 1]), targets = randn(Samples, points, 1), locations = rand(points, grid.Length);
            var own = OwnStep.Both(() => Fno.Create(new FnoOptions { Modes = modes, Width = width, Seed = 0 }), new OperatorBatch([field], locations, targets, null), OperatorLoss.RelativeL2());
            var network = new Script(width, modes);
            Tensor input = cat([field, locations.reshape([1, .. grid.Select(axis => (long)axis), grid.Length]).expand([Samples, .. grid.Select(axis => (long)axis), grid.Length])], -1);
            return [.. own, PlainStep.Make([network], () => ((network.call(input).reshape(Samples, points) - targets.squeeze(2)).norm(1) / targets.squeeze(2).norm(1)).mean())];
        })
        { Bytes = Arithmetic.FourierBytes(Samples, grid, width, modes, Layers) };
    }

    /// <summary>The network in TorchSharp's modules, channels first inside, with libtorch's transforms and a sum over channels for each frequency.</summary>
    private sealed class Script : nn.Module<Tensor, Tensor>
    {
        private readonly int[] modes;
        private readonly Linear lifting, hidden, output;
        private readonly ModuleList<nn.Module<Tensor, Tensor>> skips = [];
        private readonly ParameterList weights = [];

        public Script(int width, int[] modes) : base("fno")
        {
            this.modes = modes;
            (lifting, hidden, output) = (nn.Linear(modes.Length + 1, width), nn.Linear(width, Projection), nn.Linear(Projection, 1));
            for (int layer = 0; layer < Layers; layer++)
            {
                skips.Add(nn.Conv1d(width, width, 1));
                for (int block = 0; block < modes.Length; block++) weights.Add(new Parameter(rand([width, width, .. modes.Select(mode => (long)mode), 2]) / (width * width))); // corners of the half spectrum
            }
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = NewDisposeScope();
            int axes = modes.Length;
            Tensor v = ChannelsFirst(lifting.call(input));
            for (int layer = 0; layer < Layers; layer++)
            {
                Tensor skip = skips[layer].call(v.flatten(2)).reshape(v.shape);
                v = Spectral(v, layer * axes) + skip;
                if (layer < Layers - 1) v = nn.functional.gelu(v);
            }
            return output.call(nn.functional.gelu(hidden.call(ChannelsLast(v)))).MoveToOuterDisposeScope();
        }

        private static Tensor ChannelsFirst(Tensor v) => v.dim() == 3 ? v.permute(0, 2, 1) : v.permute(0, 3, 1, 2);

        private static Tensor ChannelsLast(Tensor v) => v.dim() == 3 ? v.permute(0, 2, 1) : v.permute(0, 2, 3, 1);

        private Tensor Spectral(Tensor v, int first)
        {
            if (modes.Length == 1)
            {
                Tensor kept = einsum("bix,iox->box", fft.rfft(v).narrow(2, 0, modes[0]), view_as_complex(weights[first]));
                return fft.irfft(nn.functional.pad(kept, [0, (v.shape[2] / 2) + 1 - modes[0]]), v.shape[2]);
            }
            Tensor spectrum = fft.rfft2(v);
            long rows = v.shape[2], columns = (v.shape[3] / 2) + 1;
            Tensor low = einsum("bixy,ioxy->boxy", spectrum.narrow(2, 0, modes[0]).narrow(3, 0, modes[1]), view_as_complex(weights[first]));
            Tensor high = einsum("bixy,ioxy->boxy", spectrum.narrow(2, rows - modes[0], modes[0]).narrow(3, 0, modes[1]), view_as_complex(weights[first + 1]));
            Tensor between = zeros([v.shape[0], v.shape[1], rows - (2 * modes[0]), modes[1]], ScalarType.ComplexFloat32);
            return fft.irfft2(nn.functional.pad(cat([low, between, high], 2), [0, columns - modes[1]]), [rows, v.shape[3]]);
        }
    }
}
