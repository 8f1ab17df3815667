using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A convolutional body and a fully connected head: <c>[samples, axes…, channels] → [samples, width]</c>.</summary>
internal sealed class GridEncoder : nn.Module<Tensor, Tensor>
{
    private readonly string where;
    private readonly int[] grid; // negative: any size
    private readonly int channels;
    private readonly bool globalAverage;
    private readonly nn.Module<Tensor, Tensor> body;
    private readonly Mlp head;

    public GridEncoder(string where, int[] grid, int channels, nn.Module<Tensor, Tensor> body, bool globalAverage, Mlp head) : base("encoder")
    {
        this.where = where;
        this.grid = grid;
        this.channels = channels;
        this.globalAverage = globalAverage;
        this.body = body;
        this.head = head;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Checks.Shape(input, where, nameof(input), "[samples, axes…, channels]", [-1, .. grid.Select(points => (long)points), channels]);
        using DisposeScope scope = NewDisposeScope();
        Tensor features = body.call(ChannelOrder.ChannelsFirst(input)); // [samples, filters, axes…]
        Tensor row = globalAverage ? features.flatten(2).mean([2]) : features.flatten(1);
        return head.call(row).MoveToOuterDisposeScope();
    }
}
