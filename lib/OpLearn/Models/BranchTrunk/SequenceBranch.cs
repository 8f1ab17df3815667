using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>
/// The recurrent branch of the sequential DeepONet: an encoder reads a history <c>[samples, steps, channels]</c> to its last state, which is repeated
/// <see cref="Coefficients"/> times and read by a decoder; one linear unit makes a coefficient of each step. Without a decoder, one linear layer makes all
/// coefficients of the last state.
/// </summary>
/// <remarks>
/// Gated recurrent unit: <c>z = σ(Wz x + bz + Uz h + cz)</c>, <c>r = σ(Wr x + br + Ur h + cr)</c>, <c>g = tanh(Wg x + bg + r ⊙ (Ug h + cg))</c>, <c>h ← z ⊙ h + (1 − z) ⊙ g</c>:
/// Keras' <c>reset_after</c> form, with <c>3 (u (i + u) + 2 u)</c> numbers for u units and i inputs. Kernels are Glorot uniform over the joined gates,
/// recurrent kernels orthogonal, biases zero (an LSTM's forget gate: 1), as in Keras. Differs for the LSTM: two biases a gate, 4 u numbers more than in Keras.
/// On a CPU in float32 the gated units are worked through a whole sequence at once in code of the library's own, the same to rounding as libtorch's,
/// which all else uses; <c>OPLEARN_FAST_PATHS=0</c> in the environment makes it libtorch's everywhere.
/// He et al., <see href="https://arxiv.org/abs/2306.08218"/>.
/// </remarks>
public sealed record SequenceBranch : BranchNetwork
{
    /// <value>Channels of the history; those of several functions together where one branch reads all. 1 by default.</value>
    public int Channels { get; init; } = 1;

    /// <value>Number of coefficients p; 100 by default.</value>
    public int Coefficients { get; init; } = 100;

    /// <value>Units of the encoder's layers; [256, 128] by default.</value>
    public IReadOnlyList<int> Encoder { get; init; } = [256, 128];

    /// <value>Units of the decoder's layers; [128, 256] by default. Empty for none, which is not the paper's branch but takes a fraction of its time.</value>
    public IReadOnlyList<int> Decoder { get; init; } = [128, 256];

    /// <value>True for long short-term memory cells, false (the default) for gated recurrent units.</value>
    public bool LongShortTermMemory { get; init; }

    internal override int OutputWidth => Coefficients;

    internal override nn.Module<Tensor, Tensor> Build(Generator random)
    {
        Checks.Positive(Channels, nameof(SequenceBranch), nameof(Channels));
        Checks.Positive(Coefficients, nameof(SequenceBranch), nameof(Coefficients));
        Checks.Widths(Encoder, nameof(SequenceBranch), nameof(Encoder));
        if (Decoder is null || Decoder.Count > 0) Checks.Widths(Decoder!, nameof(SequenceBranch), nameof(Decoder));
        return new Network(this, random);
    }

    private sealed class Network : nn.Module<Tensor, Tensor>, ICountsMultiplications
    {
        private readonly SequenceBranch options;
        private readonly ModuleList<nn.Module> encoder = new();
        private readonly ModuleList<nn.Module> decoder = new();
        private readonly Dense output;

        public Network(SequenceBranch options, Generator random) : base("sequence")
        {
            this.options = options;
            int width = options.Channels;
            foreach (int units in options.Encoder) { encoder.Add(Cell(width, units, random)); width = units; }
            foreach (int units in options.Decoder) { decoder.Add(Cell(width, units, random)); width = units; }
            output = new Dense(width, options.Decoder.Count > 0 ? 1 : options.Coefficients, Initializer.GlorotUniform, random);
            RegisterComponents();
        }

        public double Multiplications { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Checks.Shape(input, nameof(SequenceBranch), nameof(input), "[samples, steps, channels]", -1, -1, options.Channels);
            using DisposeScope scope = NewDisposeScope();
            long steps = Math.Max(input.shape[1], options.Coefficients), units = options.Encoder.Concat(options.Decoder).Max();
            bool fused = !options.LongShortTermMemory && FastPaths.Enabled && GruSequence.IsSupported(input, output.parameters().First(), steps, units);
            Multiplications = 3.0 * input.shape[0] * units * units * (fused ? steps : 1);
            return (fused ? Fused(input) : Plain(input)).MoveToOuterDisposeScope();
        }

        private Tensor Plain(Tensor h)
        {
            foreach (nn.Module layer in encoder) h = Run(layer, h);
            h = h.select(1, h.shape[1] - 1);
            if (options.Decoder.Count == 0) return output.call(h);
            h = h.unsqueeze(1).expand(-1, options.Coefficients, -1).contiguous();
            foreach (nn.Module layer in decoder) h = Run(layer, h);
            return output.call(h).squeeze(2);
        }

        // The steps come first; the decoder's input, the same in all its steps, is not written out.
        private Tensor Fused(Tensor input)
        {
            Tensor h = input.transpose(0, 1);
            for (int layer = 0; layer < encoder.Count; layer++) h = GruSequence.Run(h, 0, Weights(encoder[layer]), last: layer == encoder.Count - 1);
            if (options.Decoder.Count == 0) return output.call(h);
            foreach (nn.Module layer in decoder) h = GruSequence.Run(h, options.Coefficients, Weights(layer));
            return output.call(h).squeeze(2).t();
        }

        private static Tensor[] Weights(nn.Module layer) => [.. layer.parameters()];

        private static Tensor Run(nn.Module layer, Tensor h) => layer is GRU gated ? gated.call(h, null).Item1 : ((LSTM)layer).call(h, null).Item1;

        private nn.Module Cell(int inputs, int units, Generator random)
        {
            nn.Module cell = options.LongShortTermMemory ? nn.LSTM(inputs, units, batchFirst: true) : nn.GRU(inputs, units, batchFirst: true);
            foreach (var (name, parameter) in cell.named_parameters())
            {
                parameter.DetachFromDisposeScope(); // libtorch keeps them in any case, but this side's names for them would end with the caller's scope
                if (name.Contains("weight_ih", StringComparison.Ordinal)) Initializer.GlorotUniform.Fill(parameter, null, random);
                else if (name.Contains("weight_hh", StringComparison.Ordinal)) Initializer.Orthogonal.Fill(parameter, null, random);
                else ZeroBias(parameter, units, forgetGateIsOne: options.LongShortTermMemory && name.Contains("bias_ih", StringComparison.Ordinal));
            }
            return cell;
        }

        private static void ZeroBias(Tensor bias, int units, bool forgetGateIsOne)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            bias.zero_();
            if (forgetGateIsOne) bias.narrow(0, units, units).fill_(1.0); // the gates lie in the order input, forget, cell, output
        }
    }
}
