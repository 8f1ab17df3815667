using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What the errors of an <see cref="AlignedPass"/> add to the loss, and ∂L/∂ of what the products gave: <c>e = m (a v + c) − s</c>.</summary>
internal sealed unsafe class LossTerms : IDisposable
{
    private readonly AlignedProblem problem;
    private readonly AlignedBuffer memory;
    private readonly float* targets, scale, shift, mask, constants, factors; // factors [columns]: ∂L/∂e over w e
    private readonly int functions, points, outputs, columns;
    private readonly double[]? norms; // of each function's targets

    public LossTerms(AlignedProblem problem, int columns)
    {
        this.problem = problem;
        this.columns = columns;
        (functions, points, outputs) = (problem.Coefficients.Functions, (int)problem.Points.size(0), problem.Outputs);
        targets = AlignedBuffer.Start(problem.Targets);
        scale = Start(problem.Scale);
        shift = Start(problem.Shift);
        mask = Start(problem.Mask);
        constants = Start(problem.Bias);
        memory = new AlignedBuffer(columns, 1);
        factors = memory.TakeZeros(columns);
        if (NeedsAll) norms = [.. Enumerable.Range(0, functions).Select(NormOf)];
        else new Span<float>(factors, functions).Fill((float)(2.0 / ((double)functions * points * outputs)));
    }

    /// <summary>True when a slope depends on all errors of its function.</summary>
    public bool NeedsAll => problem.Error.IsRelative;

    /// <summary>After <see cref="Close"/>.</summary>
    public double Loss { get; private set; }

    /// <summary>b₀ of an output.</summary>
    public float Constant(int output) => constants is null ? 0f : constants[problem.Bias!.size(0) == 1 ? 0 : output];

    /// <summary>Values become errors; columns that stand for no function become zero.</summary>
    /// <param name="output">Which.</param>
    /// <param name="first">The first point.</param>
    /// <param name="rows">Points.</param>
    /// <param name="values"><c>[points, columns]</c>.</param>
    public void Subtract(int output, int first, int rows, float* values)
    {
        for (int row = 0; row < rows && scale is not null; row++)
            Transform(values + row * columns, scale[(first + row) * outputs + output], shift is null ? 0f : shift[(first + row) * outputs + output]);
        if (mask is not null) Hide(first, rows, values);
        for (int function = 0; function < columns; function++)
        {
            float* truth = targets + ((long)function * points + first) * outputs + output, at = values + function;
            if (function < functions) for (int row = 0; row < rows; row++, at += columns, truth += outputs) *at -= *truth;
            else for (int row = 0; row < rows; row++, at += columns) *at = 0f;
        }
    }

    /// <summary>Adds the weighted squares of each function's errors.</summary>
    public void AddSquares(int output, int rows, float* errors, float* sums, double[] squares)
    {
        new Span<float>(sums, columns).Clear();
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < columns; i += Vector<float>.Count)
            {
                Vector<float> e = Vector.Load(errors + row * columns + i);
                VectorFunctions.MultiplyAdd(e, e, Vector.Load(sums + i)).Store(sums + i);
            }
        double weight = WeightOf(output);
        for (int function = 0; function < functions; function++) squares[function] += weight * sums[function];
    }

    /// <summary>The loss and, where they waited for it, the factors.</summary>
    /// <param name="squares">Those of all groups, in order.</param>
    public void Close(double[][] squares)
    {
        for (int function = 0; function < functions; function++)
        {
            double square = 0.0;
            foreach (double[] group in squares) square += group[function];
            if (norms is null) Loss += square / ((double)functions * points * outputs);
            else
            {
                double norm = Math.Sqrt(square);
                Loss += norm / norms[function] / functions;
                factors[function] = norm == 0.0 ? 0f : (float)(1.0 / (norm * norms[function] * functions));
            }
        }
    }

    /// <summary>Errors become ∂L/∂v.</summary>
    /// <returns>Their sum.</returns>
    public double ToSlopes(int output, int first, int rows, float* errors)
    {
        double sum = 0.0;
        if (mask is not null) Hide(first, rows, errors);
        for (int row = 0; row < rows; row++)
        {
            var weight = new Vector<float>((float)WeightOf(output) * (scale is null ? 1f : scale[(first + row) * outputs + output]));
            Vector<float> ofRow = default;
            for (int i = 0; i < columns; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(errors + row * columns + i) * (Vector.Load(factors + i) * weight);
                ofRow += d;
                d.Store(errors + row * columns + i);
            }
            sum += Vector.Sum(ofRow);
        }
        return sum;
    }

    public void Dispose() => memory.Dispose();

    private double WeightOf(int output) => problem.Error.Variances is { } variances ? 1.0 / variances[output] : 1.0;

    private void Transform(float* values, float factor, float constant)
    {
        (Vector<float> a, Vector<float> c) = (new(factor), new(constant));
        for (int i = 0; i < columns; i += Vector<float>.Count) VectorFunctions.MultiplyAdd(a, Vector.Load(values + i), c).Store(values + i);
    }

    /// <summary>Multiplies each function's values by its mask.</summary>
    private void Hide(int first, int rows, float* values)
    {
        for (int function = 0; function < functions; function++)
        {
            float* factor = mask + (long)function * points + first, at = values + function;
            for (int row = 0; row < rows; row++, at += columns) *at *= factor[row];
        }
    }

    private double NormOf(int function)
    {
        int count = points * outputs, i = 0;
        float* values = targets + (long)function * count;
        Vector<double> sums = default;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(values + i), out Vector<double> low, out Vector<double> high);
            sums += low * low + high * high;
        }
        double sum = Vector.Sum(sums);
        for (; i < count; i++) sum += (double)values[i] * values[i];
        return Math.Sqrt(sum);
    }

    private static float* Start(Tensor? tensor) => tensor is null ? null : AlignedBuffer.Start(tensor);
}
