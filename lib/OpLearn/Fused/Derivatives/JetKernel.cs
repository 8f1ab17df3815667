using System.Numerics;
using TorchSharp;

namespace OpLearn;

/// <summary>A plain fully connected network's values and derivatives in its inputs on blocks of rows, forward and backward, while their numbers stay in the cache.</summary>
/// <remarks>
/// The streams of a <see cref="DerivativePlan"/> lie one after the other, <c>[streams, rows, padded width]</c>, so that a layer's products with all of them are one. With
/// <c>z = W h + b</c> and <c>h′ = σ(z)</c>: <c>∂ᵢh′ = σ′ ∂ᵢz</c>, <c>∂ᵢⱼh′ = σ″ ∂ᵢz ∂ⱼz + σ′ ∂ᵢⱼz</c>.
/// </remarks>
internal sealed unsafe class JetKernel : IDisposable
{
    private readonly MlpKernel network;
    private readonly (int A, int B)[] parts; // of a first derivative (−1, coordinate), of a second one the streams of its first ones
    private readonly int firsts;             // the streams 1 … firsts are first derivatives

    /// <summary>Copies the network's present weights.</summary>
    public JetKernel(MlpWeights network, DerivativePlan.Stream[] streams)
    {
        this.network = new MlpKernel(network);
        Streams = streams.Length;
        firsts = streams.Count(stream => stream.Order == 1);
        int Of(int coordinate) => Array.IndexOf(streams, new DerivativePlan.Stream(coordinate, -1));
        parts = [.. streams.Select(stream => stream.Order == 2 ? (Of(stream.I), Of(stream.J)) : (-1, stream.I))];
        Block = Math.Max(PackedGemm.Width, MlpKernel.Block / Streams / PackedGemm.Width * PackedGemm.Width);
    }

    public int Streams { get; }

    /// <summary>Rows of a block: a whole number of panels' columns.</summary>
    public int Block { get; }

    /// <summary>From one row of the outputs to the next.</summary>
    public int OutputRow => network.Padded[^1];

    public long GradientLength => network.GradientLength;

    /// <summary>Numbers of the widest layer's streams of a block.</summary>
    public long WidestLength => (long)Streams * Block * network.Padded.Max();

    /// <summary>Numbers of the states of so many rows: the inputs' streams; of each layer its values' streams and, but for the value, those of z.</summary>
    public long StateLength(int rows) => (long)rows * (Streams * network.Padded[0] + (2L * Streams - 1) * network.Padded.Skip(1).Sum());

