using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A map from functions to functions with parameters: <c>(u₁, …, uₖ; y) ↦ G(u₁, …, uₖ)(y)</c>.</summary>
/// <remarks>
/// <c>forward(functions, locations)</c> takes one tensor an input function, <c>[samples, axes…, channels]</c>, and the locations,
/// <c>[points, dimensions]</c> shared by all samples or <c>[samples, points, dimensions]</c>; it returns <c>[samples, points, channels]</c>.
/// A model on a grid reads the locations as coordinate channels only and returns the grid's points in row-major order.
/// </remarks>
public abstract class OperatorModel : nn.Module<Tensor[], Tensor, Tensor>
{
    /// <summary>Names the module; submodules register as in any TorchSharp module.</summary>
    protected OperatorModel(string name) : base(name)
    {
    }

    /// <summary>Number of trainable numbers (a complex weight counts as two).</summary>
    public int ParameterCount => checked((int)parameters().Sum(parameter => parameter.numel()));
}
