namespace OpLearn.Kernel.Charts;

/// <summary>A figure's picture.</summary>
/// <param name="Png">The file, or null.</param>
/// <param name="Width">Width at which it is to be shown; the file has more pixels.</param>
/// <param name="Height">Height at which it is to be shown.</param>
/// <param name="Missing">Why there is none.</param>
internal sealed record FigurePicture(byte[]? Png, int Width, int Height, string? Missing);
