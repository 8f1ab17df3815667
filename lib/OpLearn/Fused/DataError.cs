using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How a loss makes one number of the errors e = ŝ − s of N functions at P points in O outputs.</summary>
internal sealed record DataError
{
    /// <summary><c>Σ e² / (N P O)</c>.</summary>
    public static DataError MeanSquare { get; } = new();

    /// <summary><c>Σ ‖e‖ / ‖s‖ / N</c>, a sum over the functions; the norms are over points and outputs together.</summary>
    public static DataError RelativeL2 { get; } = new() { IsRelative = true };

    /// <summary>True where a function's error is divided by its norm.</summary>
    public bool IsRelative { get; private init; }

    /// <summary>What e² of each output is divided by; null for one.</summary>
    public IReadOnlyList<double>? Variances { get; private init; }

    /// <summary><c>Σ e² / vₒ / (N P O)</c>.</summary>
    public static DataError Normalized(IReadOnlyList<double> variances) => new() { Variances = variances };

    /// <summary>The loss by operations on tensors.</summary>
    /// <param name="prediction">ŝ, <c>[functions, points, outputs]</c>.</param>
    /// <param name="targets">s, likewise.</param>
    /// <param name="mask">Which points count, <c>[points]</c> or <c>[functions, points]</c>, or null for all.</param>
    public Tensor ByOperations(Tensor prediction, Tensor targets, Tensor? mask)
    {
        if (IsRelative) return (Norm(prediction - targets, mask) / Norm(targets, mask)).mean();
        if (Variances is null && mask is null) return nn.functional.mse_loss(prediction, targets); // the same mean in one operation, and one in the backward pass
        Tensor square = (prediction - targets).square();
        if (Variances is not null) square = square / tensor(Variances.ToArray(), dtype: prediction.dtype, device: prediction.device);
        return SampleMean(square, mask).mean();
    }

    /// <summary>Mean over the counting points and the channels of each sample, [samples].</summary>
    public static Tensor SampleMean(Tensor values, Tensor? mask)
    {
        if (mask is null) return values.mean([1L, 2L]);
        Tensor weights = mask.to(values.dtype).expand(values.shape[0], values.shape[1]); // [samples, points]
        return (values.mean([2L]) * weights).sum(1) / weights.sum(1);
    }

    /// <summary>Euclidean norm over the counting points and the channels of each sample, [samples]; its derivative at zero is zero.</summary>
    private static Tensor Norm(Tensor values, Tensor? mask)
    {
        if (mask is not null) values = values * mask.to(values.dtype).expand(values.shape[0], values.shape[1]).unsqueeze(-1);
        return values.reshape(values.shape[0], -1).norm(1, false, 2f);
    }
}
