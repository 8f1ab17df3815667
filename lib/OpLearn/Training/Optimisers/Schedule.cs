using System.Globalization;

namespace OpLearn;

/// <summary>A learning rate as a function of the optimiser step: <c>k ↦ η(k)</c>, k = 0 for the first step.</summary>
/// <remarks>
/// Steps, not epochs: a paper's "halve every 100 epochs" is <c>ExponentialStaircase(rate, 0.5, 100 · batchesPerEpoch)</c>, where an epoch has
/// ⌈samples / batch⌉ steps. A schedule holds no state, so a resumed run needs nothing but the step.
/// </remarks>
public sealed class Schedule
{
    private readonly Func<int, double> rate;

    private Schedule(string description, Func<int, double> rate)
    {
        Description = description;
        this.rate = rate;
    }

    /// <summary>The formula with its numbers. Two schedules of the same description are taken to be the same when a run is resumed.</summary>
    public string Description { get; }

    /// <summary>The learning rate of step <paramref name="step"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public double At(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return rate(step);
    }

    /// <summary>η(k) = η₀.</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    public static Schedule Constant(double rate)
    {
        RequirePositive(rate, nameof(rate));
        return new Schedule(Text($"constant({rate})"), _ => rate);
    }

    /// <summary>η(k) = η₀ / (1 + γ k / d): DeepXDE's <c>inverse time</c> decay.</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    /// <param name="decay">γ ≥ 0.</param>
    /// <param name="decaySteps">d ≥ 1.</param>
    public static Schedule InverseTime(double rate, double decay, int decaySteps)
    {
        RequirePositive(rate, nameof(rate));
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        return new Schedule(Text($"inverse time({rate}, {decay}, {decaySteps})"), step => rate / (1.0 + decay * step / decaySteps));
    }

    /// <summary>η(k) = η₀ γ^(k/d), without stairs: the decay of the physics-informed DeepONet codes (γ = 0.9, d = 1000 or 2000).</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    /// <param name="factor">0 &lt; γ ≤ 1.</param>
    /// <param name="decaySteps">d ≥ 1.</param>
    public static Schedule Exponential(double rate, double factor, int decaySteps)
    {
        RequireDecay(rate, factor, decaySteps);
        return new Schedule(Text($"exponential({rate}, {factor}, {decaySteps})"), step => rate * Math.Pow(factor, (double)step / decaySteps));
    }

    /// <summary>η(k) = η₀ γ^⌊k/d⌋: PyTorch's <c>StepLR</c> and Keras' exponential decay with <c>staircase</c>.</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    /// <param name="factor">0 &lt; γ ≤ 1.</param>
    /// <param name="decaySteps">d ≥ 1.</param>
    public static Schedule ExponentialStaircase(double rate, double factor, int decaySteps)
    {
        RequireDecay(rate, factor, decaySteps);
        return new Schedule(Text($"exponential staircase({rate}, {factor}, {decaySteps})"), step => rate * Math.Pow(factor, step / decaySteps));
    }

    /// <summary>η(k) = η₀ γ^(number of milestones ≤ k): PyTorch's <c>MultiStepLR</c>.</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    /// <param name="factor">0 &lt; γ ≤ 1.</param>
    /// <param name="milestones">Steps at which the rate falls.</param>
    public static Schedule Steps(double rate, double factor, IReadOnlyList<int> milestones)
    {
        RequireDecay(rate, factor, 1);
        ArgumentNullException.ThrowIfNull(milestones);
        int[] falls = [.. milestones];
        return new Schedule(Text($"steps({rate}, {factor}, [{string.Join(", ", falls)}])"), step => rate * Math.Pow(factor, falls.Count(fall => fall <= step)));
    }

    /// <summary>η(k) = η₁ + (η₀ − η₁)(1 + cos(π k / n)) / 2 for k ≤ n, then η₁ (Loshchilov and Hutter, arXiv:1608.03983, eq. 5, without restarts).</summary>
    /// <param name="rate">η₀ &gt; 0.</param>
    /// <param name="steps">n ≥ 1, mostly the iterations of the run.</param>
    /// <param name="final">η₁ ≥ 0.</param>
    public static Schedule Cosine(double rate, int steps, double final = 0.0)
    {
        RequirePositive(rate, nameof(rate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(final);
        return new Schedule(Text($"cosine({rate}, {steps}, {final})"), step => Anneal(rate, final, (double)step / steps));
    }

    /// <summary>Rises from η/25 to the peak η along a half cosine, then falls to η/(25·10⁴): PyTorch's <c>OneCycleLR</c> with its defaults.</summary>
    /// <param name="peak">η &gt; 0.</param>
    /// <param name="steps">Length of the cycle, ≥ 2; later steps stay at the last rate.</param>
    /// <param name="rise">Share of the steps that rise, in (0, 1).</param>
    public static Schedule OneCycle(double peak, int steps, double rise = 0.3)
    {
        RequirePositive(peak, nameof(peak));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        if (rise is not (> 0.0 and < 1.0)) throw new ArgumentOutOfRangeException(nameof(rise), rise, "Schedule.OneCycle: the rising share must lie in (0, 1); 0.3 is usual.");
        double first = peak / 25.0, last = first / 1e4, top = rise * steps - 1.0, end = steps - 1.0;
        return new Schedule(Text($"one cycle({peak}, {steps}, {rise})"),
            step => step <= top ? Anneal(first, peak, step / top) : Anneal(peak, last, (step - top) / (end - top)));
    }

    /// <summary>η(k) (k + 1) / n for k &lt; n, then <paramref name="schedule"/> itself, which counts from the first step too.</summary>
    /// <param name="schedule">The schedule η that is warmed up.</param>
    /// <param name="steps">n ≥ 1.</param>
    public static Schedule WarmUp(Schedule schedule, int steps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new Schedule(Text($"warm-up({steps}) of {schedule.Description}"), step => schedule.rate(step) * Math.Min(1.0, (step + 1.0) / steps));
    }

    /// <summary>Any function of the step.</summary>
    /// <param name="description">Names it; a changed function must change its description, or a resumed run cannot notice.</param>
    /// <param name="rate">η(k), called with k = 0, 1, ….</param>
    public static Schedule FromFunction(string description, Func<int, double> rate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(rate);
        return new Schedule(description, rate);
    }

    /// <inheritdoc/>
    public override string ToString() => Description;

    private static double Anneal(double from, double to, double share) => to + (from - to) * (1.0 + Math.Cos(Math.PI * Math.Min(1.0, share))) / 2.0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0.0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "Schedule: a learning rate must be positive and finite; 1e-3 is usual with Adam.");
    }

    private static void RequireDecay(double rate, double factor, int decaySteps)
    {
        RequirePositive(rate, nameof(rate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decaySteps);
        if (factor is not (> 0.0 and <= 1.0)) throw new ArgumentOutOfRangeException(nameof(factor), factor, "Schedule: a decay factor must lie in (0, 1]; 0.9 or 0.5 are usual.");
    }
}
