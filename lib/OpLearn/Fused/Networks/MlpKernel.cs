using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A plain fully connected network on blocks of rows, forward and backward, whose numbers stay in the cache from the first layer to the last and back.</summary>
/// <remarks>
/// Every width is filled up to a multiple of <see cref="PackedGemm.Width"/> by units whose weights are zero. For activations whose derivative does not follow from their value
/// (<see cref="FusedActivation"/>) the states hold the derivatives, too.
/// </remarks>
internal sealed unsafe class MlpKernel : IDisposable
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 64;

    private readonly MlpWeights network;
    private readonly bool toInputs;
    private readonly AlignedBuffer panels;
    private readonly float*[] forward, backward, bias;
    private readonly int[] valuesAt, slopesAt; // of a layer, in numbers a row; −1 where its derivatives σ′ follow from its values
    private readonly float* zeros;           // as many as the widest layer has
    private readonly bool[] asked;           // whether a layer's gradients are wanted
    private int lowest;                      // of these layers

    /// <summary>Copies the network's present weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="toInputs">Whether gradients of the inputs will be asked for.</param>
    public MlpKernel(MlpWeights network, bool toInputs = false)
    {
        this.network = network;
        this.toInputs = toInputs;
        Widths = network.Widths;
        Padded = [.. Widths.Select(PackedGemm.Padded)];
        Layers = Widths.Length - 1;
        asked = [.. Enumerable.Repeat(true, Layers)];
        (forward, backward, bias) = (new float*[Layers], new float*[Layers], new float*[Layers]);
        (valuesAt, slopesAt) = (new int[Layers + 1], new int[Layers + 1]);
        int row = 0;
        long total = 0;
        for (int layer = 0; layer <= Layers; row += Padded[layer++]) valuesAt[layer] = row;
        for (int layer = 0; layer <= Layers; layer++)
        {
            bool kept = layer > 0 && Curve(layer - 1) > FusedActivation.Tanh;
            slopesAt[layer] = kept ? row : -1;
            if (kept) row += Padded[layer];
        }
        StateRow = row;
        for (int layer = 0; layer < Layers; layer++)
        {
            total += (long)Widths[layer] * Padded[layer + 1] + (long)Widths[layer + 1] * Padded[layer] + Padded[layer + 1];
            GradientLength += (long)(Padded[layer] + 1) * Padded[layer + 1];
        }
        panels = new AlignedBuffer(total + Padded.Max(), 3 * Layers + 1);
        zeros = panels.TakeZeros(Padded.Max());
        for (int layer = 0; layer < Layers; layer++) Pack(layer);
    }

    public int Layers { get; }

    /// <summary>Inputs, then the width of each layer.</summary>
    public int[] Widths { get; }

    /// <summary>The same, filled up.</summary>
    public int[] Padded { get; }

    /// <summary>Numbers of the gradients, filled up: weights <c>[outputs, inputs]</c> and biases of each layer in turn.</summary>
    public long GradientLength { get; }

    /// <summary>Whether any gradient will be asked for (<see cref="Ask"/>).</summary>
    public bool IsAsked => toInputs || lowest < Layers;

    /// <summary>Numbers of the states of a row: inputs, values of all layers, and σ′ where it is kept.</summary>
    private int StateRow { get; }

    /// <summary>Numbers of the states of <paramref name="rows"/> rows.</summary>
    public long StateLength(int rows) => (long)rows * StateRow;

    /// <summary>Evaluates rows that lie one after the other.</summary>
    public float* Forward(float* inputs, int rows, float* states) => Forward(inputs, Widths[0], rows, states);

    /// <summary>Evaluates rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>, in rows of <paramref name="inputRow"/> numbers.</param>
    /// <param name="inputRow">From one row of the inputs to the next.</param>
    /// <param name="rows">At most <see cref="Block"/> to stay in the cache.</param>
    /// <param name="states">Filled: inputs, then the values of each layer, <c>[rows, padded width]</c>.</param>
    /// <returns>The last layer's values.</returns>
    public float* Forward(float* inputs, int inputRow, int rows, float* states)
    {
        int padded = Padded[0], width = Widths[0];
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(inputs + (long)row * inputRow, width).CopyTo(new Span<float>(states + (long)row * padded, width));
            new Span<float>(states + (long)row * padded + width, padded - width).Clear();
        }
        return Propagate(states, rows);
    }

    /// <summary>The same for rows whose inputs stand in the states already.</summary>
    /// <param name="states">Inputs <c>[rows, padded width]</c>, those that are not there zero; filled with the values of each layer.</param>
    /// <param name="rows">At most <see cref="Block"/> to stay in the cache.</param>
    /// <returns>The last layer's values.</returns>
    public float* Propagate(float* states, int rows)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            float* values = Values(states, rows, layer + 1);
            Multiply(layer, Values(states, rows, layer), rows, values, withBias: true);
            Activate(Curve(layer), values, Known(states, rows, layer + 1), (long)rows * Padded[layer + 1]);
        }
        return Values(states, rows, Layers);
    }

    /// <summary>Tells whose gradients will be asked for: of all layers, where nothing is told. No work is done for frozen layers below.</summary>
    /// <param name="targets">As in <see cref="Write"/>.</param>
    public void Ask(ReadOnlySpan<Tensor?> targets)
    {
        int next = 0;
        for (int layer = 0; layer < Layers; layer++)
        {
            asked[layer] = targets[next++] is not null;
            if (network.Biases[layer] is not null) asked[layer] |= targets[next++] is not null;
        }
        int first = Array.IndexOf(asked, true);
        lowest = first < 0 ? Layers : first;
    }

    /// <summary>Adds the gradients of the weights that were asked for, for rows whose outputs' gradients are given.</summary>
    /// <param name="states">As <see cref="Propagate"/> left them.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="slope">∂L/∂ of the outputs, <c>[rows, padded width]</c>; used up.</param>
    /// <param name="spare">Room for as many numbers as the widest layer has.</param>
    /// <param name="gradients">Added to: see <see cref="GradientLength"/>.</param>
    /// <returns>∂L/∂ of the inputs, <c>[rows, padded width]</c>, in one of the two rooms; null unless they were announced.</returns>
    public float* Backward(float* states, int rows, float* slope, float* spare, float* gradients)
    {
        float* end = gradients + GradientLength;
        for (int layer = Layers - 1; layer >= (toInputs ? 0 : lowest); layer--)
        {
            int outputs = Padded[layer + 1], inputs = Padded[layer];
            float* ofBias = end - outputs, ofWeights = ofBias - (long)outputs * inputs;
            Deactivate(Curve(layer), Known(states, rows, layer + 1), slope, rows, outputs, ofBias);
            if (asked[layer]) AddWeightGradient(layer, slope, Values(states, rows, layer), rows, ofWeights);
            end = ofWeights;
            if (layer == lowest && !toInputs) return null;
            MultiplyBack(layer, slope, rows, spare);
            float* used = slope;
            slope = spare;
            spare = used;
        }
        return toInputs ? slope : null;
    }

    /// <summary>to = from · Wᵀ (+ b) of a layer.</summary>
    public void Multiply(int layer, float* from, int rows, float* to, bool withBias) =>
        Product(withBias ? bias[layer] : zeros, from, Padded[layer], rows, forward[layer], Widths[layer], to, Widths[layer + 1]);

    /// <summary>to = slope · W of a layer; of the first only where that was announced.</summary>
    public void MultiplyBack(int layer, float* slope, int rows, float* to) =>
        Product(zeros, slope, Padded[layer + 1], rows, backward[layer], Widths[layer + 1], to, Widths[layer]);

    /// <summary>gradient += slopeᵀ · before, <c>[outputs, inputs]</c> filled up.</summary>
    public void AddWeightGradient(int layer, float* slope, float* before, int rows, float* gradient)
    {
        int inputs = Padded[layer], outputs = Padded[layer + 1], units = Widths[layer + 1];
        for (int column = 0; column < inputs; column += PackedGemm.Width)
            if (FillsHalf(Widths[layer] - column)) PackedGemm.AddTransposedHalf(slope, outputs, units, before + column, inputs, rows, gradient + column, inputs);
            else PackedGemm.AddTransposed(slope, outputs, units, before + column, inputs, rows, gradient + column, inputs);
    }

    /// <summary>Writes the gradients of the weights and of the bias of each layer in turn.</summary>
    /// <param name="gradients">As <see cref="Backward"/> filled them.</param>
    /// <param name="targets">Contiguous tensors of the shapes of <see cref="MlpWeights.Parameters"/>; null where a gradient is not wanted.</param>
    /// <param name="adds">To what the targets hold.</param>
    public void Write(float* gradients, ReadOnlySpan<Tensor?> targets, bool adds = false)
    {
        int next = 0;
        for (int layer = 0; layer < Layers; layer++)
        {
            int inputs = Widths[layer], outputs = Widths[layer + 1];
            if (targets[next++] is { } weights) AlignedBuffer.Copy(gradients, outputs, inputs, Padded[layer], weights, adds);
            gradients += (long)Padded[layer + 1] * Padded[layer];
            if (network.Biases[layer] is not null && targets[next++] is { } constants) AlignedBuffer.Copy(gradients, 1, outputs, outputs, constants, adds);
            gradients += Padded[layer + 1];
        }
    }

    public void Dispose() => panels.Dispose();

    /// <summary>What follows a layer.</summary>
    public FusedActivation Curve(int layer) => layer == Layers - 1 ? network.Last : network.Hidden;

    /// <summary>to = start + from · panels, of which the last may be half empty: a layer of 40 units takes two and a half.</summary>
    private static void Product(float* start, float* from, int fromRow, int rows, float* panels, int depth, float* to, int columns)
    {
        int toRow = PackedGemm.Padded(columns);
        for (int column = 0; column < columns; column += PackedGemm.Width, panels += (long)depth * PackedGemm.Width)
            if (FillsHalf(columns - column)) PackedGemm.SetHalf(start + column, 0, from, fromRow, rows, panels, depth, to + column, toRow);
            else PackedGemm.Set(start + column, 0, from, fromRow, rows, panels, depth, to + column, toRow);
    }

    /// <summary>True where so many columns are not more than half a panel.</summary>
    public static bool FillsHalf(int columns) => 2 * columns <= PackedGemm.Width;

    /// <summary>The last layer's values in the states of so many rows.</summary>
    public float* Outputs(float* states, int rows) => Values(states, rows, Layers);

    /// <summary>Where a layer's values lie in the states of so many rows; layer 0 is the inputs.</summary>
    private float* Values(float* states, int rows, int layer) => states + (long)rows * valuesAt[layer];

    /// <summary>Where σ′ lies, or the values that it follows from.</summary>
    private float* Known(float* states, int rows, int layer) => slopesAt[layer] < 0 ? Values(states, rows, layer) : states + (long)rows * slopesAt[layer];

    private void Pack(int layer)
    {
        int inputs = Widths[layer], outputs = Widths[layer + 1];
        float* matrix = AlignedBuffer.Start(network.Weights[layer]);
        forward[layer] = panels.Take((long)inputs * Padded[layer + 1]);
        backward[layer] = panels.Take((long)outputs * Padded[layer]);
        bias[layer] = panels.TakeZeros(Padded[layer + 1]);
        PackedGemm.PackTransposed(matrix, inputs, inputs, outputs, forward[layer]);
        if (layer > 0 || toInputs) PackedGemm.Pack(matrix, inputs, outputs, inputs, backward[layer]);
        if (network.Biases[layer] is { } constants) new ReadOnlySpan<float>(AlignedBuffer.Start(constants), outputs).CopyTo(new Span<float>(bias[layer], outputs));
    }

    /// <summary>σ of numbers in their own place, a whole number of vectors of them; σ is simple: its derivative follows from its value.</summary>
    public static void Activate(FusedActivation curve, float* values, long count)
    {
        if (curve == FusedActivation.Identity) return;
        for (long i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.Load(values + i);
            (curve == FusedActivation.Relu ? Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x) : VectorFunctions.Tanh(x)).Store(values + i); // NaN stays
        }
    }

    /// <summary>The same for all activations; fills σ′ where it is kept.</summary>
    private void Activate(FusedActivation curve, float* values, float* slopes, long count)
    {
        if (curve > FusedActivation.Tanh) FusedActivations.Apply(curve, values, slopes, count);
        else if (curve == FusedActivation.Relu && network.Leak != 0f) ActivateLeaky(values, count);
        else Activate(curve, values, count);
    }

    private void ActivateLeaky(float* values, long count)
    {
        var leak = new Vector<float>(network.Leak);
        for (long i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.Load(values + i);
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), leak * x, x).Store(values + i);
        }
    }

    /// <summary>slope ← slope · σ′, and its sum over the rows is added to the gradient of the bias.</summary>
    /// <param name="curve">σ.</param>
    /// <param name="known">σ′ where it is kept, else σ.</param>
    /// <param name="slope"><c>[rows, width]</c>.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="width">A whole number of vectors.</param>
    /// <param name="bias"><c>[width]</c>.</param>
    private void Deactivate(FusedActivation curve, float* known, float* slope, int rows, int width, float* bias)
    {
        var leak = new Vector<float>(network.Leak);
        for (int row = 0; row < rows; row++, known += width, slope += width)
            for (int i = 0; i < width; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(slope + i), value = Vector.Load(known + i);
                if (curve == FusedActivation.Relu) d = Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), d, network.Leak == 0f ? Vector<float>.Zero : d * leak);
                else if (curve == FusedActivation.Tanh) d *= Vector<float>.One - value * value;
                else if (curve > FusedActivation.Tanh) d *= value;
                d.Store(slope + i);
                (Vector.Load(bias + i) + d).Store(bias + i);
            }
    }
}
