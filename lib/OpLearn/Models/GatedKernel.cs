using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The recurrence of gated recurrent units over a whole sequence, forward and backward, in loops of vectors.</summary>
/// <remarks>
/// The samples are cut into blocks that know nothing of each other: a thread takes a block through all steps, with the recurrent weights in its cache,
/// and the result does not depend on the number of threads. States of a step, <c>[samples, 4 units]</c>: r, z, g and <c>a = Ug h + cg</c>; their gradients: g, r, z, a, so that those with respect
/// to the products with x are the first three parts and those with respect to the products with h are the last three.
/// </remarks>
internal static unsafe class GatedKernel
{
    private const int Block = 16; // samples

    /// <summary>The units are worked on in parts of this number, and must be a multiple of it.</summary>
    public static int Width => PanelProduct.Width;

    private static int Lanes => Vector<float>.Count;

    /// <summary>U <c>[3 units, units]</c> in the order in which the products of a step read it, <c>[3, units / width, units, width]</c>.</summary>
    /// <param name="recurrent">U.</param>
    /// <param name="transposed">True for the products with U (backward), false for those with its transpose (forward).</param>
    public static Tensor Panels(Tensor recurrent, bool transposed)
    {
        long units = recurrent.shape[1];
        return transposed
            ? recurrent.reshape(3, units, units / Width, Width).permute(0, 2, 1, 3).contiguous()
            : recurrent.reshape(3, units / Width, Width, units).permute(0, 1, 3, 2).contiguous();
    }

    /// <summary>h for all steps.</summary>
    /// <param name="size">Steps, samples, units.</param>
    /// <param name="products">W x without biases, r, z, g: <c>[steps or 1, samples, 3 units]</c> in rows of <paramref name="row"/> numbers; may lie in <paramref name="states"/>.</param>
    /// <param name="row">Numbers from one sample's products to the next one's.</param>
    /// <param name="repeated">True when all steps share the products of the first.</param>
    /// <param name="panels">U by <see cref="Panels"/>.</param>
    /// <param name="biases">Those of r and z, joined, then b and c of g: <c>[4 units]</c>.</param>
    /// <param name="states">Filled: <c>[steps, samples, 4 units]</c>.</param>
    /// <param name="output">Filled: <c>[steps, samples, units]</c>.</param>
    /// <param name="threads">At most so many work at once.</param>
    public static void Forward(GatedSize size, float* products, int row, bool repeated, float* panels, float* biases, float* states, float* output, int threads) =>
        InBlocks(size.Samples, threads, (first, count) => ForwardBlock(size, first, count, products, row, repeated, panels, biases, states, output));

    /// <summary>Gradients of all products.</summary>
    /// <param name="size">Steps, samples, units.</param>
    /// <param name="panels">U by <see cref="Panels"/>, transposed.</param>
    /// <param name="states">As <see cref="Forward"/> left them.</param>
    /// <param name="output">As <see cref="Forward"/> left it.</param>
    /// <param name="outputGradient">∂L/∂h, <c>[steps, samples, units]</c>.</param>
    /// <param name="gradients">Filled: g, r, z, a, <c>[steps, samples, 4 units]</c>.</param>
    /// <param name="sums">Added to: the same summed over the steps, <c>[samples, 4 units]</c>.</param>
    /// <param name="carry">Zeros at first: <c>[samples, units]</c>.</param>
    /// <param name="threads">At most so many work at once.</param>
    public static void Backward(GatedSize size, float* panels, float* states, float* output, float* outputGradient, float* gradients, float* sums, float* carry, int threads) =>
        InBlocks(size.Samples, threads, (first, count) => BackwardBlock(size, first, count, panels, states, output, outputGradient, gradients, sums, carry));

    private static void InBlocks(int samples, int threads, Action<int, int> work)
    {
        int blocks = (samples + Block - 1) / Block;
        if (threads <= 1 || blocks == 1) for (int block = 0; block < blocks; block++) Do(block);
        else Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, Do);

