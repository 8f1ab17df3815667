using Plotly.NET;

namespace OpLearn.Plots;

public static partial class Plot
{
    /// <summary>Error against the number of training functions, both logarithmic, one line a model.</summary>
    /// <param name="samples">Numbers of training functions.</param>
    /// <param name="errors">By model, one error a number of functions.</param>
    /// <param name="yTitle">What the errors are, with their unit.</param>
    /// <exception cref="ArgumentException">A model has more or fewer errors than there are sizes.</exception>
    public static GenericChart LearningCurve(IReadOnlyList<int> samples, IReadOnlyDictionary<string, IReadOnlyList<double>> errors, string yTitle = "relative L² error")
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var (model, values) in errors)
            if (values.Count != samples.Count) throw new ArgumentException($"Plot.LearningCurve: {model} must have one error a size; got {values.Count} for {samples.Count} sizes.");
        double[] x = [.. samples.Select(count => (double)count)];
        return Look.Chart("Learning curve", [.. errors.Select((entry, i) => Look.Line(entry.Key, x, entry.Value, i, mode: "lines+markers"))],
            ("xaxis", Look.Decades(Look.Axis("training functions", logarithmic: true), x)),
            ("yaxis", Look.Decades(Look.Axis(yTitle, logarithmic: true), errors.Values.SelectMany(values => values))));
    }

    /// <summary>Curves over training seeds: the mean as a line and the band from the smallest to the largest seed.</summary>
    /// <param name="x">Places, such as optimiser steps or numbers of training functions.</param>
    /// <param name="seeds">By model, one curve a seed, each with one value a place.</param>
    /// <param name="xTitle">What x measures, with its unit.</param>
    /// <param name="yTitle">What the curves measure, with its unit.</param>
    /// <param name="logarithmic">Logarithmic values; the line is then the geometric mean.</param>
    /// <exception cref="ArgumentException">A curve has more or fewer values than there are places, or a model has no seed.</exception>
    public static GenericChart SeedBands(IReadOnlyList<double> x, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> seeds, string xTitle = "optimiser step",
        string yTitle = "relative L² error", bool logarithmic = true)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(seeds);
        List<Trace> bands = [], lines = [];
        foreach (var (model, curves) in seeds)
        {
            if (curves.Count == 0) throw new ArgumentException($"Plot.SeedBands: {model} must have at least one seed; got none.");
            foreach (IReadOnlyList<double> curve in curves) RequireCount(nameof(SeedBands), $"every curve of {model}", x.Count, curve.Count);
            double[] At(Func<IEnumerable<double>, double> pick) => [.. x.Select((_, i) => pick(curves.Select(curve => curve[i])))];
            bands.Add(Look.Band(x, At(values => values.Min()), At(values => values.Max()), lines.Count, $"{model}: {curves.Count} seeds", named: false));
            lines.Add(Look.Line(model, x, At(values => logarithmic ? Math.Exp(values.Average(Math.Log)) : values.Average()), lines.Count));
        }
        return Look.Chart("Mean and range over seeds", [.. bands, .. lines], ("xaxis", Look.Axis(xTitle)),
            ("yaxis", logarithmic ? Look.Decades(Look.Axis(yTitle, true), seeds.Values.SelectMany(curves => curves).SelectMany(curve => curve)) : Look.Axis(yTitle)));
    }

    /// <summary>Energy of the error and of the truth by wavenumber, logarithmic: where the error meets the truth the model knows nothing.</summary>
    /// <param name="errors">From <see cref="ErrorSpectrum"/>.</param>
    public static GenericChart ErrorByWavenumber(SpectralErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        double[] k = [.. errors.Wavenumbers.Select(wavenumber => (double)wavenumber)];
        return Look.Chart("Error by wavenumber", [Look.Line("truth", k, errors.TruthEnergy, 0), Look.Line("error", k, errors.ErrorEnergy, 1, "dash")],
            ("xaxis", Look.Axis("wavenumber k")), ("yaxis", Look.Decades(Look.Axis("energy", logarithmic: true), errors.TruthEnergy.Concat(errors.ErrorEnergy))));
    }

    /// <summary>Which wavenumbers are learnt when: the relative error by wavenumber over training as a heat map of its decimal logarithm. Wavenumbers without truth stay blank.</summary>
    /// <param name="steps">Optimiser steps, rising.</param>
    /// <param name="errors">One spectrum a step, all of the same wavenumbers.</param>
    /// <exception cref="ArgumentException">Not one spectrum a step, or the wavenumbers differ.</exception>
    public static GenericChart ErrorHistory(IReadOnlyList<int> steps, IReadOnlyList<SpectralErrors> errors)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(errors);
        RequireCount(nameof(ErrorHistory), "the spectra", steps.Count, errors.Count);
        if (errors.Any(spectrum => !spectrum.Wavenumbers.SequenceEqual(errors[0].Wavenumbers))) throw new ArgumentException("Plot.ErrorHistory: all spectra must have the same wavenumbers; they differ.");
        double[] k = [.. errors[0].Wavenumbers.Select(wavenumber => (double)wavenumber)];
        double[][] rows = [.. Enumerable.Range(0, k.Length).Select(i => errors.Select(spectrum => spectrum.TruthEnergy[i] > 0 ? Math.Log10(spectrum.Relative[i]) : double.NaN).ToArray())];
        return Map([.. steps.Select(step => (double)step)], k, rows, "Relative error by wavenumber over training", "optimiser step", "wavenumber k", "log₁₀ of the relative error");
    }

    /// <summary>Promised against observed coverage, with the diagonal of a calibrated ensemble; below it the ensemble is overconfident.</summary>
    /// <param name="curves">By model, from <see cref="EnsemblePrediction.Calibration"/>.</param>
    public static GenericChart Coverage(IReadOnlyDictionary<string, CalibrationCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return Look.Chart("Coverage", [.. curves.Select((entry, i) => Look.Line(entry.Key, entry.Value.Levels, entry.Value.Observed, i, mode: "lines+markers"))],
            ("xaxis", Range("promised coverage")), ("yaxis", Range("observed coverage")), ("shapes", new object[] { Look.Rulers(0, 0, 1, 1) }), ("width", 560), ("height", 520));

        static DynamicObj.DynamicObj Range(string title)
        {
            var axis = Look.Axis(title);
            Look.Set(axis, ("range", new[] { 0.0, 1.0 }), ("tickformat", ".0%"));
            return axis;
        }
    }

    /// <summary>Ratios of errors against a dial of the problem, such as the strength of a coupling: estimates with their confidence bands, and the line of no difference.</summary>
    /// <param name="dial">Settings of the dial.</param>
    /// <param name="ratios">By comparison, one interval a setting; above 1 the second model is the better one where the ratio is first over second.</param>
    /// <param name="dialTitle">What the dial measures, with its unit.</param>
    /// <param name="ratioTitle">Which errors are divided.</param>
    /// <param name="logarithmicDial">A logarithmic dial.</param>
    /// <param name="seeds">By comparison, the ratio of every seed at every setting, shown as points; null for none, and a comparison may be missing.</param>
    /// <exception cref="ArgumentException">Not one interval a setting, or seeds of a comparison that is not there.</exception>
    public static GenericChart Ratio(IReadOnlyList<double> dial, IReadOnlyDictionary<string, IReadOnlyList<ConfidenceInterval>> ratios, string dialTitle = "dial",
        string ratioTitle = "ratio of errors", bool logarithmicDial = false, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>>? seeds = null)
    {
        ArgumentNullException.ThrowIfNull(dial);
        ArgumentNullException.ThrowIfNull(ratios);
        List<Trace> bands = [], points = [], single = [];
        if (seeds?.Keys.FirstOrDefault(name => !ratios.ContainsKey(name)) is { } unknown)
            throw new ArgumentException($"Plot.Ratio: seeds of {string.Join(", ", ratios.Keys)} were expected; got some of {unknown}. Use the names of the ratios.");
        foreach (var (name, intervals) in ratios)
        {
            RequireCount(nameof(Ratio), name, dial.Count, intervals.Count);
            if (seeds is not null && seeds.TryGetValue(name, out var each))
            {
                RequireCount(nameof(Ratio), $"the seeds of {name}", dial.Count, each.Count);
                Trace one = Look.Line($"{name}: one seed", [.. each.SelectMany((values, setting) => values.Select(_ => dial[setting]))], [.. each.SelectMany(values => values)], points.Count, mode: "markers");
                Look.Set(one, ("showlegend", false), ("marker", Look.Of(("size", 6), ("symbol", "circle-open"), ("color", Look.Colour(points.Count)))));
                single.Add(one);
            }
            bands.Add(Look.Band(dial, [.. intervals.Select(interval => interval.Lower)], [.. intervals.Select(interval => interval.Upper)], points.Count, $"{name}: confidence", named: false));
            points.Add(Look.Line(name, dial, [.. intervals.Select(interval => interval.Estimate)], points.Count, mode: "lines+markers"));
        }
        double level = ratios.Values.SelectMany(intervals => intervals).Select(interval => interval.Level).FirstOrDefault(0.95);
        return Look.Chart($"Bands: {level:P0} confidence", [.. bands, .. single, .. points], ("xaxis", logarithmicDial ? Look.Decades(Look.Axis(dialTitle, true), dial) : Look.Axis(dialTitle)),
            ("yaxis", Look.Axis(ratioTitle, logarithmic: true)),
            ("shapes", new object[] { Look.Rulers(0, 1, 1, 1, whole: true) }));
    }

    /// <summary>Named points in groups, such as one point a data set and one group a family of sets.</summary>
    /// <param name="groups">By name, the group's points in their order.</param>
    /// <param name="xTitle">What x measures, with its unit.</param>
    /// <param name="yTitle">What y measures, with its unit.</param>
    /// <param name="joined">Joins a group's points by a line.</param>
    /// <param name="level">A value of y that the points are read against, such as 1 for a ratio; null for none.</param>
    /// <param name="logarithmic">Whether x is logarithmic.</param>
    public static GenericChart Labelled(IReadOnlyDictionary<string, IReadOnlyList<LabelledPoint>> groups, string xTitle, string yTitle, bool joined = false, double? level = null, bool logarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(groups);
        List<Trace> traces = [];
        foreach (var (name, points) in groups)
        {
            Trace trace = Look.Line(name, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)], traces.Count, mode: joined ? "lines+markers+text" : "markers+text");
            Look.Set(trace, ("text", points.Select(point => point.Label).ToArray()), ("textposition", "top center"), ("marker", Look.Of(("size", 8), ("color", Look.Colour(traces.Count)))));
            traces.Add(trace);
        }
        (string Name, object Value)[] ruler = level is { } y ? [("shapes", new object[] { Look.Rulers(0, y, 1, y, whole: true) })] : [];
        DynamicObj.DynamicObj across = logarithmic ? Look.Decades(Look.Axis(xTitle, true), groups.Values.SelectMany(points => points).Select(point => point.X)) : Look.Axis(xTitle);
        return Look.Chart("", traces, [("xaxis", across), ("yaxis", Look.Axis(yTitle)), .. ruler]);
    }
}
