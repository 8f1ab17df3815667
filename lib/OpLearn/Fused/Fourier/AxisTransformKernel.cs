using System.Numerics;

namespace OpLearn;

/// <summary>The last axis of a Fourier block on one line of points at a time, forward and backward, with a few points' numbers in the cache from the products to the activation and back.</summary>
/// <remarks>
/// A line is <c>[points, channels]</c>. Its coefficients <c>[2 modes, channels]</c> (real parts, then imaginary ones) are <c>Eᵀ v</c> with the analysis matrix E <c>[points, 2 modes]</c>;
/// the block is <c>z = S c + W v + b</c> and <c>h = σ(z)</c> with the synthesis matrix S of the same shape (<see cref="TruncatedFourier.Lines"/>: both filled up to a multiple of
/// <see cref="Unit"/> columns). Channels are multiples of <see cref="PackedGemm.Width"/>.
/// </remarks>
internal sealed unsafe class AxisTransformKernel : IDisposable
{
    /// <summary>The matrices' columns are a multiple of it.</summary>
    public const int Unit = 8;

    private const int Chunk = 32;
    private readonly int points, frequencies, inputs, outputs;
    private readonly float* synthesis, bias, forward, backward;
    private readonly FusedActivation curve;
    private readonly AlignedBuffer panels;

    /// <summary>Brings the weights into panels.</summary>
    /// <param name="synthesis">S, <c>[points, frequencies]</c>, filled up.</param>
    /// <param name="points">Of a line.</param>
    /// <param name="frequencies">Columns of S.</param>
    /// <param name="weight">W, <c>[outputs, inputs]</c>.</param>
    /// <param name="bias">b, <c>[outputs]</c>.</param>
    /// <param name="inputs">Channels of v.</param>
    /// <param name="outputs">Channels of the coefficients and of z.</param>
    /// <param name="curve">σ.</param>
    public AxisTransformKernel(float* synthesis, int points, int frequencies, float* weight, float* bias, int inputs, int outputs, FusedActivation curve)
    {
        (this.points, this.frequencies, this.inputs, this.outputs, this.curve) = (points, frequencies, inputs, outputs, curve);
        this.synthesis = synthesis;
        this.bias = bias;
        panels = new AlignedBuffer(2L * inputs * outputs, 2);
        forward = panels.Take((long)inputs * outputs);
        backward = panels.Take((long)inputs * outputs);
        PackedGemm.PackTransposed(weight, inputs, inputs, outputs, forward);
        PackedGemm.Pack(weight, inputs, outputs, inputs, backward);
    }

    /// <summary>Numbers that <see cref="Forward"/> needs room for.</summary>
    public long ForwardRoom => (long)frequencies * outputs;

    /// <summary>Numbers that <see cref="Backward"/> needs room for.</summary>
    public long BackwardRoom => (long)(frequencies + Chunk) * outputs + PackedGemm.Width;

    /// <summary>Numbers of the sums that <see cref="Backward"/> adds to: ∂L/∂W <c>[outputs, inputs]</c>, ∂L/∂b <c>[outputs]</c>.</summary>
    public long SumsLength => (long)outputs * (inputs + 1);

    /// <summary>coefficients = Eᵀ v of a line.</summary>
    /// <param name="analysis">E, filled up.</param>
    /// <param name="points">Of the line.</param>
    /// <param name="columns">Columns of E.</param>
    /// <param name="kept">Those that are asked for.</param>
    /// <param name="line">v.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="coefficients"><c>[kept, channels]</c>, filled.</param>
    /// <param name="room"><c>[columns, channels]</c>, where fewer are kept.</param>
    public static void Analyse(float* analysis, int points, int columns, int kept, float* line, int channels, float* coefficients, float* room)
    {
        float* sums = kept == columns ? coefficients : room;
        new Span<float>(sums, columns * channels).Clear();
        for (int first = 0; first < points; first += Chunk)
            AddCoefficients(analysis + (long)first * columns, columns, line + (long)first * channels, channels, Math.Min(Chunk, points - first), sums);
        if (sums != coefficients) new ReadOnlySpan<float>(sums, kept * channels).CopyTo(new Span<float>(coefficients, kept * channels));
    }

    /// <summary>∂L/∂v += E ∂L/∂coefficients of a line.</summary>
    /// <param name="analysis">E, filled up.</param>
    /// <param name="points">Of the line.</param>
    /// <param name="columns">Columns of E.</param>
    /// <param name="kept">Those whose gradients are given.</param>
    /// <param name="ofCoefficients"><c>[kept, channels]</c>.</param>
    /// <param name="channels">Their number.</param>
    /// <param name="ofLine">Added to.</param>
    /// <param name="room"><c>[columns, channels]</c>.</param>
    public static void AnalyseBack(float* analysis, int points, int columns, int kept, float* ofCoefficients, int channels, float* ofLine, float* room)
    {
        PackCoefficients(ofCoefficients, kept, columns, channels, room);
        for (int first = 0; first < points; first += Chunk)
        {
            int rows = Math.Min(Chunk, points - first);
            float* to = ofLine + (long)first * channels;
            for (int column = 0; column < channels; column += PackedGemm.Width)
                PackedGemm.Add(analysis + (long)first * columns, columns, rows, room + (long)column * columns, columns, to + column, channels);
        }
    }

