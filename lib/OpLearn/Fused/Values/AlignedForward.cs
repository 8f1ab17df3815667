using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The values of a DeepONet on aligned data without gradients, as one operation: what <see cref="LatentSum.Combine"/> of its networks' values is, to rounding.</summary>
/// <remarks>
/// First the trunk for all points, unless its values are those of an evaluation before (<see cref="TrunkCache"/>); they stay, as panels of points (<see cref="MlpLanes"/>).
/// Then the functions, some panels at a time: branch, products with the trunk's values, bias, and the results are written where they belong.
/// </remarks>
internal sealed unsafe class AlignedForward
{
    private readonly Tensor output; // [functions, points, outputs]
    private readonly int functions, points, outputs, latent;
    private readonly float* bias;
    private readonly bool oneBias;

    private AlignedForward(Tensor output, int latent, Tensor? bias)
    {
        this.output = output;
        this.latent = latent;
        (functions, points, outputs) = ((int)output.size(0), (int)output.size(1), (int)output.size(2));
        this.bias = bias is null ? null : AlignedBuffer.Start(bias);
        oneBias = bias is not null && bias.size(0) == 1;
    }

    /// <summary>The outputs of one or more networks with plain branches and trunks; null where the shapes, types or layers are others.</summary>
    /// <param name="forms">One for all outputs, or one each.</param>
    /// <param name="bias"><c>[outputs]</c>, <c>[1]</c> or null.</param>
    /// <param name="caches">The values of each trunk from evaluations before.</param>
    public static Tensor? Values(IReadOnlyList<BranchTrunkForm> forms, Tensor? bias, IReadOnlyList<TrunkCache> caches)
    {
        var networks = new (MlpWeights Branch, MlpWeights Trunk)[forms.Count];
        Tensor? sensors = null;
        for (int network = 0; network < networks.Length; network++)
        {
            if (forms[network] is not { Trunk: { IsSimple: true } trunk, Branches: CoefficientNetworks { Branches: [{ Network.IsSimple: true } branch], Mixing: null } }) return null;
            sensors ??= branch.Rows;
            networks[network] = (branch.Network, trunk);
        }
        Tensor points = forms[0].Points;
        return caches.Count == networks.Length && IsSupported(sensors!, points, bias, networks)
            ? Run(networks, forms.Sum(form => form.Outputs), forms[0].Latent, bias, sensors!, points, caches) : null;
    }

    private static bool IsSupported(Tensor sensors, Tensor locations, Tensor? bias, IReadOnlyList<(MlpWeights Branch, MlpWeights Trunk)> networks) =>
        VectorFunctions.AreFast && locations.dim() == 2 && sensors.size(0) > 0 && locations.size(0) > 0
        && AlignedBuffer.IsReadable(sensors) && AlignedBuffer.IsReadable(locations) && (bias is null || AlignedBuffer.IsReadable(bias))
        && networks.All(network => IsReadable(network.Branch) && IsReadable(network.Trunk));

    private static bool IsReadable(MlpWeights network) => network.Parameters.All(AlignedBuffer.IsReadable);

