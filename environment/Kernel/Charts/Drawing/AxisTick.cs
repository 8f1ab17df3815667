namespace OpLearn.Kernel.Charts;

/// <summary>A tick of an axis.</summary>
/// <param name="At">In the axis' coordinates.</param>
/// <param name="Label">Its text; empty for none.</param>
/// <param name="Scale">Size of the text relative to the tick font.</param>
internal readonly record struct AxisTick(double At, string Label, double Scale = 1);
