using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using TorchSharp;

namespace OpLearn;

/// <summary>Guards of the public entries, with one wording: <c>Where: what was expected, what came, what to do.</c></summary>
internal static class Checks
{
    /// <summary>The message of every failed check.</summary>
    public static string Message(string where, string expected, string came, string remedy = "") =>
        $"{where}: expected {expected}; got {came}.{(remedy.Length == 0 ? "" : " " + remedy)}";

    /// <summary>Throws when <paramref name="holds"/> is false.</summary>
    /// <exception cref="ArgumentException">The condition does not hold.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string where, string expected, string came, string remedy = "")
    {
        if (!holds) throw new ArgumentException(Message(where, expected, came, remedy));
    }

    /// <summary>Hands on <paramref name="value"/>, which came, where the condition holds: for fields of primary constructors.</summary>
    /// <exception cref="ArgumentException">The condition does not hold.</exception>
    public static T Valid<T>(T value, bool holds, string where, string expected, string remedy = "")
    {
        That(holds, where, expected, $"{value}", remedy);
        return value;
    }

    /// <summary>Hands on a finite number above zero.</summary>
    /// <exception cref="ArgumentException">Zero, negative, infinite or NaN.</exception>
    public static double FinitePositive(double value, string where, string name) => Valid(value, value > 0 && double.IsFinite(value), where, $"a finite {name} above 0");

    /// <summary>A number that must be greater than zero (NaN is not).</summary>
    public static void Positive<T>(T value, string where, string name) where T : INumber<T>
    {
        if (!(value > T.Zero)) throw new ArgumentOutOfRangeException(name, Message(where, $"{name} > 0", $"{value}"));
    }

    /// <summary>A number that must be zero or greater (NaN is not).</summary>
    public static void NotNegative<T>(T value, string where, string name) where T : INumber<T>
    {
        if (!(value >= T.Zero)) throw new ArgumentOutOfRangeException(name, Message(where, $"{name} ≥ 0", $"{value}"));
    }

    /// <summary>A list that must hold something, and positive numbers only: widths, modes, channels.</summary>
    public static void Widths([NotNull] IReadOnlyList<int>? values, string where, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        That(values.Count > 0 && values.All(value => value > 0), where, $"{name} to hold one positive number or more", List(values));
    }

    /// <summary>A tensor's shape in brackets; a negative expected size stands for any size.</summary>
    /// <param name="tensor">The tensor that came.</param>
    /// <param name="where">Type or method that asks.</param>
    /// <param name="name">What the tensor is.</param>
    /// <param name="axes">The axes in words, e.g. <c>[samples, points, channels]</c>.</param>
    /// <param name="sizes">Size of each axis, or a negative number where any size will do.</param>
    public static void Shape([NotNull] torch.Tensor? tensor, string where, string name, string axes, params long[] sizes)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        bool fits = tensor.dim() == sizes.Length; // not by tensor.shape, which takes as long as the evaluation of a small layer: this is part of every evaluation
        for (int axis = 0; fits && axis < sizes.Length; axis++) fits = sizes[axis] < 0 || sizes[axis] == tensor.size(axis);
        if (!fits) throw new ArgumentException(Message(where, $"{name} of shape {axes} = {Sizes(sizes)}", $"shape {Shape(tensor)}"));
    }

    /// <summary>The shape of a tensor as text, <c>[20, 100, 1]</c>.</summary>
    public static string Shape(torch.Tensor tensor) => Sizes(tensor.shape);

    /// <summary>The numbers of a list as text, <c>[40, 40]</c>.</summary>
    public static string List(IReadOnlyList<int> values) => $"[{string.Join(", ", values)}]";

    private static string Sizes(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes.Select(size => size < 0 ? "·" : $"{size}"))}]";
}
