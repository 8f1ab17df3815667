using Deedle;
using Plotly.NET;
using TorchSharp;

namespace OpLearn.Plots;

/// <summary>The charts of the studies, in one look. Each returns a Plotly.NET chart, which a notebook shows.</summary>
public static partial class Plot
{
    /// <summary>Training loss and validation error against the step, on a logarithmic axis.</summary>
    /// <param name="run">What <see cref="Trainer.Fit"/> returned.</param>
    public static GenericChart Loss(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<Trace> traces = [Look.Line("training loss", [.. run.History.Select(point => (double)point.Iteration)], [.. run.History.Select(point => point.TrainLoss)], 0)];
        if (run.Validation.Count > 0)
            traces.Add(Look.Line("validation error", [.. run.Validation.Select(point => (double)point.Iteration)], [.. run.Validation.Select(point => point.Error)], 1, "dash"));
        return Look.Chart("Training", traces, ("xaxis", Look.Axis("optimiser step")), ("yaxis", Look.Decades(Look.Axis("loss, error", logarithmic: true),
                run.History.Select(point => point.TrainLoss).Concat(run.Validation.Select(point => point.Error)))));
    }

    /// <summary>One function of one variable: truth, prediction, and the error below on its own axis.</summary>
    /// <param name="set">The true functions on a line: one coordinate.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>, as <c>model.Predict(set)</c> gives it.</param>
    /// <param name="sample">Which function, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <exception cref="ArgumentException">The set is not one of functions of one variable, or the shapes differ.</exception>
    public static GenericChart Prediction(OperatorDataset set, torch.Tensor prediction, int sample, int channel = 0, string unit = "1")
    {
        RequireSame(nameof(Prediction), set, prediction, sample, channel);
        RequireLine(nameof(Prediction), set);
        using var scope = torch.NewDisposeScope();
        var (x, truth, predicted) = Curve(set, prediction, sample, channel);
        Trace error = Look.Line("error", x, [.. predicted.Zip(truth, (p, t) => p - t)], 2);
        Look.Set(error, ("yaxis", "y2"));
        string name = $"{set.OutputNames[channel]} ({unit})";
        return Look.Chart($"Sample {sample}", [Look.Line("truth", x, truth, 0), Look.Line("prediction", x, predicted, 1, "dash"), error],
            ("xaxis", Look.Axis("location", anchor: "y2")), ("yaxis", Look.Axis(name, domain: [0.38, 1.0])), ("yaxis2", Look.Axis($"error ({unit})", domain: [0.0, 0.28])));
    }

    /// <summary><see cref="Prediction"/>, <see cref="Field"/> or <see cref="Slices"/> of the sample with the largest relative L² error.</summary>
    /// <inheritdoc cref="Prediction"/>
    public static GenericChart WorstCase(OperatorDataset set, torch.Tensor prediction, int channel = 0, string unit = "1")
    {
        RequireSame(nameof(WorstCase), set, prediction, 0, channel);
        int worst = Metrics.RelativeL2(prediction, set.Outputs, set.Mask).WorstSample;
        return set.Dimensions == 1 ? Prediction(set, prediction, worst, channel, unit)
            : set.OutputAxes.Count == 3 ? Slices(set, prediction, worst, channel, unit, count: Math.Min(3, set.OutputAxes[0])) : Field(set, prediction, worst, channel, unit);
    }

