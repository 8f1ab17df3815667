using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>R · c: the coefficients of a field times a complex matrix for each frequency, a few frequencies at a time, and the way back.</summary>
/// <remarks>
/// Coefficients are <c>[samples, 2, frequencies, channels]</c>, real parts first, matrices <c>[inputs, outputs, frequencies, 2]</c>, channels in multiples of <see cref="PackedGemm.Width"/>.
/// The numbers (im, re, −im) of each sample side by side serve both parts of the product with the panels (Re R, Im R): the first two make the imaginary part, the last two the real one.
/// Backward, (re, im, −re) of the gradients and the panels of the transposes do the same. No two frequencies share a sum, so the result does not depend on the number of threads.
/// </remarks>
internal static unsafe class SpectralMultiply
{
    private const int Block = 4; // frequencies: their numbers lie side by side in the matrices, eight of them, a square's side or two

    /// <summary>The same by operations on tensors: one product of real matrices a frequency, (re, im) [[Re R, Im R], [−Im R, Re R]].</summary>
    public static Tensor ByOperations(Tensor coefficients, Tensor weight)
    {
        long samples = coefficients.shape[0], frequencies = coefficients.shape[2];
        Tensor matrices = weight.permute(2, 3, 0, 1), imaginary = matrices.select(1, 1); // [frequencies, 2, inputs, outputs]
        Tensor block = cat([matrices.transpose(1, 2).flatten(2), stack([-imaginary, matrices.select(1, 0)], 2).flatten(2)], 1); // [frequencies, 2 inputs, 2 outputs]
        Tensor product = coefficients.permute(2, 0, 1, 3).reshape(frequencies, samples, -1).bmm(block);
        return product.reshape(frequencies, samples, 2, -1).permute(1, 2, 0, 3);
    }

    /// <summary>R · c, <c>[samples, 2, frequencies, outputs]</c>.</summary>
    public static Tensor Evaluate(Tensor coefficients, Tensor weight)
    {
        Size size = new(coefficients.shape, weight.shape);
        Tensor product = empty(size.Samples, 2, size.Frequencies, size.Outputs);
        float* c = AlignedBuffer.Start(coefficients), w = AlignedBuffer.Start(weight), to = AlignedBuffer.Start(product);
        RowBlocks.WithRoom(RowBlocks.Count(size.Frequencies, Block), size.PanelLength + size.RowLength(size.Inputs), (block, room) =>
        {
            int first = block * Block, count = Math.Min(Block, size.Frequencies - first);
            float* panels = (float*)room, rows = panels + size.PanelLength;
            Pack(w + 2 * first, size.Outputs * 2 * size.Frequencies, size.Inputs, 2 * size.Frequencies, size.Outputs, 2 * count, panels);
            for (int k = 0; k < count; k++)
            {
                float* re = c + (long)(first + k) * size.Inputs, ofRe = to + (long)(first + k) * size.Outputs;
                Gather(re + size.Imaginary(size.Inputs), re, size, size.Inputs, rows);
                Multiply(rows, size, size.Inputs, size.Outputs, panels, k, count, ofRe + size.Imaginary(size.Outputs), ofRe);
            }
        });
        return product;
    }

    /// <summary>∂L/∂c and ∂L/∂R, where the slope is that of the product.</summary>
    public static (Tensor OfCoefficients, Tensor OfWeight) Gradients(Tensor coefficients, Tensor weight, Tensor slope)
    {
        Size size = new(coefficients.shape, weight.shape);
        Tensor ofCoefficients = empty(coefficients.shape), ofWeight = empty(weight.shape);
        float* c = AlignedBuffer.Start(coefficients), w = AlignedBuffer.Start(weight), d = AlignedBuffer.Start(slope), ofC = AlignedBuffer.Start(ofCoefficients), ofW = AlignedBuffer.Start(ofWeight);
        int plane = size.Inputs * size.Outputs;
        RowBlocks.WithRoom(RowBlocks.Count(size.Frequencies, Block), 2 * size.PanelLength + size.RowLength(size.Inputs) + size.RowLength(size.Outputs), (block, room) =>
        {
            int first = block * Block, count = Math.Min(Block, size.Frequencies - first);
            float* panels = (float*)room, sums = panels + size.PanelLength, rows = sums + size.PanelLength, slopes = rows + size.RowLength(size.Inputs);
            Pack(w + 2 * first, 2 * size.Frequencies, size.Outputs, size.Outputs * 2 * size.Frequencies, size.Inputs, 2 * count, panels);
            new Span<float>(sums, 2 * count * plane).Clear();
            for (int k = 0; k < count; k++)
            {
                float* re = c + (long)(first + k) * size.Inputs, slopeRe = d + (long)(first + k) * size.Outputs, ofRe = ofC + (long)(first + k) * size.Inputs;
                Gather(re + size.Imaginary(size.Inputs), re, size, size.Inputs, rows);
                Gather(slopeRe, slopeRe + size.Imaginary(size.Outputs), size, size.Outputs, slopes);
                Multiply(slopes, size, size.Outputs, size.Inputs, panels, k, count, ofRe, ofRe + size.Imaginary(size.Inputs));
                AddProducts(rows, slopes, size, sums + 2L * k * plane);
            }
            PackedGemm.Transpose(sums, plane, 2 * count, plane, ofW + 2 * first, 2 * size.Frequencies); // [frequency, part, input, output] → [input, output, frequency, part]
        });
        return (ofCoefficients, ofWeight);
    }

