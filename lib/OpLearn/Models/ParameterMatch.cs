namespace OpLearn;

/// <summary>Finds the width at which a model has as many parameters as another, so that architectures are compared at equal size.</summary>
public static class ParameterMatch
{
    /// <summary>The width from 1 to <paramref name="largestWidth"/> whose model comes nearest to <paramref name="target"/> parameters, by bisection.</summary>
    /// <param name="target">Parameters wanted, as <see cref="OperatorModel.ParameterCount"/> counts them.</param>
    /// <param name="options">Options at a width; the count must grow with it.</param>
    /// <param name="create">Makes a model of options, such as <c>DeepONet.Create</c>; each model tried is disposed at once.</param>
    /// <param name="largestWidth">Widest model considered; 4096 by default.</param>
    /// <exception cref="ArgumentException">Even width 1 has more than twice the target, or the widest too few.</exception>
    public static MatchedOptions<TOptions> Find<TOptions, TModel>(int target, Func<int, TOptions> options, Func<TOptions, TModel> create, int largestWidth = 4096) where TModel : OperatorModel
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(create);
        Checks.Positive(target, "ParameterMatch.Find", nameof(target));
        Checks.Positive(largestWidth, "ParameterMatch.Find", nameof(largestWidth));
        int Count(int width)
        {
            using TModel model = create(options(width));
            return model.ParameterCount;
        }
        int below = 0, above = 1, belowCount = 0, aboveCount = Count(1);
        while (aboveCount < target)
        {
            Checks.That(above < largestWidth, "ParameterMatch.Find", $"a width up to {largestWidth} with {target} parameters or more", $"{aboveCount} at width {above}", "Raise largestWidth or check that options(width) uses the width.");
            (below, belowCount) = (above, aboveCount);
            above = Math.Min(2 * above, largestWidth);
            aboveCount = Count(above);
        }
        while (above - below > 1)
        {
            int middle = (below + above) / 2, count = Count(middle);
            if (count < target) (below, belowCount) = (middle, count);
            else (above, aboveCount) = (middle, count);
        }
        bool takeBelow = below > 0 && target - belowCount <= aboveCount - target;
        int width = takeBelow ? below : above, parameters = takeBelow ? belowCount : aboveCount;
        Checks.That(parameters <= 2.0 * target, "ParameterMatch.Find", $"a width with about {target} parameters", $"{parameters} at width {width}", "Take a smaller model.");
        return new MatchedOptions<TOptions>(options(width), width, parameters, target);
    }
}
