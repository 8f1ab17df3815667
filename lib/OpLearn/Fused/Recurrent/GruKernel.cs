using System.Numerics;

namespace OpLearn;

/// <summary>The recurrence of gated recurrent units over a whole sequence in loops of vectors; <see cref="GruBackward"/> is the way back.</summary>
/// <remarks>
/// The samples are cut into blocks that know nothing of each other: a thread takes a block through all steps, with the recurrent weights in its cache,
/// and the result does not depend on the number of threads. States of a step, <c>[samples, 4 units]</c>: r, z, g and <c>a = Ug h + cg</c>.
/// </remarks>
internal static unsafe class GruKernel
{
    /// <summary>Samples that a thread takes through all steps together.</summary>
    public const int Block = 16;

    private const int Ahead = 8; // steps whose products with the inputs are found together: their inputs and a panel of W stay in the cache

    /// <summary>The units are worked on in parts of this number, and must be a multiple of it.</summary>
    public static int Width => PackedGemm.Width;

    private static int Lanes => Vector<float>.Count;

    /// <summary>h for all steps.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="input">x.</param>
    /// <param name="weights">W, U, b, c.</param>
    /// <param name="states">Filled: <c>[steps, samples, 4 units]</c>.</param>
    /// <param name="output">Filled: <c>[steps, samples, units]</c>.</param>
    public static void Forward(GruSize size, float* input, GruWeights weights, float* states, float* output)
    {
        int units = size.Units, inputs = size.Inputs;
        using var memory = new AlignedBuffer(3L * units * (units + inputs + 1), 3);
        float* ofInput = memory.Take(3L * units * inputs), recurrent = memory.Take(3L * units * units), biases = memory.Take(3L * units);
        PackedGemm.PackTransposed(weights.Input, inputs, inputs, 3 * units, ofInput);
        PackedGemm.PackTransposed(weights.Recurrent, units, units, 3 * units, recurrent);
        for (int i = 0; i < 3 * units; i++) biases[i] = weights.B[i] + (i < 2 * units ? weights.C[i] : 0f); // r has a part in cg's effect
        float* apart = weights.C + 2 * units;
        RowBlocks.WithRoom(RowBlocks.Count(size.Samples, Block), 3L * Block * (Width + units), (block, room) =>
            new Pass(size, block * Block, input, ofInput, recurrent, biases, apart, states, output, (float*)room).Run());
    }

    /// <summary>One block of samples.</summary>
    private readonly struct Pass(GruSize size, int first, float* input, float* ofInput, float* panels, float* biases, float* apart, float* states, float* output, float* room)
    {
        private readonly int count = Math.Min(Block, size.Samples - first), units = size.Units, row = Stays(size) ? 3 * size.Units : 4 * size.Units;
        private readonly float* recurrent = room, products = Stays(size) ? room + 3 * Block * Width : null; // U h of one part of the units, [3, samples of the block, width]; W x of a step

        public void Run()
        {
            int ahead = size.Repeated ? size.Steps : Stays(size) ? 1 : Ahead;
            for (int step = 0; step < size.Steps; step++)
            {
                if (step % ahead == 0) Products(step, size.Repeated ? 1 : Math.Min(ahead, size.Steps - step));
                float* h = output + ((long)step * size.Samples + first) * units, before = step == 0 ? null : h - (long)size.Samples * units;
                for (int unit = 0; unit < units; unit += Width) Part(unit, States(step), products is null ? States(step) : products, before, h);
            }
        }

        // A few inputs are multiplied where the products are used, those that repeat once.
        private static bool Stays(GruSize size) => size.Repeated || size.HasFewInputs;

        private float* States(int step) => states + ((long)step * size.Samples + first) * 4 * units;

        /// <summary>W x + b, with c where r does not come between, of some steps; they lie where the states will, or in the room for one step.</summary>
        private void Products(int start, int steps)
        {
            for (int unit = 0; unit < 3 * units; unit += Width)
                for (int step = start; step < start + steps; step++)
                    PackedGemm.Set(biases + unit, 0, input + ((long)step * size.Samples + first) * size.Inputs, size.Inputs, count, ofInput + (long)unit * size.Inputs, size.Inputs,
                        (products is null ? States(step) : products) + unit, row);
        }

        /// <summary>A step for <see cref="Width"/> units.</summary>
        private void Part(int unit, float* s, float* x, float* before, float* h)
        {
            float* r = x + unit, z = r + units, a = apart + unit;
            int ofGates = row, ofA = 0;
            if (before is not null)
            {
                float* toZ = recurrent + Block * Width, toA = toZ + Block * Width;
                PackedGemm.Set(r, row, before, units, count, panels + (long)unit * units, units, recurrent, Width);
                PackedGemm.Set(z, row, before, units, count, panels + (long)(units + unit) * units, units, toZ, Width);
                PackedGemm.Set(a, 0, before, units, count, panels + (long)(2 * units + unit) * units, units, toA, Width);
                r = recurrent;
                z = toZ;
                a = toA;
                ofGates = ofA = Width;
            }
            for (int sample = 0; sample < count; sample++)
                Gates(units, x + (long)sample * row + 2 * units + unit, r + (long)sample * ofGates, z + (long)sample * ofGates, a + (long)sample * ofA,
                    before is null ? null : before + (long)sample * units + unit, s + (long)sample * 4 * units + unit, h + (long)sample * units + unit);
        }
    }

    /// <summary>The gates and the new state of one sample, for <see cref="Width"/> units.</summary>
    private static void Gates(int units, float* x, float* ofR, float* ofZ, float* ofA, float* before, float* s, float* h)
    {
        for (int lane = 0; lane < Width; lane += Lanes)
        {
            Vector<float> r = VectorFunctions.Sigmoid(Vector.Load(ofR + lane)), z = VectorFunctions.Sigmoid(Vector.Load(ofZ + lane)), a = Vector.Load(ofA + lane);
            Vector<float> g = VectorFunctions.Tanh(VectorFunctions.MultiplyAdd(r, a, Vector.Load(x + lane)));
            Vector<float> state = before is null ? default : Vector.Load(before + lane);
            r.Store(s + lane); // the products may lie here: they have been read
            z.Store(s + units + lane);
            g.Store(s + 2 * units + lane);
            a.Store(s + 3 * units + lane);
            VectorFunctions.MultiplyAdd(z, state - g, g).Store(h + lane);
        }
    }
}
