using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What makes a data set a data set; every message says what was expected, what came and what to do.</summary>
internal static class DatasetChecks
{
    private const string Where = "OperatorDataset: ";

    public static void Shapes(IReadOnlyList<string> inputNames, IReadOnlyList<Tensor> inputs, Tensor locations,
        IReadOnlyList<string> outputNames, Tensor outputs, IReadOnlyList<int>? outputAxes, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(locations);
        ArgumentNullException.ThrowIfNull(outputNames);
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.dim() != 3 || outputs.shape[0] < 1 || outputs.shape[1] < 1 || outputs.shape[2] < 1)
            throw Wrong(nameof(outputs), $"outputs must be [samples, points, channels] with no empty axis; got {Text(outputs)}. Add a channel axis with unsqueeze(-1).");
        long samples = outputs.shape[0], points = outputs.shape[1], channels = outputs.shape[2];

        Names(inputNames, inputs.Count, "inputNames", "input function");
        Names(outputNames, (int)channels, "outputNames", "output channel");
        if (inputs.Count == 0) throw Wrong(nameof(inputs), "at least one input function is needed; got none.");
        for (int i = 0; i < inputs.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(inputs[i], $"inputs[{i}]");
            if (inputs[i].dim() < 2 || inputs[i].shape.Any(axis => axis < 1))
                throw Wrong(nameof(inputs), $"input '{inputNames[i]}' must be [samples, axes…, channels] with no empty axis; got {Text(inputs[i])}."
                    + " A function on 100 sensors with one channel is [samples, 100, 1]: add the channel axis with unsqueeze(-1).");
            if (inputs[i].shape[0] != samples)
                throw Wrong(nameof(inputs), $"input '{inputNames[i]}' and outputs must have the same samples on axis 0; got {Text(inputs[i])} and {Text(outputs)}.");
        }

        bool aligned = locations.dim() == 2 && locations.shape[0] == points && locations.shape[1] > 0;
        bool unaligned = locations.dim() == 3 && locations.shape[0] == samples && locations.shape[1] == points && locations.shape[2] > 0;
        if (!aligned && !unaligned)
            throw Wrong(nameof(locations), $"locations must be [points, dimensions] = [{points}, d] or [samples, points, dimensions] = [{samples}, {points}, d]"
                + $" for outputs {Text(outputs)}; got {Text(locations)}.");
        if (outputAxes is not null && (outputAxes.Count == 0 || outputAxes.Any(axis => axis < 1) || outputAxes.Aggregate(1L, (product, axis) => product * axis) != points))
            throw Wrong(nameof(outputAxes), $"the product of outputAxes must be the number of points, {points}; got [{string.Join(", ", outputAxes)}].");
        if (mask is not null && !(mask.dim() == 1 && mask.shape[0] == points) && !(mask.dim() == 2 && mask.shape[0] == samples && mask.shape[1] == points))
            throw Wrong(nameof(mask), $"mask must be [points] = [{points}] or [samples, points] = [{samples}, {points}]; got {Text(mask)}.");
        Types(inputNames, inputs, locations, outputs, mask);
    }

    public static void Values(IReadOnlyList<string> inputNames, IReadOnlyList<Tensor> inputs, Tensor locations,
        IReadOnlyList<string> outputNames, Tensor outputs, Tensor? mask)
    {
        for (int i = 0; i < inputs.Count; i++) Finite(inputs[i], $"input '{inputNames[i]}'", "sample");
        Finite(locations, "locations", "row");
        Finite(outputs, $"outputs ({string.Join(", ", outputNames)})", "sample");
        if (mask is null) return;
        using var scope = NewDisposeScope();
        if (!mask.eq(0).logical_or(mask.eq(1)).all().item<bool>())
            throw Wrong(nameof(mask), "mask must hold 1 (the point counts) and 0 (it does not) only; got other values. Weights belong into the loss.");
        if (!mask.ne(0).any(-1).all().item<bool>())
            throw Wrong(nameof(mask), "every sample must have at least one point that counts; the mask has a row of zeros. Drop that sample.");
    }

    private static void Types(IReadOnlyList<string> inputNames, IReadOnlyList<Tensor> inputs, Tensor locations, Tensor outputs, Tensor? mask)
    {
        if (outputs.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw Wrong(nameof(outputs), $"outputs must be float32 or float64; got {outputs.dtype}. Convert with to(ScalarType.Float32).");
        for (int i = 0; i < inputs.Count; i++) Same(inputs[i], $"input '{inputNames[i]}'");
        Same(locations, "locations");
        if (mask is not null) Same(mask, "mask");

        void Same(Tensor tensor, string name)
        {
            if (tensor.dtype != outputs.dtype)
                throw new ArgumentException($"{Where}all tensors must have the type of outputs, {outputs.dtype}; {name} has {tensor.dtype}. Convert with to({outputs.dtype}).");
            if (tensor.device_type != outputs.device_type || tensor.device_index != outputs.device_index)
                throw new ArgumentException($"{Where}all tensors must be on the device of outputs, {outputs.device}; {name} is on {tensor.device}. Move it with to(device).");
        }
    }

    private static void Names(IReadOnlyList<string> names, int expected, string argument, string what)
    {
        if (names.Count != expected)
            throw Wrong(argument, $"{argument} must have one name an {what}, {expected}; got {names.Count} ({string.Join(", ", names)}).");
        if (names.Any(string.IsNullOrWhiteSpace)) throw Wrong(argument, $"no name of {argument} may be empty; got ({string.Join(", ", names)}).");
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw Wrong(argument, $"the names of {argument} must differ; got ({string.Join(", ", names)}).");
    }

    public static void Finite(Tensor values, string name, string row)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        // A sum is finite when all terms are (or it overflows, and then the terms are looked at): one pass without a temporary of the tensor's size.
        if (double.IsFinite(values.sum(ScalarType.Float64).item<double>())) return;
        Tensor bad = values.isfinite().logical_not();
        long count = bad.sum().item<long>();
        if (count == 0) return;
        long[] first = bad.nonzero()[0].cpu().data<long>().ToArray();
        throw new ArgumentException($"{Where}{name} must be finite; got {count} NaN or infinite value(s), the first in {row} {first[0]} at [{string.Join(", ", first)}]."
            + " Look at what made that sample; fill points that do not count with 0 and give a mask.");
    }

    private static ArgumentException Wrong(string argument, string message) => new(Where + message, argument);

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
