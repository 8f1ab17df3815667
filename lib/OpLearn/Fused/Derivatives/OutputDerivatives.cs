using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose output's derivatives in the coordinates can be pushed forward through it, which costs less than differentiating backward once for each order.</summary>
internal interface IPushesDerivatives
{
    /// <summary>The output at the locations with its derivatives, or null where the model's layers are not of a kind that can; tensors stay in the caller's dispose scope.</summary>
    /// <param name="functions">As for the model's evaluation.</param>
    /// <param name="locations">As for the model's evaluation.</param>
    /// <param name="plan">Which derivatives will be asked for, as far as that is known.</param>
    OutputDerivatives? Derivatives(Tensor[] functions, Tensor locations, DerivativePlan plan);
}

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

    private Tensor Known((int, int) name, Func<Tensor> make)
    {
        if (!known.TryGetValue(name, out Tensor? tensor)) known.Add(name, tensor = make());
        return tensor;
    }
}
