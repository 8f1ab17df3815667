using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What the baselines without a network share: joined inputs, the check of the locations, and ridge regression.</summary>
internal static class BaselineData
{
    /// <summary>All inputs, flattened and joined, in float64: <c>[samples, sensors]</c>.</summary>
    public static Tensor Join(OperatorDataset set) => cat([.. set.Inputs.Select(input => input.detach().to(float64).reshape(set.Samples, -1))], 1);

    /// <summary>The outputs as rows in float64: <c>[samples, points × channels]</c>.</summary>
    public static Tensor Rows(OperatorDataset set) => set.Outputs.detach().to(float64).reshape(set.Samples, -1);

    public static void RequireAligned(OperatorDataset set, string where)
    {
        ArgumentNullException.ThrowIfNull(set);
        Checks.That(set.IsAligned, where, "an aligned set (one set of locations for all samples)", $"locations {Checks.Shape(set.Locations)}");
    }

    /// <summary>A baseline holds on the locations that it was fitted on, and on no others.</summary>
    public static void RequireLocations(OperatorDataset set, Tensor fitted, string where)
    {
        RequireAligned(set, where);
        using DisposeScope scope = NewDisposeScope();
        bool same = set.Locations.shape.SequenceEqual(fitted.shape) && set.Locations.to(fitted.dtype, fitted.device).allclose(fitted, 1e-5, 1e-6);
        Checks.That(same, where, $"the locations of the training set, {Checks.Shape(fitted)}", $"others, {Checks.Shape(set.Locations)}", "Fit on this grid.");
    }

    /// <summary>Predicts by rows and gives the result the shape and type of the set's outputs.</summary>
    public static Tensor Predict(OperatorDataset set, int batchSize, int channels, Func<Tensor, Tensor> rowsFromInputs)
    {
        Checks.Positive(batchSize, "Predict", nameof(batchSize));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor joined = Join(set);
        List<Tensor> batches = [];
        for (int first = 0; first < set.Samples; first += batchSize)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            using DisposeScope batch = NewDisposeScope();
            Tensor rows = rowsFromInputs(joined.narrow(0, first, Math.Min(batchSize, set.Samples - first)));
            batches.Add(rows.reshape(rows.shape[0], set.Points, channels).to(set.Outputs.dtype).MoveToOuterDisposeScope());
        }
        return cat(batches, 0).MoveToOuterDisposeScope();
    }

    /// <summary>W that minimises <c>‖X W − Y‖² + ridge σ₁² ‖W‖²</c>, with σ₁ the largest singular value of X; at ridge 0 the least-squares solution of least norm.</summary>
    public static Tensor Ridge(Tensor x, Tensor y, double ridge)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor u, Tensor s, Tensor vt) = linalg.svd(x, fullMatrices: false);
        Tensor largest = s.max();
        Tensor factor = where(s > 1e-12 * largest, s / (s * s + ridge * largest * largest), zeros_like(s));
        return vt.t().matmul(factor.unsqueeze(1) * u.t().matmul(y)).MoveToOuterDisposeScope();
    }
}
