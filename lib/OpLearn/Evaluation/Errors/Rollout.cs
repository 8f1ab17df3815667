using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Applies a one-step model to its own predictions, again and again.</summary>
public static class Rollout
{
    /// <summary>Predicts <paramref name="steps"/> steps from the states that <paramref name="start"/> holds; the other input functions stay as they are.</summary>
    /// <remarks>
    /// The state input is <c>[samples, axes…, history · channels]</c>: the last <c>history</c> states, oldest first, each with the channels of the output. A step drops
    /// the oldest and appends the prediction. A trajectory that leaves the finite numbers is NaN from there on; the others go on.
    /// </remarks>
    /// <param name="model">Maps the last states to the next one on the same grid.</param>
    /// <param name="start">First states; the outputs give the grid and are not read.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="state">Name of the input function that is the state; null for the first one.</param>
    /// <param name="batchSize">Samples held in memory at once.</param>
    /// <returns><c>[samples, steps · points, channels]</c>, steps first: space–time outputs with the axes <c>[steps, …OutputAxes]</c>; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">State and output do not lie on the same grid.</exception>
    /// <exception cref="OperationCanceledException">The host's interrupt fired between two steps.</exception>
    public static Tensor Predict(IOperatorPredictor model, OperatorDataset start, int steps, string? state = null, int batchSize = 64)
    {
        const string here = "Rollout.Predict";
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        Checks.Positive(steps, here, nameof(steps));
        int which = state is null ? 0 : start.InputNames.ToList().IndexOf(state);
        Checks.That(which >= 0, here, $"the name of an input function ({string.Join(", ", start.InputNames)})", $"'{state}'");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor current = start.Inputs[which].alias();
        long channels = start.Channels, carried = current.shape[^1];
        Checks.That(current.shape[1..^1].Aggregate(1L, (product, axis) => product * axis) == start.Points && carried % channels == 0, here,
            $"a state of {start.Points} points with a multiple of {channels} channels, as the output's", $"'{start.InputNames[which]}' {Checks.Shape(current)}");
        List<Tensor> trajectory = [];
        Tensor broken = zeros([start.Samples], ScalarType.Bool, start.Outputs.device);
        for (int step = 0; step < steps; step++)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using OperatorDataset set = start.WithInput(start.InputNames[which], current);
            Tensor next = model.Predict(set, batchSize).to(current.dtype, current.device);
            broken = broken.logical_or(next.isfinite().flatten(1).all(1).logical_not()).MoveToOuterDisposeScope();
            Tensor marks = broken.reshape(-1, 1, 1);
            trajectory.Add(where(marks, full_like(next, double.NaN), next).MoveToOuterDisposeScope());
            Tensor kept = where(marks, zeros_like(next), next).reshape([.. current.shape[..^1], channels]); // zeros keep the broken ones computable
            Tensor shifted = carried == channels ? kept : cat([current.narrow(-1, channels, carried - channels), kept], -1);
            current = shifted.MoveToOuterDisposeScope();
        }
        return cat(trajectory, 1).MoveToOuterDisposeScope();
    }
}
