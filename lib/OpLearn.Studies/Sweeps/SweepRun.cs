namespace OpLearn;

/// <summary>One run of a sweep, as a value: what makes it, and the work that gives its numbers.</summary>
/// <remarks>
/// The run's key is the hash of <see cref="Settings"/> and <see cref="Seed"/>; the name and the work are not part of it. So put everything that decides the numbers into the settings
/// (the problem or the data set, the options of model and training, sizes): records, numbers, text, lists and dictionaries of these.
/// The library's code is no part of the key either: after a change of code that changes numbers, delete the cache or add a version to the settings.
/// </remarks>
public sealed record SweepRun
{
    /// <summary>What the table calls it, e.g. <c>DeepONet, 1000 functions</c>.</summary>
    public required string Name { get; init; }

    /// <summary>All that decides the numbers, besides the seed.</summary>
    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    /// <summary>The seed, a column of the table: rows of one name differ in it.</summary>
    public required int Seed { get; init; }

    /// <summary>Trains and measures; returns the numbers by name. It is called on a thread of its own and must not depend on other runs.</summary>
    public required Func<SweepTask, IReadOnlyDictionary<string, double>> Work { get; init; }

    /// <summary>The run's key: 24 hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">A setting is a function, a tensor or something else that has no words.</exception>
    public string Key() => DatasetFile.HashOf(Description())[..24];

    internal string Description() => $"seed {Seed}\n{RunKey.Of(Settings)}{(FastPaths.Enabled ? "" : "\noperations on tensors alone")}";
}