    /// <summary>Panels <c>[columns / width, numbers, depth, width]</c> of a few frequencies' real and imaginary parts, which lie side by side.</summary>
    private static void Pack(float* weight, int depthStride, int depth, int columnStride, int columns, int numbers, float* panels)
    {
        int width = PackedGemm.Width;
        for (int column = 0; column < columns; column += width, panels += (long)numbers * depth * width)
            for (int i = 0; i < depth; i++)
                PackedGemm.Transpose(weight + (long)i * depthStride + (long)column * columnStride, columnStride, width, numbers, panels + i * width, depth * width);
    }

    /// <summary>Rows (a, b, −a) of the samples' numbers at one frequency.</summary>
    private static void Gather(float* a, float* b, Size size, int channels, float* rows)
    {
        long sample = 2L * size.Frequencies * channels;
        for (int s = 0; s < size.Samples; s++, a += sample, b += sample, rows += 3 * channels)
            for (int i = 0; i < channels; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(a + i);
                x.Store(rows + i);
                Vector.Load(b + i).Store(rows + channels + i);
                (-x).Store(rows + 2 * channels + i);
            }
    }

    /// <summary>(a, b) · panels of frequency k to the first target, (b, −a) · the same to the second.</summary>
    private static void Multiply(float* rows, Size size, int inputs, int outputs, float* panels, int k, int count, float* first, float* second)
    {
        int width = PackedGemm.Width, row = 2 * size.Frequencies * outputs;
        float* zeros = stackalloc float[width];
        new Span<float>(zeros, width).Clear();
        for (int column = 0; column < outputs; column += width)
        {
            float* panel = panels + ((long)column * count + (long)k * width) * 2 * inputs;
            PackedGemm.Set(zeros, 0, rows, 3 * inputs, size.Samples, panel, 2 * inputs, first + column, row);
            PackedGemm.Set(zeros, 0, rows + inputs, 3 * inputs, size.Samples, panel, 2 * inputs, second + column, row);
        }
    }

    /// <summary>The gradients (Re, Im) of one frequency's matrix: (im, re)ᵀ ∂L/∂im + (re, −im)ᵀ ∂L/∂re over the samples.</summary>
    private static void AddProducts(float* rows, float* slopes, Size size, float* sums)
    {
        (int inputs, int outputs) = (size.Inputs, size.Outputs);
        for (int column = 0; column < outputs; column += PackedGemm.Width)
        {
            PackedGemm.AddTransposed(rows, 3 * inputs, 2 * inputs, slopes + outputs + column, 3 * outputs, size.Samples, sums + column, outputs);
            PackedGemm.AddTransposed(rows + inputs, 3 * inputs, 2 * inputs, slopes + column, 3 * outputs, size.Samples, sums + column, outputs);
        }
    }

    private readonly struct Size(long[] coefficients, long[] weight)
    {
        public int Samples { get; } = (int)coefficients[0];

        public int Frequencies { get; } = (int)coefficients[2];

        public int Inputs { get; } = (int)weight[0];

        public int Outputs { get; } = (int)weight[1];

        public long PanelLength => 2L * Block * Inputs * Outputs;

        public long RowLength(int channels) => 3L * Samples * channels;

        /// <summary>From a real part to its imaginary one.</summary>
        public long Imaginary(int channels) => (long)Frequencies * channels;
    }
}
