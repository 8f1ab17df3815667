using Deedle;
using Plotly.NET;
using TorchSharp;

namespace OpLearn.Plots;

/// <summary>The charts of the studies, in one look. Each returns a Plotly.NET chart, which a notebook shows.</summary>
public static class Plot
{
    /// <summary>Training loss and validation error against the step, on a logarithmic axis.</summary>
    /// <param name="run">What <see cref="Trainer.Fit"/> returned.</param>
    public static GenericChart Loss(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<Trace> traces = [Look.Line("training loss", [.. run.History.Select(point => (double)point.Iteration)], [.. run.History.Select(point => point.TrainLoss)], 0)];
        if (run.Validation.Count > 0)
            traces.Add(Look.Line("validation error", [.. run.Validation.Select(point => (double)point.Iteration)], [.. run.Validation.Select(point => point.Error)], 1, "dash"));
        return Look.Chart("Training", traces, ("xaxis", Look.Axis("optimiser step")), ("yaxis", Look.Axis("loss, error", logarithmic: true)));
    }

    /// <summary>One function of one variable: truth, prediction, and the error below on its own axis.</summary>
    /// <param name="set">The true functions on a line: aligned, one coordinate.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>, as <c>model.Predict(set)</c> gives it.</param>
    /// <param name="sample">Which function, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <exception cref="ArgumentException">The set is not one of functions of one variable, or the shapes differ.</exception>
    public static GenericChart Prediction(OperatorDataset set, torch.Tensor prediction, int sample, int channel = 0, string unit = "1")
    {
        RequireSame(nameof(Prediction), set, prediction, sample, channel);
        if (set.Dimensions != 1) throw new ArgumentException($"Plot.Prediction: functions of one variable are needed; got {set.Dimensions} coordinates. Use Plot.Field for two.");
        using var scope = torch.NewDisposeScope();
        double[] x = Numbers((set.IsAligned ? set.Locations : set.Locations[sample]).select(1, 0)), truth = Numbers(set.Outputs[sample].select(1, channel)),
            predicted = Numbers(prediction[sample].select(1, channel));
        int[] order = [.. Enumerable.Range(0, x.Length).OrderBy(i => x[i])];
        double[] sorted = Sorted(x), difference = Sorted([.. predicted.Zip(truth, (p, t) => p - t)]);
        Trace error = Look.Line("error", sorted, difference, 2);
        error.SetProperty("yaxis", "y2");
        string name = $"{set.OutputNames[channel]} ({unit})";
        return Look.Chart($"Sample {sample}", [Look.Line("truth", sorted, Sorted(truth), 0), Look.Line("prediction", sorted, Sorted(predicted), 1, "dash"), error],
            ("xaxis", Look.Axis("location", anchor: "y2")), ("yaxis", Look.Axis(name, domain: [0.38, 1.0])), ("yaxis2", Look.Axis($"error ({unit})", domain: [0.0, 0.28])));

        double[] Sorted(double[] values) => [.. order.Select(i => values[i])];
    }

    /// <summary><see cref="Prediction"/> or <see cref="Field"/> of the sample with the largest relative L² error.</summary>
    /// <inheritdoc cref="Prediction"/>
    public static GenericChart WorstCase(OperatorDataset set, torch.Tensor prediction, int channel = 0, string unit = "1")
    {
        RequireSame(nameof(WorstCase), set, prediction, 0, channel);
        int worst = Metrics.RelativeL2(prediction, set.Outputs, set.Mask).WorstSample;
        return set.Dimensions == 1 ? Prediction(set, prediction, worst, channel, unit) : Field(set, prediction, worst, channel, unit);
    }

