using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

public sealed partial class OperatorDataset
{
    /// <summary>The samples of several sets one after the other. Copies.</summary>
    /// <remarks>Sets that share their locations stay aligned; others become unaligned. A mask in one makes a mask in all. The card keeps what the sets agree on.</remarks>
    /// <param name="sets">At least one, with equal names, input shapes, points, type and device.</param>
    /// <param name="tags">One a set, e.g. the name of its task: every sample gets its set's. Null keeps the sets' own tags where all have some.</param>
    /// <exception cref="ArgumentException">The sets do not fit together.</exception>
    public static OperatorDataset Concatenate(IReadOnlyList<OperatorDataset> sets, IReadOnlyList<string>? tags = null)
    {
        const string here = "OperatorDataset.Concatenate";
        ArgumentNullException.ThrowIfNull(sets);
        Checks.That(sets.Count > 0, here, "one set or more", "none");
        Checks.That(tags is null || tags.Count == sets.Count, here, $"one tag a set, {sets.Count}", $"{tags?.Count}");
        OperatorDataset first = sets[0];
        string form = FormOf(first);
        foreach (OperatorDataset set in sets) Checks.That(FormOf(set) == form, here, $"sets like the first, {form}", FormOf(set), "Rename, restrict or convert it.");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        bool aligned = sets.All(set => set.IsAligned && set.Locations.equal(first.Locations).all().item<bool>());
        Tensor locations = aligned ? first.Locations.clone() : cat([.. sets.Select(set => set.IsAligned ? set.Locations.expand(set.Samples, -1, -1) : set.Locations)], 0);
        bool oneMask = aligned && sets.All(set => set.Mask?.dim() is null or 1) && sets.All(set => set.Mask is null == first.Mask is null && (set.Mask is null || set.Mask.equal(first.Mask!).all().item<bool>()));
        Tensor? mask = oneMask ? first.Mask?.clone() : cat([.. sets.Select(set => (set.Mask ?? ones(set.Points, set.Outputs.dtype, set.Outputs.device)).expand(set.Samples, -1))], 0);
        string[]? all = tags is not null ? [.. sets.SelectMany((set, k) => Enumerable.Repeat(tags[k], set.Samples))]
            : sets.All(set => set.Tags is not null) ? [.. sets.SelectMany(set => set.Tags!)] : null;
        return new OperatorDataset(first.InputNames, [.. first.Inputs.Select((_, i) => cat([.. sets.Select(set => set.Inputs[i])], 0))], locations,
            first.OutputNames, cat([.. sets.Select(set => set.Outputs)], 0), first.OutputAxes, mask, checkValues: false)
        { Card = DataCard.Common([.. sets.Select(set => set.Card)]), Tags = all };

        static string FormOf(OperatorDataset set) => string.Join(", ", set.InputNames.Zip(set.Inputs, (name, input) => $"{name} [·, {string.Join(", ", input.shape[1..])}]"))
            + $" -> {string.Join(", ", set.OutputNames)} [·, {set.Points}, {set.Channels}] on {Checks.List(set.OutputAxes)} in {set.Dimensions}-D, {set.Outputs.dtype}, {set.Outputs.device}";
    }
}
