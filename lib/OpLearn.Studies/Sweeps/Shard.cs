using System.Globalization;

namespace OpLearn;

/// <summary>Part i of n of a sweep: the runs with number k, counted from 0, for which <c>k mod n = i − 1</c>.</summary>
public sealed record Shard
{
    /// <summary>Part <paramref name="index"/> of <paramref name="count"/>.</summary>
    /// <param name="index">1 … <paramref name="count"/>.</param>
    /// <param name="count">Number of parts, ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is none of these.</exception>
    public Shard(int index, int count)
    {
        if (count < 1 || index < 1 || index > count)
            throw new ArgumentOutOfRangeException(nameof(index), $"Shard: a part i/n with 1 ≤ i ≤ n is needed; got {index}/{count}.");
        Index = index;
        Count = count;
    }

    /// <summary>Which part, from 1.</summary>
    public int Index { get; }

    /// <summary>Number of parts.</summary>
    public int Count { get; }

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="FormatException">The text is no such pair.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1 && index >= 1 && index <= count)
            return new Shard(index, count);
        throw new FormatException($"Shard.Parse: i/n with 1 ≤ i ≤ n is needed, as 3/8; got '{text}'.");
    }

    /// <summary>The shard that the environment variable <c>OPLEARN_SHARD</c> names, as <c>i/n</c>; null when it is not set. A cluster's job sets it to its array index.</summary>
    /// <exception cref="FormatException">The variable holds something else.</exception>
    public static Shard? FromEnvironment() => Environment.GetEnvironmentVariable("OPLEARN_SHARD") is { Length: > 0 } text ? Parse(text) : null;

    /// <summary>Whether run number <paramref name="run"/>, from 0, belongs to this part.</summary>
    public bool Holds(int run) => run % Count == Index - 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Index}/{Count}";
}