        void Do(int block) => work(block * Block, Math.Min(Block, samples - block * Block));
    }

    private static void ForwardBlock(GatedSize size, int first, int count, float* products, int row, bool repeated, float* panels, float* biases, float* states, float* output)
    {
        int units = size.Units, width = Width;
        float* recurrent = stackalloc float[3 * Block * width]; // U h of one part of the units: [3, samples of the block, width]
        for (int step = 0; step < size.Steps; step++)
        {
            float* x = products + (repeated ? 0 : (long)step * size.Samples * row), s = states + (long)step * size.Samples * 4 * units, h = output + (long)step * size.Samples * units;
            float* before = step == 0 ? null : h - (long)size.Samples * units;
            for (int unit = 0; unit < units; unit += width)
            {
                new Span<float>(recurrent, 3 * Block * width).Clear();
                if (before is not null)
                    for (int gate = 0; gate < 3; gate++)
                        PanelProduct.Add(before + (long)first * units, units, count, panels + (long)(gate * units + unit) * units, units, recurrent + gate * Block * width, width);
                for (int sample = first; sample < first + count; sample++)
                    Gates(units, x + (long)sample * row + unit, recurrent + (sample - first) * width, biases + unit, before is null ? null : before + (long)sample * units + unit,
                        s + (long)sample * 4 * units + unit, h + (long)sample * units + unit);
            }
        }
    }

    /// <summary>The gates and the new state of one sample, for <see cref="Width"/> units.</summary>
    private static void Gates(int units, float* x, float* recurrent, float* biases, float* before, float* s, float* h)
    {
        for (int lane = 0; lane < Width; lane += Lanes)
        {
            Vector<float> r = VectorFunctions.Sigmoid(Part(0)), z = VectorFunctions.Sigmoid(Part(1)), a = Vector.Load(recurrent + 2 * Block * Width + lane) + Vector.Load(biases + 3 * units + lane);
            Vector<float> g = VectorFunctions.Tanh(VectorFunctions.MultiplyAdd(r, a, Vector.Load(x + 2 * units + lane) + Vector.Load(biases + 2 * units + lane)));
            Vector<float> state = before is null ? default : Vector.Load(before + lane);
            r.Store(s + lane); // the products may lie here: they have been read
            z.Store(s + units + lane);
            g.Store(s + 2 * units + lane);
            a.Store(s + 3 * units + lane);
            VectorFunctions.MultiplyAdd(z, state - g, g).Store(h + lane);

            Vector<float> Part(int gate) => Vector.Load(recurrent + gate * Block * Width + lane) + Vector.Load(x + gate * units + lane) + Vector.Load(biases + gate * units + lane);
        }
    }

    private static void BackwardBlock(GatedSize size, int first, int count, float* panels, float* states, float* output, float* outputGradient, float* gradients, float* sums, float* carry)
    {
        int units = size.Units;
        for (int step = size.Steps - 1; step >= 0; step--)
        {
            long start = (long)step * size.Samples;
            float* h = output + (start - size.Samples) * units, d = gradients + start * 4 * units;
            for (int sample = first; sample < first + count; sample++)
                GateGradients(units, states + (start + sample) * 4 * units, step == 0 ? null : h + (long)sample * units, outputGradient + (start + sample) * units,
                    carry + (long)sample * units, d + (long)sample * 4 * units, sums + (long)sample * 4 * units);
            if (step == 0) return;
            for (int gate = 0; gate < 3; gate++)
                for (int unit = 0; unit < units; unit += Width)
                    PanelProduct.Add(d + (long)first * 4 * units + (gate + 1) * units, 4 * units, count, panels + (long)(gate * units + unit) * units, units, carry + (long)first * units + unit, units);
        }
    }

    /// <summary>h′ = z h + (1 − z) g, g = tanh(· + r a): the gradients of what goes into the gates; the carry becomes z ∂L/∂h′.</summary>
    private static void GateGradients(int units, float* s, float* h, float* outputGradient, float* carry, float* d, float* sum)
    {
        Vector<float> one = Vector<float>.One;
        for (int unit = 0; unit < units; unit += Vector<float>.Count)
        {
            Vector<float> r = Vector.Load(s + unit), z = Vector.Load(s + units + unit), g = Vector.Load(s + 2 * units + unit), a = Vector.Load(s + 3 * units + unit);
            Vector<float> before = h is null ? default : Vector.Load(h + unit), slope = Vector.Load(outputGradient + unit) + Vector.Load(carry + unit), kept = slope * z;
            kept.Store(carry + unit);
            Vector<float> dg = (slope - kept) * (one - g * g), dz = (slope - kept) * z * (before - g), da = dg * r, dr = da * a * (one - r);
            Put(dg, 0);
            Put(dr, units);
            Put(dz, 2 * units);
            Put(da, 3 * units);

            void Put(Vector<float> value, int part)
            {
                value.Store(d + part + unit);
                (Vector.Load(sum + part + unit) + value).Store(sum + part + unit);
            }
        }
    }
}
