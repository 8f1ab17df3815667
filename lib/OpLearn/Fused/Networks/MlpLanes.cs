using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Evaluation alone of a plain fully connected network, with a row in each lane of a vector.</summary>
/// <remarks>
/// <see cref="PackedGemm.Width"/> rows make a panel <c>[width of the layer, rows]</c>, and a layer makes the next panel of the one before as <c>W · panel</c>. So the weights are read where
/// libtorch keeps them, and nothing has to be brought into another order first, which for a few rows would cost as much as the products. A function alone takes
/// a product of a matrix and a vector a layer.
/// </remarks>
internal sealed unsafe class MlpLanes
{
    /// <summary>Panels that go through a layer together, so that a weight is fetched once for all of them.</summary>
    public const int Panels = 4;

    private const int WeightRows = 32; // of a matrix, whose part is in the nearest cache for all panels
    private const int FewRows = 3;     // from four rows on a panel is quicker than one product with a vector each
    private readonly MlpWeights network;
    private readonly float*[] weights, biases;

    /// <summary>Reads the network's weights where they are, for as long as they are there; it must be simple (<see cref="MlpWeights.IsSimple"/>).</summary>
    public MlpLanes(MlpWeights network)
    {
        this.network = network;
        int layers = network.Weights.Length;
        (weights, biases) = (new float*[layers], new float*[layers]);
        for (int layer = 0; layer < layers; layer++)
        {
            weights[layer] = AlignedBuffer.Start(network.Weights[layer]);
            biases[layer] = AlignedBuffer.Start(network.Biases[layer]!);
        }
        Outputs = network.Widths[^1];
        SpareLength = 2 * Panels * PackedGemm.Width * network.Widths.Max();
    }

    private MlpLanes(MlpLanes other, float* firstBias)
    {
        (network, weights, biases) = (other.network, other.weights, [.. other.biases]);
        biases[0] = firstBias;
        (Outputs, SpareLength) = (other.Outputs, other.SpareLength);
    }

    /// <summary>The same network with another bias of its first layer.</summary>
    public MlpLanes WithFirstBias(float* bias) => new(this, bias);

    /// <summary>Width of the last layer.</summary>
    public int Outputs { get; }

    /// <summary>Numbers that <see cref="Evaluate"/> needs room for beside its results.</summary>
    public int SpareLength { get; }

    /// <summary>Evaluates rows.</summary>
    /// <param name="inputs"><c>[rows, inputs]</c>.</param>
    /// <param name="rows">At most <see cref="Panels"/> · <see cref="PackedGemm.Width"/>.</param>
    /// <param name="spare">Room for <see cref="SpareLength"/> numbers.</param>
    /// <param name="panels">Filled: <c>[panels, outputs, width]</c>; lanes without a row hold numbers that mean nothing.</param>
    public void Evaluate(float* inputs, int rows, float* spare, float* panels)
    {
        if (rows <= FewRows) OneByOne(inputs, rows, spare, panels);
        else Together(inputs, rows, spare, panels);
    }

    private void Together(float* inputs, int rows, float* from, float* panels)
    {
        int width = PackedGemm.Width, count = RowBlocks.Count(rows, width), layers = weights.Length, before = network.Widths[0];
        float* to = from + (SpareLength / 2);
        for (int panel = 0; panel < count; panel++) Turn(inputs + (long)panel * width * before, Math.Min(width, rows - panel * width), before, from + (long)panel * width * before);
        for (int layer = 0; layer < layers; layer++)
        {
            int units = network.Widths[layer + 1];
            if (layer == layers - 1) to = panels;
            for (int first = 0; first < units; first += WeightRows)
                for (int panel = 0; panel < count; panel++)
                    Part(layer, first, Math.Min(WeightRows, units - first), 2 * (rows - panel * width) <= width, from + (long)panel * width * before, to + ((long)panel * units + first) * width);
            float* used = from;
            from = to;
            to = used;
            before = units;
        }
    }

    /// <summary>Some units of a layer for a panel or, where that is enough, the first half of one: σ(W · panel + b).</summary>
    private void Part(int layer, int first, int units, bool half, float* from, float* to)
    {
        int width = PackedGemm.Width, before = network.Widths[layer];
        for (int unit = 0; unit < units; unit++) new Span<float>(to + unit * width, width).Fill(biases[layer][first + unit]);
        float* matrix = weights[layer] + (long)first * before;
        if (half) PackedGemm.AddHalf(matrix, before, units, from, before, to, width);
        else PackedGemm.Add(matrix, before, units, from, before, to, width);
        MlpKernel.Activate(Curve(layer), to, units * width);
    }

    private void OneByOne(float* inputs, int rows, float* spare, float* panel)
    {
        int width = PackedGemm.Width, layers = weights.Length;
        for (int row = 0; row < rows; row++)
        {
            float* from = inputs + (long)row * network.Widths[0], to = spare, other = spare + SpareLength / 2;
            for (int layer = 0; layer < layers; layer++)
            {
                int units = network.Widths[layer + 1], lanes = Vector<float>.Count;
                PackedGemm.TimesVector(weights[layer], network.Widths[layer], units, from, biases[layer], to);
                MlpKernel.Activate(Curve(layer), to, (units + lanes - 1) / lanes * lanes); // the numbers after the last are not used
                from = to;
                to = other;
                other = from;
            }
            for (int unit = 0; unit < Outputs; unit++) panel[unit * width + row] = from[unit];
        }
    }

    /// <summary>Rows become lanes; a lane without a row becomes zero.</summary>
    private static void Turn(float* rows, int count, int columns, float* panel)
    {
        int width = PackedGemm.Width;
        if (count < width) new Span<float>(panel, columns * width).Clear();
        for (int row = 0; row < count; row++)
            for (int column = 0; column < columns; column++) panel[column * width + row] = rows[(long)row * columns + column];
    }

    private FusedActivation Curve(int layer) => layer == weights.Length - 1 ? network.Last : network.Hidden;
}
