using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The values of one network of the joined sensors and coordinates without gradients, at several points a function.</summary>
/// <remarks>
/// <c>W [u; y] + b = W_y y + (W_u u + b)</c>: of a given function the network is one of the location alone, whose first bias is what the first layer makes of the sensors. That is found once a
/// function, where the plain form repeats the sensors at each point.
/// </remarks>
internal static unsafe class ConcatenatedForward
{
    private const int FewestPoints = 8; // with fewer, most lanes of a panel would stand empty

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, several points a function.</summary>
    public static bool IsSupported(MlpWeights network, Tensor sensors, Tensor locations) =>
        VectorFunctions.AreFast && !is_grad_enabled() && locations.size(-2) >= FewestPoints
        && AlignedBuffer.IsReadable(sensors) && AlignedBuffer.IsReadable(locations) && network.Parameters.All(AlignedBuffer.IsReadable);

    /// <summary>The outputs, <c>[functions, points, outputs]</c>.</summary>
    /// <param name="network">Sensors and coordinates to outputs.</param>
    /// <param name="sensors"><c>[functions, sensors]</c>.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[functions, points, dimensions]</c>.</param>
    public static Tensor Run(MlpWeights network, Tensor sensors, Tensor locations)
    {
        int functions = (int)sensors.size(0), points = (int)locations.size(-2), dimensions = (int)locations.size(-1), outputs = network.Widths[^1];
        Tensor first = network.Weights[0], ofSensors = first.narrow(1, 0, sensors.size(1)), ofCoordinates = first.narrow(1, sensors.size(1), dimensions).contiguous();
        Tensor starts = nn.functional.linear(sensors, ofSensors, network.Biases[0]); // [functions, width of the first layer]
        var ofLocation = new MlpWeights([ofCoordinates, .. network.Weights[1..]], network.Biases, network.Hidden, network.Last);
        Tensor output = empty(functions, points, outputs);
        float* start = AlignedBuffer.Start(starts), from = AlignedBuffer.Start(locations), to = AlignedBuffer.Start(output);
        int block = MlpLanes.Panels * PackedGemm.Width, units = ofLocation.Widths[1];
        long ofFunction = locations.dim() == 2 ? 0L : (long)points * dimensions;
        var lanes = new MlpLanes(ofLocation);
        RowBlocks.Share(functions, 1, lanes.SpareLength + (long)block * outputs, functions * points * ofLocation.Multiplications, (function, _, room) =>
        {
            float* spare = (float*)room, panels = spare + lanes.SpareLength;
            MlpLanes own = lanes.WithFirstBias(start + (long)function * units);
            for (int point = 0; point < points; point += block)
            {
                int rows = Math.Min(block, points - point);
                own.Evaluate(from + function * ofFunction + (long)point * dimensions, rows, spare, panels);
                Write(panels, rows, outputs, to + ((long)function * points + point) * outputs);
            }
        });
        return output;
    }

    /// <summary>From panels <c>[panels, outputs, width]</c> to rows <c>[rows, outputs]</c>.</summary>
    private static void Write(float* panels, int rows, int outputs, float* to)
    {
        int width = PackedGemm.Width;
        for (int row = 0; row < rows; row++)
            for (int output = 0; output < outputs; output++) to[row * outputs + output] = panels[(row / width * outputs + output) * width + row % width];
    }
}
