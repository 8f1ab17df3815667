using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Parameters and buffers that outlive the dispose scope in which a model is made.</summary>
internal static class Weight
{
    /// <summary>A trainable tensor of zeros, float32.</summary>
    public static Parameter Zeros(params long[] shape) => Of(zeros(shape));

    /// <summary>A trainable tensor of ones, float32.</summary>
    public static Parameter Ones(params long[] shape) => Of(ones(shape));

    /// <summary>Makes <paramref name="values"/> trainable.</summary>
    public static Parameter Of(Tensor values)
    {
        Parameter parameter = new(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
