using System.Numerics;

namespace OpLearn;

/// <summary>The gradients of <see cref="GruKernel"/>'s recurrence, a block of samples at a time from the last step to the first.</summary>
/// <remarks>
/// Gradients of a step, <c>[samples, 4 units]</c>: g, r, z, a, so that those with respect to the products with x are the first three parts and those with respect to the
/// products with h are the last three. Of U and W the gradients are summed on the way where their sums stay in the cache; else what is left to do is one product each.
/// </remarks>
internal static unsafe class GruBackward
{
    /// <summary>Gradients of all products.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="input">x.</param>
    /// <param name="weights">W, U, b, c.</param>
    /// <param name="states">As <see cref="GruKernel.Forward"/> left them.</param>
    /// <param name="output">As <see cref="GruKernel.Forward"/> left it.</param>
    /// <param name="slope">∂L/∂h, <c>[steps, samples, units]</c>, or <c>[samples, units]</c> of the last step.</param>
    /// <param name="gradients">Filled: <c>[steps, samples, 4 units]</c>; null where nobody asks for them.</param>
    /// <param name="sums">Filled: the same summed over the steps, <c>[samples, 4 units]</c>.</param>
    /// <param name="to">Filled: the gradients of b and c, and those of U and W where they are summed here.</param>
    public static void Run(GruSize size, float* input, GruWeights weights, float* states, float* output, float* slope, float* gradients, float* sums, GruWeights to)
    {
        int units = size.Units, blocks = RowBlocks.Count(size.Samples, GruKernel.Block);
        using var memory = new AlignedBuffer(3L * units * units, 1);
        float* panels = memory.Take(3L * units * units);
        for (int gate = 0; gate < 3; gate++) PackedGemm.Pack(weights.Recurrent + (long)gate * units * units, units, units, units, panels + (long)gate * units * units);
        long ofRecurrent = size.HasFewUnits ? 3L * units * units : 0, ofInput = size.HasFewInputs ? 3L * units * GruSize.FewInputs : 0;
        RowBlocks.WithSums(RowBlocks.Groups(blocks, 1), blocks, GruKernel.Block * (5 * units + GruSize.FewInputs), ofRecurrent + ofInput, (block, room, groupSums) =>
            new Pass(size, block * GruKernel.Block, input, panels, states, output, slope, gradients, sums, (float*)room, (float*)groupSums, (float*)groupSums + ofRecurrent).Run(),
            total =>
            {
                if (size.HasFewUnits) new ReadOnlySpan<float>((float*)total, 3 * units * units).CopyTo(new Span<float>(to.Recurrent, 3 * units * units));
                if (size.HasFewInputs) CopyInput(size, (float*)total + ofRecurrent, to.Input);
            });
        Biases(size, sums, to);
    }

    // [inputs, (g, r, z) units] → [(r, z, g) units, inputs]
    private static void CopyInput(GruSize size, float* sums, float* gradient)
    {
        int units = size.Units;
        for (int i = 0; i < 3 * units; i++)
            for (int channel = 0; channel < size.Inputs; channel++) gradient[(i < units ? i + 2 * units : i - units) * size.Inputs + channel] = sums[channel * 3 * units + i];
    }

    private static void Biases(GruSize size, float* sums, GruWeights to)
    {
        int units = size.Units;
        for (int i = 0; i < units; i += Vector<float>.Count)
            for (int part = 0; part < 4; part++)
            {
                Vector<float> total = Vector<float>.Zero;
                for (int sample = 0; sample < size.Samples; sample++) total += Vector.Load(sums + ((long)sample * 4 + part) * units + i);
                if (part < 3) total.Store(to.B + (part + 2) % 3 * units + i); // g, r, z
                if (part > 0) total.Store(to.C + (part - 1) * units + i); // r, z, a
            }
    }

    /// <summary>One block of samples.</summary>
    private readonly struct Pass(GruSize size, int first, float* input, float* panels, float* states, float* output, float* slope, float* gradients, float* sums, float* room, float* ofRecurrent, float* ofInput)
    {
        private readonly int count = Math.Min(GruKernel.Block, size.Samples - first), units = size.Units;
        private readonly float* carry = room, few = room + GruKernel.Block * size.Units, own = room + GruKernel.Block * (size.Units + GruSize.FewInputs);

        public void Run()
        {
            new Span<float>(carry, GruKernel.Block * (units + GruSize.FewInputs)).Clear();
            new Span<float>(sums + (long)first * 4 * units, count * 4 * units).Clear();
            for (int step = size.Steps - 1; step >= 0; step--)
            {
                long start = (long)step * size.Samples + first;
                float* before = step == 0 ? null : output + (start - size.Samples) * units, d = gradients is null ? own : gradients + start * 4 * units;
                float* given = !size.Last ? slope + start * units : step == size.Steps - 1 ? slope + (long)first * units : null;
                for (int sample = 0; sample < count; sample++)
                    Gates(units, states + (start + sample) * 4 * units, before is null ? null : before + (long)sample * units, given is null ? null : given + (long)sample * units,
                        carry + (long)sample * units, d + (long)sample * 4 * units, sums + (first + sample) * 4L * units);
                if (size.HasFewInputs) AddInput(input + start * size.Inputs, d);
                if (before is not null) Carry(before, d);
            }
        }

        /// <summary>To the state before, and the gradient of U.</summary>
        private void Carry(float* before, float* d)
        {
            for (int gate = 0; gate < 3; gate++)
                for (int unit = 0; unit < units; unit += GruKernel.Width)
                    PackedGemm.Add(d + (gate + 1) * units, 4 * units, count, panels + (long)(gate * units + unit) * units, units, carry + unit, units);
            if (!size.HasFewUnits) return;
            for (int unit = 0; unit < units; unit += GruKernel.Width) PackedGemm.AddTransposed(d + units, 4 * units, 3 * units, before + unit, units, count, ofRecurrent + unit, units);
        }

        private void AddInput(float* x, float* d)
        {
            for (int sample = 0; sample < count; sample++) new ReadOnlySpan<float>(x + (long)sample * size.Inputs, size.Inputs).CopyTo(new Span<float>(few + sample * GruSize.FewInputs, size.Inputs));
            for (int unit = 0; unit < 3 * units; unit += GruKernel.Width) PackedGemm.AddTransposed(few, GruSize.FewInputs, size.Inputs, d + unit, 4 * units, count, ofInput + unit, 3 * units);
        }
    }

    /// <summary>h′ = z h + (1 − z) g, g = tanh(· + r a): the gradients of what goes into the gates; the carry becomes z ∂L/∂h′.</summary>
    private static void Gates(int units, float* s, float* h, float* given, float* carry, float* d, float* sum)
    {
        Vector<float> one = Vector<float>.One;
        for (int unit = 0; unit < units; unit += Vector<float>.Count)
        {
            Vector<float> r = Vector.Load(s + unit), z = Vector.Load(s + units + unit), g = Vector.Load(s + 2 * units + unit), a = Vector.Load(s + 3 * units + unit);
            Vector<float> before = h is null ? default : Vector.Load(h + unit), slope = Vector.Load(carry + unit);
            if (given is not null) slope += Vector.Load(given + unit);
            Vector<float> kept = slope * z, dg = (slope - kept) * (one - g * g), dz = (slope - kept) * z * (before - g), da = dg * r, dr = da * a * (one - r);
            kept.Store(carry + unit);
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
