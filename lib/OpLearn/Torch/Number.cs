using TorchSharp;

namespace OpLearn;

/// <summary>A whole or a real number on its way to an operation of <see cref="HeldNumbers"/>: an operation with a whole number keeps the type of whole tensors.</summary>
internal readonly struct Number
{
    private readonly double real;
    private readonly long whole;
    private readonly bool isWhole;

    private Number(double real, long whole, bool isWhole) => (this.real, this.whole, this.isWhole) = (real, whole, isWhole);

    public static implicit operator Number(double value) => new(value, 0, false);

    public static implicit operator Number(long value) => new(0.0, value, true);

#pragma warning disable RS0030 // HeldNumbers holds it
    /// <summary>The number for TorchSharp; the caller disposes it when the operation is done.</summary>
    public Scalar ToScalar() => isWhole ? (Scalar)whole : (Scalar)real;
}