    /// <summary>The outputs, <c>[functions, points, outputs]</c>.</summary>
    /// <param name="networks">Branch and trunk; one pair for all outputs, or one each.</param>
    /// <param name="outputs">How many.</param>
    /// <param name="latent">Width p of one output.</param>
    /// <param name="bias"><c>[outputs]</c>, <c>[1]</c> or null.</param>
    /// <param name="sensors"><c>[functions, sensors]</c>.</param>
    /// <param name="locations"><c>[points, dimensions]</c>.</param>
    /// <param name="kept">The values of each trunk from evaluations before.</param>
    private static Tensor Run(IReadOnlyList<(MlpWeights Branch, MlpWeights Trunk)> networks, int outputs, int latent, Tensor? bias, Tensor sensors, Tensor locations, IReadOnlyList<TrunkCache> kept)
    {
        Tensor output = empty(sensors.size(0), locations.size(0), outputs);
        var evaluation = new AlignedForward(output, latent, bias);
        int each = outputs / networks.Count;
        for (int network = 0; network < networks.Count; network++)
        {
            var (branch, trunk) = networks[network];
            long length = (long)RowBlocks.Count(evaluation.points, PackedGemm.Width) * PackedGemm.Width * trunk.Widths[^1];
            TrunkCache.Values? found = kept[network].Find(trunk, locations), room = found is null ? kept[network].Room(trunk, locations, length) : null, values = found ?? room;
            using var memory = new AlignedBuffer(values is null ? length : 0, 1);
            float* basis = values is null ? memory.Take(length) : values.Start;
            if (found is null) evaluation.WriteBasis(trunk, AlignedBuffer.Start(locations), basis);
            if (room is not null) kept[network].Keep(room, trunk, locations);
            evaluation.Write(branch, AlignedBuffer.Start(sensors), basis, trunk.Widths[^1], network * each, each);
            GC.KeepAlive(values);
        }
        return output;
    }

    private void WriteBasis(MlpWeights trunk, float* locations, float* basis)
    {
        MlpLanes ofPoints = new(trunk);
        RowBlocks.Share(points, MlpLanes.Panels * PackedGemm.Width, ofPoints.SpareLength, points * trunk.Multiplications, (first, rows, spare) =>
            ofPoints.Evaluate(locations + (long)first * trunk.Widths[0], rows, (float*)spare, basis + (long)first * ofPoints.Outputs));
    }

    private void Write(MlpWeights branch, float* sensors, float* basis, int trunkWidth, int firstOutput, int count)
    {
        int width = PackedGemm.Width, block = MlpLanes.Panels * width;
        MlpLanes ofFunctions = new(branch);
        long blockLength = ofFunctions.SpareLength + (long)block * ofFunctions.Outputs + width * width;
        RowBlocks.Share(functions, block, blockLength, functions * (branch.Multiplications + (double)points * latent * count), (first, rows, room) =>
        {
            float* spare = (float*)room, coefficients = spare + ofFunctions.SpareLength, tile = coefficients + (long)block * ofFunctions.Outputs;
            ofFunctions.Evaluate(sensors + (long)first * branch.Widths[0], rows, spare, coefficients);
            for (int panel = 0; panel < rows; panel += width)
                Combine(coefficients + (long)panel * ofFunctions.Outputs, ofFunctions.Outputs, first + panel, Math.Min(width, rows - panel), basis, trunkWidth, tile, firstOutput, count);
        });
    }

    /// <summary>The outputs of a panel of functions at all points: Σₚ b t + bias.</summary>
    private void Combine(float* coefficients, int branchWidth, int firstFunction, int rows, float* basis, int trunkWidth, float* tile, int firstOutput, int count)
    {
        int width = PackedGemm.Width;
        float* target = AlignedBuffer.Start(output);
        for (int part = 0; part < count; part++)
        {
            int channel = firstOutput + part, branchStart = branchWidth > latent ? part * latent : 0, trunkStart = trunkWidth > latent ? part * latent : 0;
            float constant = bias is null ? 0f : bias[oneBias ? 0 : channel];
            for (int point = 0; point < points; point += width)
            {
                int columns = Math.Min(width, points - point);
                float* ofFunctions = coefficients + branchStart * width, ofPoints = basis + ((long)point * trunkWidth) + trunkStart * width;
                float* to = target + (((long)firstFunction * points) + point) * outputs + channel;
                new Span<float>(tile, width * width).Fill(constant);
                if (rows == 1) PackedGemm.AddColumn(ofFunctions, ofPoints, latent, tile);
                else PackedGemm.AddTransposed(ofFunctions, width, width, ofPoints, width, latent, tile, width);
                for (int row = 0; row < rows; row++, to += (long)points * outputs)
                    if (outputs == 1) new ReadOnlySpan<float>(tile + row * width, columns).CopyTo(new Span<float>(to, columns));
                    else for (int column = 0; column < columns; column++) to[column * outputs] = tile[row * width + column];
            }
        }
    }
}
