using static TorchSharp.torch;

namespace OpLearn;

/// <summary>An output <c>[samples, points, outputs]</c> and its derivatives in the coordinates, of the same shape, each computed when it is first asked for.</summary>
/// <param name="value">The output.</param>
/// <param name="first">∂/∂yᵢ of it.</param>
/// <param name="second">∂²/∂yᵢ∂yⱼ of it.</param>
internal sealed class OutputDerivatives(Tensor value, Func<int, Tensor> first, Func<int, int, Tensor> second)
{
    private readonly Dictionary<(int, int), Tensor> known = [];

    public Tensor Value => value;

    public Tensor First(int i) => Known((i, -1), () => first(i));

    public Tensor Second(int i, int j) => Known((Math.Min(i, j), Math.Max(i, j)), () => second(i, j));

    /// <summary>The same of outputs <c>scale s + shift</c>, in coordinates of which one step is <paramref name="steps"/> of the present ones.</summary>
    /// <param name="scale"><c>[points, outputs]</c>; null for one.</param>
    /// <param name="shift">Likewise; null for zero.</param>
    /// <param name="steps"><c>[…, points, dimensions]</c>; null for one.</param>
    public OutputDerivatives Then(Tensor? scale, Tensor? shift, Tensor? steps)
    {
        if (scale is null && shift is null && steps is null) return this;
        Tensor Scaled(Tensor values) => scale is null ? values : values * scale;
        Tensor Per(Tensor values, int i) => steps is null ? values : values / steps.select(-1, i).unsqueeze(-1); // [points, 1] or [samples, points, 1]
        Tensor scaled = Scaled(Value);
        return new OutputDerivatives(shift is null ? scaled : scaled + shift, i => Per(Scaled(First(i)), i), (i, j) => Per(Per(Scaled(Second(i, j)), i), j));
    }

    private Tensor Known((int, int) name, Func<Tensor> make)
    {
        if (!known.TryGetValue(name, out Tensor? tensor)) known.Add(name, tensor = make());
        return tensor;
    }
}
