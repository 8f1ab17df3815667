namespace OpLearn;

/// <summary>Which derivatives a residual asks for, learnt from its first evaluation, so that the next ones can find all of them in one pass.</summary>
internal sealed class DerivativePlan
{
    private volatile Stream[] asked = [new(-1, -1)], streams = [new(-1, -1)];

    /// <summary>The value and what was asked for: first derivatives, then second ones. Another array once it holds more.</summary>
    public Stream[] Asked => asked;

    /// <summary>The same with all first derivatives that second ones follow from.</summary>
    public Stream[] Streams => streams;

    /// <summary>False until <see cref="Settle"/>: what is asked for is still being learnt.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The plan holds what the residual asks for.</summary>
    public void Settle() => IsSettled = true;

    /// <summary>Adds ∂ᵢ, or ∂ᵢⱼ where <paramref name="j"/> is not negative.</summary>
    public void Add(int i, int j = -1)
    {
        lock (this)
        {
            Stream wanted = j < 0 ? new(i, -1) : new(Math.Min(i, j), Math.Max(i, j));
            if (asked.Contains(wanted)) return;
            Stream[] all = [.. asked, wanted];
            streams = Ordered(all.Union(all.Where(stream => stream.Order == 2).SelectMany(stream => new Stream[] { new(stream.I, -1), new(stream.J, -1) })));
            asked = Ordered(all);
        }
    }

    private static Stream[] Ordered(IEnumerable<Stream> streams) => [.. streams.OrderBy(stream => stream.Order).ThenBy(stream => stream.I).ThenBy(stream => stream.J)];

    /// <summary>A value (−1, −1), a first derivative (i, −1), or a second one (i ≤ j).</summary>
    internal readonly record struct Stream(int I, int J)
    {
        public int Order => I < 0 ? 0 : J < 0 ? 1 : 2;
    }
}
