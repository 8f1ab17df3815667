namespace OpLearn;

/// <summary>A point of a line search: length t, value f(t), slope f′(t).</summary>
internal readonly record struct LinePoint(double Length, double Value, double Slope);

/// <summary>Finds a length that meets the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6, cubic interpolation).</summary>
internal sealed class WolfeSearch(double sufficientDecrease, double curvature, int maxEvaluations)
{
    /// <summary>The accepted point, or the lowest one that decreases enough; null when no point that was tried does.</summary>
    /// <param name="start">At length 0; its slope is negative.</param>
    /// <param name="first">First length to try, &gt; 0.</param>
    /// <param name="evaluate">Value and slope at a length; may be infinite or NaN.</param>
    public LinePoint? Find(LinePoint start, double first, Func<double, LinePoint> evaluate)
    {
        LinePoint? lowest = null;
        int evaluations = 0;
        LinePoint before = start;
        for (double length = first; evaluations < maxEvaluations;)
        {
            LinePoint point = Try(length);
            if (!IsFinite(point))
            {
                length = before.Length + (length - before.Length) / 4.0; // back towards where the function is finite
                continue;
            }
            if (!Decreases(point) || (evaluations > 1 && point.Value >= before.Value)) return Zoom(before, point);
            if (IsFlat(point)) return point;
            if (point.Slope >= 0.0) return Zoom(point, before);
            length = Math.Clamp(Cubic(before, point), point.Length + (point.Length - before.Length), point.Length + 9.0 * (point.Length - before.Length));
            before = point;
        }
        return lowest;

        LinePoint? Zoom(LinePoint low, LinePoint high)
        {
            while (evaluations < maxEvaluations)
            {
                double width = Math.Abs(high.Length - low.Length);
                if (width <= 1e-12 * Math.Max(low.Length, high.Length)) break;
                double least = Math.Min(low.Length, high.Length), length = Math.Clamp(Cubic(low, high), least + 0.02 * width, least + 0.98 * width);
                LinePoint point = Try(length);
                if (!IsFinite(point) || !Decreases(point) || point.Value >= low.Value)
                {
                    high = IsFinite(point) ? point : new LinePoint(length, Math.Max(high.Value, start.Value), 0.0);
                    continue;
                }
                if (IsFlat(point)) return point;
                if (point.Slope * (high.Length - low.Length) >= 0.0) high = low;
                low = point;
            }
            return lowest;
        }

        LinePoint Try(double length)
        {
            evaluations++;
            LinePoint point = evaluate(length);
            if (IsFinite(point) && Decreases(point) && !(point.Value >= lowest?.Value)) lowest = point;
            return point;
        }

        bool Decreases(LinePoint point) => point.Value <= start.Value + sufficientDecrease * point.Length * start.Slope;
        bool IsFlat(LinePoint point) => Math.Abs(point.Slope) <= -curvature * start.Slope;
    }

    private static bool IsFinite(LinePoint point) => double.IsFinite(point.Value) && double.IsFinite(point.Slope);

    /// <summary>Minimum of the cubic through both values and slopes (their eq. 3.59); the middle where it has none.</summary>
    private static double Cubic(LinePoint a, LinePoint b)
    {
        if (a.Length > b.Length) (a, b) = (b, a);
        double d1 = a.Slope + b.Slope - 3.0 * (a.Value - b.Value) / (a.Length - b.Length), square = d1 * d1 - a.Slope * b.Slope;
        if (!(square >= 0.0)) return (a.Length + b.Length) / 2.0;
        double d2 = Math.Sqrt(square), length = b.Length - (b.Length - a.Length) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2.0 * d2));
        return double.IsFinite(length) ? length : (a.Length + b.Length) / 2.0;
    }
}
