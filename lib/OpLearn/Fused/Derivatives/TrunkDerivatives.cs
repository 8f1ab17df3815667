using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The values of a fully connected network and their derivatives in its inputs, pushed forward layer by layer.</summary>
/// <remarks>
/// With <c>z = W h + b</c> and <c>h′ = σ(z)</c>: <c>∂ᵢz = W ∂ᵢh</c>, <c>∂ᵢh′ = σ′(z) ∂ᵢz</c>, <c>∂ᵢⱼh′ = σ′(z) ∂ᵢⱼz + σ″(z) ∂ᵢz ∂ⱼz</c>. Operations on tensors throughout,
/// so they are differentiable in the weights. What one derivative needs of another is computed once.
/// </remarks>
internal sealed class TrunkDerivatives
{
    private readonly MlpWeights network;
    private readonly Tensor inputs;
    private readonly DerivativePlan plan;
    private readonly DerivativePlan.Stream[] streams = []; // of All
    private Layer[]? layers;

    private TrunkDerivatives(MlpWeights network, Tensor inputs, DerivativePlan plan)
    {
        (this.network, this.inputs, this.plan) = (network, inputs, plan);
        if (!plan.IsSettled || !network.IsSimple || !TrunkJets.IsSupported(network, inputs)) return;
        streams = plan.Streams;
        All = TrunkJets.Run(network, inputs, streams, () =>
        {
            Layer last = Layers(network, inputs)[^1];
            return stack([.. streams.Select(stream => Of(last, stream))]);
        });
    }

    /// <summary>Everything in the plan, found in one pass, <c>[streams, …, width last]</c>; null where the derivatives are found one by one.</summary>
    public Tensor? All { get; }

    /// <summary>Null where an activation's derivatives are not known.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs"><c>[…, inputs]</c>.</param>
    /// <param name="plan">What is asked for; learns what is not in it.</param>
    public static TrunkDerivatives? Of(MlpWeights network, Tensor inputs, DerivativePlan plan) =>
        network.HiddenFunction?.Derivatives is null || network.LastFunction?.Derivatives is null ? null : new TrunkDerivatives(network, inputs, plan);

    /// <summary>Where a derivative stands in <see cref="All"/>; negative where it does not.</summary>
    public int IndexOf(DerivativePlan.Stream stream)
    {
        if (stream.Order > 0) plan.Add(stream.I, stream.J);
        return Array.IndexOf(streams, stream);
    }

    /// <summary>The value or a derivative by operations on tensors, <c>[…, width last]</c>.</summary>
    public Tensor Alone(DerivativePlan.Stream stream) => Of((layers ??= Layers(network, inputs))[^1], stream);

    private static Tensor Of(Layer last, DerivativePlan.Stream stream) => stream.Order switch
    {
        0 => last.Value,
        1 => last.First(stream.I),
        _ => last.Second(stream.I, stream.J),
    };

    private static Layer[] Layers(MlpWeights network, Tensor inputs)
    {
        var layers = new Layer[network.Weights.Length];
        Tensor h = inputs;
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = new Layer(network.Weights[i], network.Biases[i], (i == layers.Length - 1 ? network.LastFunction : network.HiddenFunction)!, h, i == 0 ? null : layers[i - 1]);
            h = layers[i].Value;
        }
        return layers;
    }

    private sealed class Layer
    {
        private readonly Tensor weight;
        private readonly Layer? before;
        private readonly Dictionary<int, Tensor> inner = [], first = []; // ∂ᵢz, ∂ᵢh′
        private readonly Dictionary<(int, int), Tensor> second = [];     // ∂ᵢⱼh′
        private readonly ActivationDerivatives activation;
        private readonly Tensor z;
        private Tensor? slope, curvature;

        public Layer(Tensor weight, Tensor? bias, ActivationFunction function, Tensor h, Layer? before)
        {
            this.weight = weight;
            this.before = before;
            activation = function.Derivatives!;
            z = nn.functional.linear(h, weight, bias);
            Value = function.Value(z);
        }

        public Tensor Value { get; }

        private Tensor Slope => slope ??= activation.First(z, Value);

        private Tensor Curvature => curvature ??= activation.Second(z, Value, Slope);

        public Tensor First(int i) => Known(first, i, () => Slope * Inner(i));

        public Tensor Second(int i, int j) => Known(second, (i, j), () =>
        {
            Tensor bent = Curvature * Inner(i) * Inner(j);
            return before is null ? bent : bent + Slope * before.Second(i, j).matmul(weight.t());
        });

        private Tensor Inner(int i) => Known(inner, i, () => before is null ? weight.select(1, i) : before.First(i).matmul(weight.t()));

        private static Tensor Known<TKey>(Dictionary<TKey, Tensor> known, TKey key, Func<Tensor> make) where TKey : notnull
        {
            if (!known.TryGetValue(key, out Tensor? tensor)) known.Add(key, tensor = make());
            return tensor;
        }
    }
}
