namespace OpLearn.Plots;

/// <summary>A point of a chart with its name beside it.</summary>
/// <param name="X">Place across.</param>
/// <param name="Y">Place upwards.</param>
/// <param name="Label">Short name; empty for none.</param>
public sealed record LabelledPoint(double X, double Y, string Label = "");
