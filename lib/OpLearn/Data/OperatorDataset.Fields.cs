using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

public sealed partial class OperatorDataset
{
    /// <summary>A set from plain arrays: one input function, one output function, one set of locations.</summary>
    /// <param name="inputs">u at its sensors, <c>[samples, sensors]</c>.</param>
    /// <param name="locations">Coordinates, <c>[points, dimensions]</c>.</param>
    /// <param name="outputs">s at the locations, <c>[samples, points]</c>.</param>
    /// <param name="dtype">Type that the values are kept in; null for float32.</param>
    /// <param name="inputName">Name of the input function.</param>
    /// <param name="outputName">Name of the output function.</param>
    /// <exception cref="ArgumentException">The arrays do not fit together or hold NaN.</exception>
    public static OperatorDataset FromArrays(double[,] inputs, double[,] locations, double[,] outputs, ScalarType? dtype = null, string inputName = "u", string outputName = "s")
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(locations);
        ArgumentNullException.ThrowIfNull(outputs);
        NativeTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        ScalarType type = dtype ?? ScalarType.Float32;
        return new OperatorDataset([inputName], [tensor(inputs).to(type).unsqueeze(-1)], tensor(locations).to(type), [outputName], tensor(outputs).to(type).unsqueeze(-1));
    }

    /// <summary>The same set with other values of one input function: for ablations, rollouts and tests of linearity. Shares the rest.</summary>
    /// <param name="name">Name of the input function.</param>
    /// <param name="values"><c>[samples, axes…, channels]</c>, finite; brought to the set's type and device, and shared where nothing changes.</param>
    /// <exception cref="ArgumentException">There is no such input, or the values do not fit.</exception>
    public OperatorDataset WithInput(string name, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int which = IndexOfInput(name, nameof(WithInput));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor fitting = values.detach().to(Outputs.dtype, Outputs.device).alias();
        DatasetChecks.Finite(fitting, $"input '{name}'", "sample");
        return WithInputs(InputNames, [.. Inputs.Select((input, i) => i == which ? fitting : input.alias())], $"WithInput({name})");
    }

    /// <summary>The same set with some of its input functions, in the given order; shares memory.</summary>
    /// <exception cref="ArgumentException">No name, or one that is no input's.</exception>
    public OperatorDataset SelectInputs(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var scope = NewDisposeScope();
        return WithInputs(names, [.. names.Select(name => Inputs[IndexOfInput(name, nameof(SelectInputs))].alias())], $"SelectInputs({string.Join(", ", names)})");
    }

    /// <summary>The same set with some of its output channels, in the given order. Copies the outputs.</summary>
    /// <exception cref="ArgumentException">No name, or one that is no output's.</exception>
    public OperatorDataset SelectOutputs(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        long[] channels = [.. names.Select(name => (long)OutputNames.ToList().IndexOf(name))];
        int unknown = Array.IndexOf(channels, -1L);
        Checks.That(names.Count > 0 && unknown < 0, nameof(SelectOutputs), $"names of output channels ({string.Join(", ", OutputNames)})", names.Count == 0 ? "none" : $"'{names[Math.Max(unknown, 0)]}'");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return new OperatorDataset(InputNames, [.. Inputs.Select(input => input.alias())], Locations.alias(), names,
            Outputs.index_select(2, tensor(channels, device: Outputs.device)), OutputAxes, Mask?.alias(), checkValues: false)
        { Card = Card?.After($"SelectOutputs({string.Join(", ", names)})"), Tags = Tags };
    }

    private OperatorDataset WithInputs(IReadOnlyList<string> names, Tensor[] inputs, string step) =>
        new(names, inputs, Locations.alias(), OutputNames, Outputs.alias(), OutputAxes, Mask?.alias(), checkValues: false) { Card = Card?.After(step), Tags = Tags };
}
