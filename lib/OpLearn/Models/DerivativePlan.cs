namespace OpLearn;

/// <summary>Which derivatives a residual asks for, learnt from its first evaluation, so that the next ones can find all of them in one pass.</summary>
internal sealed class DerivativePlan
{
    private volatile Stream[] streams = [new(-1, -1)];

    /// <summary>The value, then first derivatives, then second ones.</summary>
    public Stream[] Streams => streams;

    /// <summary>False until <see cref="Settle"/>: what is asked for is still being learnt.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The plan holds what the residual asks for.</summary>
    public void Settle() => IsSettled = true;

    /// <summary>Adds ∂ᵢ, or ∂ᵢⱼ where <paramref name="j"/> is not negative, with the first derivatives that it follows from.</summary>
    public void Add(int i, int j = -1)
    {
        lock (this)
        {
            Stream[] wanted = j < 0 ? [new(i, -1)] : [new(i, -1), new(j, -1), new(Math.Min(i, j), Math.Max(i, j))];
            if (wanted.All(streams.Contains)) return;
            streams = [.. streams.Union(wanted).OrderBy(stream => stream.Order).ThenBy(stream => stream.I).ThenBy(stream => stream.J)];
        }
    }

    /// <summary>A value (−1, −1), a first derivative (i, −1), or a second one (i ≤ j).</summary>
    internal readonly record struct Stream(int I, int J)
    {
        public int Order => I < 0 ? 0 : J < 0 ? 1 : 2;
    }
}