    /// <summary>One function of two variables on a grid: truth and prediction in one colour scale, and the error in a scale symmetric about zero.</summary>
    /// <param name="set">Aligned, on a grid of two axes in row-major order; the second coordinate runs to the right.</param>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="sample">Which function, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    /// <param name="unit">Unit of the output; "1" when nondimensional.</param>
    /// <exception cref="ArgumentException">The set is not on a grid of two axes, or the shapes differ.</exception>
    public static GenericChart Field(OperatorDataset set, torch.Tensor prediction, int sample, int channel = 0, string unit = "1")
    {
        RequireSame(nameof(Field), set, prediction, sample, channel);
        if (set.OutputAxes.Count != 2 || !set.IsAligned || set.Dimensions != 2)
            throw new ArgumentException($"Plot.Field: aligned data on a grid of two axes are needed; got {set.OutputAxes.Count} axes and {set.Dimensions} coordinates. Use Plot.Prediction for one.");
        using var scope = torch.NewDisposeScope();
        int rows = set.OutputAxes[0], columns = set.OutputAxes[1];
        double[] down = [.. Numbers(set.Locations.select(1, 0)).Where((_, i) => i % columns == 0)], right = Numbers(set.Locations.select(1, 1))[..columns];
        double[] truth = Numbers(set.Outputs[sample].select(1, channel)), predicted = Numbers(prediction[sample].select(1, channel));
        double[] error = [.. predicted.Zip(truth, (p, t) => p - t)];
        double lower = truth.Min(), upper = truth.Max(), bound = Math.Max(error.Max(Math.Abs), double.Epsilon);
        return Look.Chart($"Sample {sample}: {set.OutputNames[channel]} ({unit}) · truth, prediction, error",
            [Look.Heat(right, down, Rows(truth), lower, upper, "Viridis", 0, 3, unit), Look.Heat(right, down, Rows(predicted), lower, upper, "Viridis", 1, 3, unit),
                Look.Heat(right, down, Rows(error), -bound, bound, "RdBu", 2, 3, unit)],
            ("xaxis", Look.Axis("truth: y", domain: [0.0, 0.27])), ("xaxis2", Look.Axis("prediction: y", anchor: "y2", domain: [0.35, 0.60])),
            ("xaxis3", Look.Axis("error: y", anchor: "y3", domain: [0.68, 0.94])), ("yaxis", Look.Axis("x")), ("yaxis2", Look.Axis("", anchor: "x2")), ("yaxis3", Look.Axis("", anchor: "x3")));

        double[][] Rows(double[] values) => [.. Enumerable.Range(0, rows).Select(row => values[(row * columns)..((row + 1) * columns)])];
    }

    /// <summary>Error against the number of training functions, both logarithmic, one line a model.</summary>
    /// <param name="samples">Numbers of training functions.</param>
    /// <param name="errors">By model, one error a number of functions.</param>
    /// <exception cref="ArgumentException">A model has more or fewer errors than there are sizes.</exception>
    public static GenericChart LearningCurve(IReadOnlyList<int> samples, IReadOnlyDictionary<string, IReadOnlyList<double>> errors)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var (model, values) in errors)
            if (values.Count != samples.Count) throw new ArgumentException($"Plot.LearningCurve: {model} must have one error a size; got {values.Count} for {samples.Count} sizes.");
        double[] x = [.. samples.Select(count => (double)count)];
        return Look.Chart("Learning curve", [.. errors.Select((entry, i) => Look.Line(entry.Key, x, entry.Value, i, mode: "lines+markers"))],
            ("xaxis", Look.Axis("training functions", logarithmic: true)), ("yaxis", Look.Axis("relative L² error", logarithmic: true)));
    }

    /// <summary>Energy of the error and of the truth by wavenumber, logarithmic: where the error meets the truth the model knows nothing.</summary>
    /// <param name="errors">From <see cref="ErrorSpectrum"/>.</param>
    public static GenericChart ErrorByWavenumber(SpectralErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        double[] k = [.. errors.Wavenumbers.Select(wavenumber => (double)wavenumber)];
        return Look.Chart("Error by wavenumber", [Look.Line("truth", k, errors.TruthEnergy, 0), Look.Line("error", k, errors.ErrorEnergy, 1, "dash")],
            ("xaxis", Look.Axis("wavenumber k")), ("yaxis", Look.Axis("energy", logarithmic: true)));
    }

    /// <summary>The error summaries of several models as a table, smallest mean first and marked.</summary>
    /// <param name="errors">By model.</param>
    /// <returns>A Deedle frame with one row a model, keyed by its name.</returns>
    public static Frame<string, string> Table(IReadOnlyDictionary<string, ErrorSummary> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0) throw new ArgumentException("Plot.Table: at least one model is needed; got none.");
        double best = errors.Values.Min(error => error.Mean);
        return Deedle.Frame.FromRecords(errors.OrderBy(entry => entry.Value.Mean).Select(entry => new ErrorRow(entry.Key, entry.Value.Mean, entry.Value.Median, entry.Value.P95,
            entry.Value.Worst, entry.Value.PerSample.Count, entry.Value.Mean == best)).ToArray()).IndexRows<string>("Model");
    }

    private static double[] Numbers(torch.Tensor values) => values.detach().to(torch.ScalarType.Float64).cpu().contiguous().data<double>().ToArray();

    private static void RequireSame(string where, OperatorDataset set, torch.Tensor prediction, int sample, int channel)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(prediction);
        if (!prediction.shape.AsSpan().SequenceEqual(set.Outputs.shape))
            throw new ArgumentException($"Plot.{where}: the prediction must have the shape of the outputs, [{string.Join(", ", set.Outputs.shape)}]; got [{string.Join(", ", prediction.shape)}].");
        if (sample < 0 || sample >= set.Samples || channel < 0 || channel >= set.Channels)
            throw new ArgumentException($"Plot.{where}: sample and channel must lie in the set's {set.Samples} samples and {set.Channels} channels; got {sample} and {channel}.");
    }
}