    /// <summary>Small multiples: the sample with the smallest, the median and the largest relative L² error side by side, truth and prediction above, error below.</summary>
    /// <param name="set">Functions of one variable, or fields on a grid of two axes.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <param name="coordinates">What each coordinate measures, with its unit, such as <c>depth (mm)</c>; null for plain names.</param>
    /// <exception cref="ArgumentException">The set is of another kind, or the shapes differ, or not every coordinate has its title.</exception>
    public static GenericChart Samples(OperatorDataset set, torch.Tensor prediction, int channel = 0, string unit = "1", IReadOnlyList<string>? coordinates = null)
    {
        RequireSame(nameof(Samples), set, prediction, 0, channel);
        if (coordinates is not null && coordinates.Count != set.Dimensions)
            throw new ArgumentException($"Plot.Samples: expected {set.Dimensions} titles of coordinates; got {coordinates.Count}. Give one for each coordinate of a location.");
        using var scope = torch.NewDisposeScope();
        IReadOnlyList<double> errors = Metrics.RelativeL2(prediction, set.Outputs, set.Mask).PerSample;
        int[] order = [.. Enumerable.Range(0, errors.Count).OrderBy(i => errors[i])];
        (string Name, int Sample)[] cases = [("best", order[0]), ("median", order[order.Length / 2]), ("worst", order[^1])];
        string[] headings = [.. cases.Select(item => $"{item.Name}: {errors[item.Sample]:P2}")];
        if (set.Dimensions != 1)
            return FieldCases(set, prediction, channel, unit, cases.Select(item => item.Sample).ToArray(), headings, coordinates ?? ["x", "y"]);
        var panels = new Panels(2, 3, 0.07, 0.12);
        for (int k = 0; k < 3; k++)
        {
            var (x, truth, predicted) = Curve(set, prediction, cases[k].Sample, channel);
            Trace[] traces = [Look.Line("truth", x, truth, 0, suffix: panels.Suffix(0, k)), Look.Line("prediction", x, predicted, 1, "dash", suffix: panels.Suffix(0, k)),
                Look.Line("error", x, [.. predicted.Zip(truth, (p, t) => p - t)], 2, suffix: panels.Suffix(1, k))];
            foreach (Trace trace in traces)
            {
                Look.Set(trace, ("showlegend", k == 0));
                panels.Add(trace);
            }
            panels.Axes(0, k, "", k == 0 ? $"{set.OutputNames[channel]} ({unit})" : "");
            panels.Axes(1, k, coordinates?[0] ?? "location", k == 0 ? $"error ({unit})" : "");
            panels.Above(k, headings[k]);
        }
        return panels.Chart("Relative L² error", 960, 460, legend: true);
    }

    private static (double[] X, double[] Truth, double[] Predicted) Curve(OperatorDataset set, torch.Tensor prediction, int sample, int channel)
    {
        double[] x = Numbers((set.IsAligned ? set.Locations : set.Locations[sample]).select(1, 0)), truth = Numbers(set.Outputs[sample].select(1, channel)),
            predicted = Numbers(prediction[sample].select(1, channel));
        int[] order = [.. Enumerable.Range(0, x.Length).Where(i => Counts(set, sample)?[i] != 0).OrderBy(i => x[i])];
        return (Ordered(x), Ordered(truth), Ordered(predicted));

        double[] Ordered(double[] values) => [.. order.Select(i => values[i])];
    }

    /// <summary>The mask of one sample, or null.</summary>
    private static double[]? Counts(OperatorDataset set, int sample) => set.Mask is not { } mask ? null : Numbers(mask.dim() == 1 ? mask : mask[sample]);

    private static double[] Numbers(torch.Tensor values) => values.detach().to(torch.ScalarType.Float64).cpu().contiguous().data<double>().ToArray();

    private static void RequireLine(string where, OperatorDataset set)
    {
        if (set.Dimensions != 1) throw new ArgumentException($"Plot.{where}: functions of one variable are needed; got {set.Dimensions} coordinates. Use Plot.Field for two.");
    }

    private static void RequireSame(string where, OperatorDataset set, torch.Tensor prediction, int sample, int channel)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(prediction);
        if (!prediction.shape.AsSpan().SequenceEqual(set.Outputs.shape))
            throw new ArgumentException($"Plot.{where}: the prediction must have the shape of the outputs, [{string.Join(", ", set.Outputs.shape)}]; got [{string.Join(", ", prediction.shape)}].");
        if (sample < 0 || sample >= set.Samples || channel < 0 || channel >= set.Channels)
            throw new ArgumentException($"Plot.{where}: sample and channel must lie in the set's {set.Samples} samples and {set.Channels} channels; got {sample} and {channel}.");
    }

    private static void RequireCount(string where, string what, int expected, int came)
    {
        if (expected != came) throw new ArgumentException($"Plot.{where}: {what} must have {expected} values; got {came}.");
    }
}