    /// <summary>h of a line.</summary>
    /// <param name="line">v.</param>
    /// <param name="coefficients">c, <c>[kept, outputs]</c>.</param>
    /// <param name="kept">2 modes.</param>
    /// <param name="h">Filled.</param>
    /// <param name="slopes">Filled with σ′(z), which is all that the way back asks of z; null where that is not taken or σ is the identity.</param>
    /// <param name="room">See <see cref="ForwardRoom"/>.</param>
    public void Forward(float* line, float* coefficients, int kept, float* h, float* slopes, float* room)
    {
        PackCoefficients(coefficients, kept, frequencies, outputs, room);
        for (int first = 0; first < points; first += Chunk)
        {
            int rows = Math.Min(Chunk, points - first);
            float* from = line + (long)first * inputs, to = h + (long)first * outputs;
            for (int column = 0; column < outputs; column += PackedGemm.Width)
            {
                PackedGemm.Set(bias + column, 0, from, inputs, rows, forward + (long)column * inputs, inputs, to + column, outputs);
                PackedGemm.Add(synthesis + (long)first * frequencies, frequencies, rows, room + (long)column * frequencies, frequencies, to + column, outputs);
            }
            if (slopes is null) FusedActivations.Apply(curve, to, (long)rows * outputs);
            else FusedActivations.Apply(curve, to, slopes + (long)first * outputs, (long)rows * outputs);
        }
    }

    /// <summary>The gradients of a line.</summary>
    /// <param name="line">v.</param>
    /// <param name="slopes">As <see cref="Forward"/> left them.</param>
    /// <param name="ofH">∂L/∂h.</param>
    /// <param name="ofLine">∂L/∂v by way of W, filled.</param>
    /// <param name="ofCoefficients">∂L/∂c, <c>[kept, outputs]</c>, filled.</param>
    /// <param name="kept">2 modes.</param>
    /// <param name="room">See <see cref="BackwardRoom"/>.</param>
    /// <param name="sums">Added to: see <see cref="SumsLength"/>.</param>
    public void Backward(float* line, float* slopes, float* ofH, float* ofLine, float* ofCoefficients, int kept, float* room, float* sums)
    {
        float* ofZ = room + (long)frequencies * outputs, zeros = ofZ + (long)Chunk * outputs, ofBias = sums + (long)outputs * inputs;
        new Span<float>(room, frequencies * outputs).Clear();
        new Span<float>(zeros, PackedGemm.Width).Clear();
        for (int first = 0; first < points; first += Chunk)
        {
            int rows = Math.Min(Chunk, points - first);
            float* from = line + (long)first * inputs, to = ofLine + (long)first * inputs;
            Differentiate(slopes is null ? null : slopes + (long)first * outputs, ofH + (long)first * outputs, ofZ, rows, ofBias);
            AddCoefficients(synthesis + (long)first * frequencies, frequencies, ofZ, outputs, rows, room);
            for (int column = 0; column < inputs; column += PackedGemm.Width)
            {
                PackedGemm.AddTransposed(ofZ, outputs, outputs, from + column, inputs, rows, sums + column, inputs);
                PackedGemm.Set(zeros, 0, ofZ, outputs, rows, backward + (long)column * outputs, outputs, to + column, inputs);
            }
        }
        new ReadOnlySpan<float>(room, kept * outputs).CopyTo(new Span<float>(ofCoefficients, kept * outputs));
    }

    public void Dispose() => panels.Dispose();

    // ∂L/∂z = ∂L/∂h · σ′(z), and its sum over the rows.
    private void Differentiate(float* slopes, float* ofH, float* ofZ, int rows, float* sum)
    {
        for (int row = 0; row < rows; row++, ofH += outputs, ofZ += outputs)
            for (int i = 0; i < outputs; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(ofH + i);
                if (slopes is not null) d *= Vector.Load(slopes + (long)row * outputs + i);
                d.Store(ofZ + i);
                (Vector.Load(sum + i) + d).Store(sum + i);
            }
    }

    private static void AddCoefficients(float* matrix, int columns, float* rowsOf, int channels, int rows, float* sums)
    {
        for (int column = 0; column < channels; column += PackedGemm.Width)
            PackedGemm.AddTransposed(matrix, columns, columns, rowsOf + column, channels, rows, sums + column, channels);
    }

    // Panels [channels / width, columns, width]; the columns beyond those kept are zero.
    private static void PackCoefficients(float* coefficients, int kept, int columns, int channels, float* panels)
    {
        int width = PackedGemm.Width;
        for (int column = 0; column < channels; column += width, panels += (long)columns * width)
        {
            for (int k = 0; k < kept; k++) new ReadOnlySpan<float>(coefficients + (long)k * channels + column, width).CopyTo(new Span<float>(panels + (long)k * width, width));
            new Span<float>(panels + (long)kept * width, (columns - kept) * width).Clear();
        }
    }
}
