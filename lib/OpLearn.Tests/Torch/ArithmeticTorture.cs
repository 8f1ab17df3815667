using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Plain tensor arithmetic as a user writes it, beside a collector that never rests. Each operation has its value known, so a number that was freed too early shows as an exception, as another value, or as the end of the process.</summary>
public static class ArithmeticTorture
{
    /// <summary>The entries that every operation starts from.</summary>
    private static readonly double[] Values = [-2.5, -1.0, -0.3, 0.25, 0.7, 1.0, 3.5];

    /// <summary>Every kind of operation that hands a number to libtorch or takes one from it, and what C# finds for one entry.</summary>
    public static readonly IReadOnlyDictionary<string, (Func<Tensor, Tensor> Torch, Func<double, double> Plain)> Kinds = new Dictionary<string, (Func<Tensor, Tensor>, Func<double, double>)>
    {
        ["x + y"] = (x => x + x, x => x + x),
        ["x + number + whole number"] = (x => x + 0.5 + 3, x => x + 0.5 + 3),
        ["number + x"] = (x => 3 + (0.5f + x), x => 3 + (0.5 + x)),
        ["x - number - y"] = (x => x - 0.5 - x * 2, x => x - 0.5 - x * 2),
        ["number - x"] = (x => 1.5 - (2 - x), x => 1.5 - (2 - x)),
        ["x * number * number"] = (x => 3 * x * 0.25 * 2f, x => 3 * x * 0.25 * 2),
        ["x / number"] = (x => x / 0.5 / 4, x => x / 0.5 / 4),
        ["number / x"] = (x => 2.0 / x, x => 2 / x),
        ["x % number"] = (x => (x + 8) % 2.0, x => (x + 8) % 2),
        ["square, pow"] = (x => x.square() + x.pow(2) - x.pow(3.0), x => x * x + x * x - x * x * x),
        ["pow in place"] = (x => x.clone().pow_(2), x => x * x),
        ["comparisons"] = (x => (x > 0.5).to(float64) + (x >= 0.7).to(float64) + (x < 0).to(float64) + (x <= -1).to(float64) + x.eq(1.0).to(float64) + x.ne(1).to(float64),
            x => (x > 0.5 ? 1 : 0) + (x >= 0.7 ? 1 : 0) + (x < 0 ? 1 : 0) + (x <= -1 ? 1 : 0) + (x == 1 ? 1 : 0) + (x != 1 ? 1 : 0)),
        ["clamp"] = (x => x.clamp(-1, 2.0) + x.clamp_min(-0.5) + x.clamp_max(0.5), x => Math.Clamp(x, -1, 2) + Math.Max(x, -0.5) + Math.Min(x, 0.5)),
        ["fill_, full, full_like"] = (x => x.clone().fill_(0.5) + full(7, 0.25, float64) + full_like(x, 2), _ => 2.75),
        ["arange"] = (x => arange(7, float64) - arange(1, 8, float64) + arange(0.0, 3.5, 0.5, float64) * 0.0 + x, x => x - 1),
        ["add with alpha"] = (x => x.add(x, alpha: 0.5) + x.add(2, alpha: 0.25), x => 1.5 * x + x + 0.5),
        ["add_ with alpha, sub_, mul_, div_"] = (x => x.clone().add_(x, alpha: 0.5).add_(1).sub_(0.5).mul_(4).div_(2.0), x => (1.5 * x + 1 - 0.5) * 4 / 2),
        ["addcmul, addcdiv"] = (x => x.addcmul(x, x, 0.5).addcmul_(x, x, 0.5).addcdiv(x, x, 2), x => x + x * x + 2),
        ["+=, -=, *=, /="] = (InPlaceOperators, x => ((x + 0.5 + x) * 4 - 1) / 2),
        ["leaky_relu, elu, celu, threshold"] = (x => x.leaky_relu(0.5) + x.elu(0.0) + x.celu().relu() + nn.functional.threshold(x, 0.5, 0.0),
            x => (x < 0 ? 0.5 * x : x) + Math.Max(x, 0) + Math.Max(x, 0) + (x > 0.5 ? x : 0)),
        ["ToDouble, ToScalar, item, conversions"] = (x => x * (x.sum().ToDouble() + x.max().item<double>() + x.min().ToScalar().ToDouble() + (double)x.max() + x.max().ToSingle()), x => x * (Values.Sum() + 3.5 - 2.5 + 3.5 + 3.5)),
        ["norms of a given order"] = (x => x * linalg.vector_norm(x, 1.0, null, false) + linalg.matrix_norm(x.reshape(7, 1), double.PositiveInfinity, [-2, -1], false), x => x * Values.Sum(Math.Abs) + 3.5),
        ["where, index with numbers"] = (x => where(x > 0, x, 0.5 * ones_like(x)).masked_fill(x > 3, 2.0), x => x > 3 ? 2 : x > 0 ? x : 0.5),
        ["temporaries outside any scope"] = (x => (((x * 2.0 + 1).pow(2) - 4 * x) * (x + 0.5) / 2).sum() + x * 0, _ => Values.Sum(x => (Math.Pow(x * 2.0 + 1, 2) - 4 * x) * (x + 0.5) / 2)),
    };

    /// <summary>Repeats one kind on two threads and returns how many results failed, with the first failure's words.</summary>
    /// <param name="kind">A key of <see cref="Kinds"/>.</param>
    /// <param name="times">Evaluations altogether; each makes several operations.</param>
    /// <param name="scoped">Whether each evaluation has a dispose scope; without, finalisers free all tensors.</param>
    public static (int Failures, string? First) Run(string kind, int times, bool scoped)
    {
        var (operation, plain) = Kinds[kind];
        double[] expected = [.. Values.Select(plain)];
        int failures = 0;
        string? first = null;
        Collecting(() => Parallel.For(0, 2, _ =>
        {
            using Tensor x = tensor(Values);
            for (int i = 0; i < times / 2; i++)
            {
                try
                {
                    using DisposeScope? scope = scoped ? NewDisposeScope() : null;
                    double[] found = operation(x).data<double>().ToArray();
                    if (found.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12)) continue;
                    first ??= $"expected {string.Join(", ", expected)}, found {string.Join(", ", found)}";
                }
                catch (Exception error)
                {
                    first ??= error.Message.Split('\n')[0];
                }
                Interlocked.Increment(ref failures);
            }
        }));
        return (failures, first);
    }

    /// <summary>Does the work while another thread collects without a pause.</summary>
    public static void Collecting(Action work)
    {
        using CancellationTokenSource done = new();
        Thread collector = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            work();
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }

    private static Tensor InPlaceOperators(Tensor x)
    {
        Tensor y = x.clone();
        y += 0.5;
        y += x;
        y *= 4;
        y -= 1.0;
        y /= 2;
        return y;
    }
}
