using System.Numerics;

namespace OpLearn;

/// <summary>A network with one hidden layer and few outputs, <c>y = V σ(W x + b) + c</c>, on blocks of rows whose hidden numbers stay in the cache.</summary>
/// <remarks>On the way back the hidden layer is evaluated again: that costs less than to write it to memory and read it, being wider than what goes in and what comes out.</remarks>
internal sealed unsafe class PointwiseKernel : IDisposable
{
    /// <summary>Rows of a block.</summary>
    public const int Block = 64;

    private readonly int inputs, hidden, outputs;
    private readonly float* forward, backward, bias, last, lastBias;
    private readonly FusedActivation curve;
    private readonly AlignedBuffer panels;

    /// <summary>Brings the weights into panels.</summary>
    /// <param name="inputs">Of a row.</param>
    /// <param name="hidden">Units of the hidden layer; both in whole panels.</param>
    /// <param name="outputs">Of a row.</param>
    /// <param name="parameters">W <c>[hidden, inputs]</c>, b <c>[hidden]</c>, V <c>[outputs, hidden]</c>, c <c>[outputs]</c>.</param>
    /// <param name="curve">σ.</param>
    public PointwiseKernel(int inputs, int hidden, int outputs, ReadOnlySpan<nint> parameters, FusedActivation curve)
    {
        (this.inputs, this.hidden, this.outputs, this.curve) = (inputs, hidden, outputs, curve);
        bias = (float*)parameters[1];
        last = (float*)parameters[2];
        lastBias = (float*)parameters[3];
        panels = new AlignedBuffer(2L * inputs * hidden, 2);
        forward = panels.Take((long)inputs * hidden);
        backward = panels.Take((long)inputs * hidden);
        PackedGemm.PackTransposed((float*)parameters[0], inputs, inputs, hidden, forward);
        PackedGemm.Pack((float*)parameters[0], inputs, hidden, inputs, backward);
    }

    /// <summary>Numbers that <see cref="Forward"/> and <see cref="Backward"/> need room for.</summary>
    public long Room => (long)Block * (hidden + 2);

    /// <summary>Where the sums of ∂L/∂W, ∂L/∂b, ∂L/∂V and ∂L/∂c lie among those of <see cref="SumsLength"/>.</summary>
    public long[] SumStarts => [0, (long)hidden * inputs, (long)hidden * (inputs + 1), (long)hidden * (inputs + 1 + outputs)];

    /// <summary>Numbers of the sums that <see cref="Backward"/> adds to, a whole number of vectors.</summary>
    public long SumsLength => (long)hidden * (inputs + 1 + outputs) + PackedGemm.Padded(outputs);

    /// <summary>y of at most <see cref="Block"/> rows.</summary>
    /// <param name="x"><c>[rows, inputs]</c>.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="y"><c>[rows, outputs]</c>, filled.</param>
    /// <param name="room">See <see cref="Room"/>.</param>
    public void Forward(float* x, int rows, float* y, float* room)
    {
        float* constants = room + (long)Block * hidden, column = constants + Block;
        Hidden(x, rows, room);
        FusedActivations.Apply(curve, room, (long)rows * hidden);
        for (int output = 0; output < outputs; output++)
        {
            new Span<float>(constants, rows).Fill(lastBias[output]);
            PackedGemm.TimesVector(room, hidden, rows, last + (long)output * hidden, constants, outputs == 1 ? y : column);
            if (outputs > 1) for (int row = 0; row < rows; row++) y[(long)row * outputs + output] = column[row];
        }
    }

    /// <summary>The gradients of at most <see cref="Block"/> rows.</summary>
    /// <param name="x"><c>[rows, inputs]</c>.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="ofY">∂L/∂y, <c>[rows, outputs]</c>.</param>
    /// <param name="ofX">∂L/∂x, filled.</param>
    /// <param name="room">See <see cref="Room"/>.</param>
    /// <param name="sums">Added to: see <see cref="SumStarts"/>.</param>
    public void Backward(float* x, int rows, float* ofY, float* ofX, float* room, float* sums)
    {
        long[] starts = SumStarts;
        float* ofBias = sums + starts[1], ofLast = sums + starts[2], ofLastBias = sums + starts[3];
        Hidden(x, rows, room);
        for (int row = 0; row < rows; row++)
        {
            float* z = room + (long)row * hidden, slopes = ofY + (long)row * outputs;
            for (int output = 0; output < outputs; output++) ofLastBias[output] += slopes[output];
            for (int i = 0; i < hidden; i += Vector<float>.Count)
            {
                (Vector<float> h, Vector<float> slope) = FusedActivations.Both(curve, Vector.Load(z + i));
                Vector<float> ofH = Vector<float>.Zero;
                for (int output = 0; output < outputs; output++)
                {
                    var d = new Vector<float>(slopes[output]);
                    float* weight = last + (long)output * hidden + i, sum = ofLast + (long)output * hidden + i;
                    ofH = VectorFunctions.MultiplyAdd(d, Vector.Load(weight), ofH);
                    VectorFunctions.MultiplyAdd(d, h, Vector.Load(sum)).Store(sum);
                }
                Vector<float> ofZ = ofH * slope;
                ofZ.Store(z + i);
                (Vector.Load(ofBias + i) + ofZ).Store(ofBias + i);
            }
        }
        float* zeros = room + (long)Block * hidden;
        new Span<float>(zeros, PackedGemm.Width).Clear();
        for (int column = 0; column < inputs; column += PackedGemm.Width)
        {
            PackedGemm.AddTransposed(room, hidden, hidden, x + column, inputs, rows, sums + column, inputs);
            PackedGemm.Set(zeros, 0, room, hidden, rows, backward + (long)column * hidden, hidden, ofX + column, inputs);
        }
    }

    public void Dispose() => panels.Dispose();

    private void Hidden(float* x, int rows, float* z)
    {
        for (int column = 0; column < hidden; column += PackedGemm.Width)
            PackedGemm.Set(bias + column, 0, x, inputs, rows, forward + (long)column * inputs, inputs, z + column, hidden);
    }
}
