using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A plain fully connected network on blocks of rows, forward and backward, whose numbers stay in the cache from the first layer to the last and back.</summary>
/// <remarks>Every width is filled up to a multiple of <see cref="PanelProduct.Width"/> by units whose weights are zero. ReLU, tanh and identity: their derivatives follow from their values.</remarks>
internal sealed unsafe class MlpKernel : IDisposable
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 64;

    private readonly PlainMlp network;
    private readonly AlignedNumbers panels;
    private readonly float*[] forward, backward, bias;
    private readonly float* zeros; // as many as the widest layer has

    /// <summary>Copies the network's present weights.</summary>
    public MlpKernel(PlainMlp network)
    {
        this.network = network;
        Widths = network.Widths;
        Padded = [.. Widths.Select(PanelProduct.Padded)];
        Layers = Widths.Length - 1;
        (forward, backward, bias) = (new float*[Layers], new float*[Layers], new float*[Layers]);
        long total = 0;
        for (int layer = 0; layer < Layers; layer++) total += (long)Widths[layer] * Padded[layer + 1] + (long)Widths[layer + 1] * Padded[layer] + Padded[layer + 1];
        panels = new AlignedNumbers(total + Padded.Max(), 3 * Layers + 1);
        zeros = panels.TakeZeros(Padded.Max());
        for (int layer = 0; layer < Layers; layer++) Pack(layer);
    }

    public int Layers { get; }

    /// <summary>Inputs, then the width of each layer.</summary>
    public int[] Widths { get; }

    /// <summary>The same, filled up.</summary>
    public int[] Padded { get; }

    /// <summary>Numbers of the states of <paramref name="rows"/> rows: inputs and all layers.</summary>
    public long StateLength(int rows) => (long)rows * Padded.Sum();

    /// <summary>Numbers of the gradients, filled up: weights <c>[outputs, inputs]</c> and biases of each layer in turn.</summary>
    public long GradientLength => Enumerable.Range(0, Layers).Sum(layer => (long)(Padded[layer] + 1) * Padded[layer + 1]);

    /// <summary>Where a layer's values lie in the states of so many rows; layer −1 holds the inputs.</summary>
    public float* State(float* states, int rows, int layer) => states + (long)rows * Padded.Take(layer + 1).Sum();

    /// <summary>Evaluates rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>.</param>
    /// <param name="rows">At most <see cref="Block"/> to stay in the cache.</param>
    /// <param name="states">Filled: inputs, then the values of each layer, <c>[rows, padded width]</c>.</param>
    /// <returns>The last layer's values.</returns>
    public float* Forward(float* inputs, int rows, float* states)
    {
        int padded = Padded[0], width = Widths[0];
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(inputs + (long)row * width, width).CopyTo(new Span<float>(states + (long)row * padded, width));
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
        float* from = states;
        for (int layer = 0; layer < Layers; layer++)
        {
            float* to = from + (long)rows * Padded[layer];
            Multiply(layer, from, rows, to, withBias: true);
            Activate(Curve(layer), to, (long)rows * Padded[layer + 1]);
            from = to;
        }
        return from;
    }

    /// <summary>Adds the gradients of the weights for rows whose outputs' gradients are given.</summary>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="slope">∂L/∂ of the outputs, <c>[rows, padded width]</c>; used up.</param>
    /// <param name="spare">Room for as many numbers as the widest layer has.</param>
    /// <param name="gradients">Added to: see <see cref="GradientLength"/>.</param>
    public void Backward(float* states, int rows, float* slope, float* spare, float* gradients)
    {
        float* end = gradients + GradientLength;
        for (int layer = Layers - 1; layer >= 0; layer--)
        {
            int outputs = Padded[layer + 1], inputs = Padded[layer];
            float* values = State(states, rows, layer), before = State(states, rows, layer - 1), ofBias = end - outputs, ofWeights = ofBias - (long)outputs * inputs;
            Deactivate(Curve(layer), values, slope, rows, outputs, ofBias);
            AddWeightGradient(layer, slope, before, rows, ofWeights);
            end = ofWeights;
            if (layer == 0) return;
            MultiplyBack(layer, slope, rows, spare);
            float* used = slope;
            slope = spare;
            spare = used;
        }
    }

    /// <summary>to = from · Wᵀ (+ b) of a layer.</summary>
    public void Multiply(int layer, float* from, int rows, float* to, bool withBias) =>
        Product(withBias ? bias[layer] : zeros, from, Padded[layer], rows, forward[layer], Widths[layer], to, Widths[layer + 1]);

    /// <summary>to = slope · W of a layer but the first.</summary>
    public void MultiplyBack(int layer, float* slope, int rows, float* to) =>
        Product(zeros, slope, Padded[layer + 1], rows, backward[layer], Widths[layer + 1], to, Widths[layer]);

    /// <summary>gradient += slopeᵀ · before, <c>[outputs, inputs]</c> filled up.</summary>
    public void AddWeightGradient(int layer, float* slope, float* before, int rows, float* gradient)
    {
        int inputs = Padded[layer], outputs = Padded[layer + 1], units = Widths[layer + 1];
        for (int column = 0; column < inputs; column += PanelProduct.Width)
            if (FillsHalf(Widths[layer] - column)) PanelProduct.AddTransposedHalf(slope, outputs, units, before + column, inputs, rows, gradient + column, inputs);
            else PanelProduct.AddTransposed(slope, outputs, units, before + column, inputs, rows, gradient + column, inputs);
    }

    /// <summary>Writes the gradients of the weights and of the bias of each layer in turn.</summary>
    /// <param name="gradients">As <see cref="Backward"/> filled them.</param>
    /// <param name="targets">Contiguous tensors of the parameters' shapes; null where a gradient is not wanted.</param>
    /// <param name="adds">To what the targets hold.</param>
    public void Write(float* gradients, ReadOnlySpan<Tensor?> targets, bool adds = false)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            int inputs = Widths[layer], outputs = Widths[layer + 1];
            if (targets[2 * layer] is { } weights) AlignedNumbers.Copy(gradients, outputs, inputs, Padded[layer], weights, adds);
            gradients += (long)Padded[layer + 1] * Padded[layer];
            if (targets[2 * layer + 1] is { } constants) AlignedNumbers.Copy(gradients, 1, outputs, outputs, constants, adds);
            gradients += Padded[layer + 1];
        }
    }

    public void Dispose() => panels.Dispose();

    /// <summary>What follows a layer.</summary>
    public MlpCurve Curve(int layer) => layer == Layers - 1 ? network.Last : network.Hidden;

    /// <summary>to = start + from · panels, of which the last may be half empty: a layer of 40 units takes two and a half.</summary>
    private static void Product(float* start, float* from, int fromRow, int rows, float* panels, int depth, float* to, int columns)
    {
        int toRow = PanelProduct.Padded(columns);
        for (int column = 0; column < columns; column += PanelProduct.Width, panels += (long)depth * PanelProduct.Width)
            if (FillsHalf(columns - column)) PanelProduct.SetHalf(start + column, 0, from, fromRow, rows, panels, depth, to + column, toRow);
            else PanelProduct.Set(start + column, 0, from, fromRow, rows, panels, depth, to + column, toRow);
    }

    /// <summary>True where so many columns are not more than half a panel.</summary>
    public static bool FillsHalf(int columns) => 2 * columns <= PanelProduct.Width;

    private void Pack(int layer)
    {
        int inputs = Widths[layer], outputs = Widths[layer + 1];
        float* matrix = AlignedNumbers.Start(network.Weights[layer]), constants = AlignedNumbers.Start(network.Biases[layer]);
        forward[layer] = panels.Take((long)inputs * Padded[layer + 1]);
        backward[layer] = panels.Take((long)outputs * Padded[layer]);
        bias[layer] = panels.Take(Padded[layer + 1]);
        PanelProduct.PackTransposed(matrix, inputs, inputs, outputs, forward[layer]);
        if (layer > 0) PanelProduct.Pack(matrix, inputs, outputs, inputs, backward[layer]);
        for (int unit = 0; unit < Padded[layer + 1]; unit++) bias[layer][unit] = unit < outputs ? constants[unit] : 0f;
    }

    /// <summary>σ of numbers, a whole number of vectors of them.</summary>
    public static void Activate(MlpCurve curve, float* values, long count)
    {
        if (curve == MlpCurve.Identity) return;
        for (long i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.Load(values + i);
            (curve == MlpCurve.Relu ? Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x) : VectorFunctions.Tanh(x)).Store(values + i); // NaN stays
        }
    }

    /// <summary>slope ← slope · σ′, and its sum over the rows is added to the gradient of the bias.</summary>
    private static void Deactivate(MlpCurve curve, float* values, float* slope, int rows, int width, float* bias)
    {
        for (int row = 0; row < rows; row++, values += width, slope += width)
            for (int i = 0; i < width; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(slope + i), value = Vector.Load(values + i);
                if (curve == MlpCurve.Relu) d = Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), d, Vector<float>.Zero);
                else if (curve == MlpCurve.Tanh) d *= Vector<float>.One - value * value;
                d.Store(slope + i);
                (Vector.Load(bias + i) + d).Store(bias + i);
            }
    }
}
