using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A fully connected branch on the flattened values of its function.</summary>
public sealed record MlpBranch : BranchNetwork
{
    /// <value>Values a sample: points × channels.</value>
    public required int Sensors { get; init; }

    /// <value>Hidden widths and, last, the width of the coefficients.</value>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <value>The layers; the last one is linear unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Style { get; init; } = new();

    internal override int OutputWidth => Widths[^1];

    internal override nn.Module<Tensor, Tensor> Build(Generator random) => new Flattened(Sensors, new Mlp(Sensors, Widths, Style, activateLastByDefault: false, random));

    internal sealed class Flattened : nn.Module<Tensor, Tensor>
    {
        private readonly int sensors;
        private readonly Mlp network;

        public Flattened(int sensors, Mlp network) : base("flattened")
        {
            this.sensors = sensors;
            this.network = network;
            RegisterComponents();
        }

        public Mlp Network => network;

        /// <summary>What follows the network's features, if it has any, reads of a function: <c>[samples, inputs]</c>.</summary>
        public Tensor Rows(Tensor function) => network.Expand(BranchTrunk.Join([function], nameof(MlpBranch), sensors)).contiguous();

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = NewDisposeScope();
            return network.call(BranchTrunk.Join([input], nameof(MlpBranch), sensors)).MoveToOuterDisposeScope();
        }
    }
}