    /// <summary>Evaluates rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>.</param>
    /// <param name="rows">At most <see cref="Block"/>.</param>
    /// <param name="states">Filled.</param>
    /// <returns>The outputs, <c>[streams, rows, padded width]</c>, a part of the states.</returns>
    public float* Forward(float* inputs, int rows, float* states)
    {
        int width = network.Widths[0], padded = network.Padded[0];
        new Span<float>(states, Streams * rows * padded).Clear();
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(inputs + (long)row * width, width).CopyTo(new Span<float>(states + (long)row * padded, width));
            for (int stream = 1; stream <= firsts; stream++) states[((long)stream * rows + row) * padded + parts[stream].B] = 1f;
        }
        float* from = states;
        for (int layer = 0; layer < network.Layers; layer++)
        {
            int units = network.Padded[layer + 1];
            float* values = from + (layer > 0 ? 2L * Streams - 1 : Streams) * rows * network.Padded[layer], inner = values + (long)Streams * rows * units;
            network.Multiply(layer, from, rows, values, withBias: true);
            if (Streams > 1) network.Multiply(layer, from + (long)rows * network.Padded[layer], (Streams - 1) * rows, inner, withBias: false);
            Bend(network.Curve(layer), values, inner, (long)rows * units);
            from = values;
        }
        return from;
    }

    /// <summary>Adds the gradients of the weights for rows whose outputs' gradients are given.</summary>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="slope">∂L/∂ of the outputs, <c>[streams, rows, padded width]</c>, zero where they are filled up; room for <see cref="WidestLength"/>; used up.</param>
    /// <param name="other">Room for as many numbers.</param>
    /// <param name="gradients">Added to: see <see cref="GradientLength"/>.</param>
    public void Backward(float* states, int rows, float* slope, float* other, float* gradients)
    {
        float* end = gradients + GradientLength;
        float* values = states + StateLength(rows);
        for (int layer = network.Layers - 1; layer >= 0; layer--)
        {
            int outputs = network.Padded[layer + 1], inputs = network.Padded[layer];
            values -= (2L * Streams - 1) * rows * outputs;
            float* before = values - (layer > 0 ? 2L * Streams - 1 : Streams) * rows * inputs, ofBias = end - outputs, ofWeights = ofBias - (long)outputs * inputs;
            Unbend(network.Curve(layer), values, values + (long)Streams * rows * outputs, slope, (long)rows * outputs);
            for (int row = 0; row < rows; row++)
                for (int i = 0; i < outputs; i += Vector<float>.Count) (Vector.Load(ofBias + i) + Vector.Load(slope + (long)row * outputs + i)).Store(ofBias + i);
            network.AddWeightGradient(layer, slope, before, Streams * rows, ofWeights);
            end = ofWeights;
            if (layer == 0) return;
            network.MultiplyBack(layer, slope, Streams * rows, other);
            float* used = slope;
            slope = other;
            other = used;
        }
    }

    /// <summary>See <see cref="MlpKernel.Write"/>.</summary>
    public void Write(float* gradients, ReadOnlySpan<torch.Tensor?> targets, bool adds = false) => network.Write(gradients, targets, adds);

    public void Dispose() => network.Dispose();

    /// <summary>Values hold z and become σ(z); their other streams are found from those of z.</summary>
    private void Bend(FusedActivation curve, float* values, float* inner, long count)
    {
        MlpKernel.Activate(curve, values, count);
        for (int stream = 1; stream < Streams; stream++)
        {
            float* z = inner + (stream - 1) * count, to = values + stream * count;
            if (stream <= firsts)
            {
                for (long i = 0; i < count; i += Vector<float>.Count) (Slopes(curve, Vector.Load(values + i)).Slope * Vector.Load(z + i)).Store(to + i);
                continue;
            }
            float* za = inner + (parts[stream].A - 1) * count, zb = inner + (parts[stream].B - 1) * count;
            for (long i = 0; i < count; i += Vector<float>.Count)
            {
                (Vector<float> slope, Vector<float> curvature) = Slopes(curve, Vector.Load(values + i));
                VectorFunctions.MultiplyAdd(curvature * Vector.Load(za + i), Vector.Load(zb + i), slope * Vector.Load(z + i)).Store(to + i);
            }
        }
    }

    /// <summary>∂L/∂ of a layer's streams become those of its z.</summary>
    private void Unbend(FusedActivation curve, float* values, float* inner, float* slopes, long count)
    {
        for (long i = 0; i < count; i += Vector<float>.Count) (Slopes(curve, Vector.Load(values + i)).Slope * Vector.Load(slopes + i)).Store(slopes + i);
        for (int stream = 1; stream < Streams; stream++)
        {
            float* z = inner + (stream - 1) * count, ofStream = slopes + stream * count;
            if (stream <= firsts)
            {
                for (long i = 0; i < count; i += Vector<float>.Count)
                {
                    (Vector<float> slope, Vector<float> curvature) = Slopes(curve, Vector.Load(values + i));
                    Vector<float> d = Vector.Load(ofStream + i);
                    VectorFunctions.MultiplyAdd(d * curvature, Vector.Load(z + i), Vector.Load(slopes + i)).Store(slopes + i);
                    (slope * d).Store(ofStream + i);
                }
                continue;
            }
            (int a, int b) = parts[stream];
            float* za = inner + (a - 1) * count, zb = inner + (b - 1) * count, ofA = slopes + a * count, ofB = slopes + b * count; // a and b may be one
            for (long i = 0; i < count; i += Vector<float>.Count)
            {
                Vector<float> h = Vector.Load(values + i), d = Vector.Load(ofStream + i), x = Vector.Load(za + i), y = Vector.Load(zb + i);
                (Vector<float> slope, Vector<float> curvature) = Slopes(curve, h);
                Vector<float> third = curve == FusedActivation.Tanh ? slope * (new Vector<float>(6f) * h * h - new Vector<float>(2f)) : Vector<float>.Zero, bent = d * curvature;
                VectorFunctions.MultiplyAdd(d, VectorFunctions.MultiplyAdd(third * x, y, curvature * Vector.Load(z + i)), Vector.Load(slopes + i)).Store(slopes + i);
                VectorFunctions.MultiplyAdd(bent, y, Vector.Load(ofA + i)).Store(ofA + i);
                VectorFunctions.MultiplyAdd(bent, x, Vector.Load(ofB + i)).Store(ofB + i);
                (slope * d).Store(ofStream + i);
            }
        }
    }

    /// <summary>σ′ and σ″ from σ.</summary>
    private static (Vector<float> Slope, Vector<float> Curvature) Slopes(FusedActivation curve, Vector<float> h)
    {
        if (curve == FusedActivation.Identity) return (Vector<float>.One, Vector<float>.Zero);
        if (curve == FusedActivation.Relu) return (Vector.ConditionalSelect(Vector.GreaterThan(h, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero), Vector<float>.Zero);
        Vector<float> slope = Vector<float>.One - h * h;
        return (slope, new Vector<float>(-2f) * h * slope);
    }
}
