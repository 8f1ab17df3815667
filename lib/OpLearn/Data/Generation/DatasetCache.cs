using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Generated sets kept by the hash of what makes them.</summary>
/// <remarks>
/// The key covers what the problem says of itself, and not the solver's code. So that a corrected solver is not answered with old data, a set found is taken
/// only when
/// its first and its last sample, solved again, are bitwise what the file holds.
/// </remarks>
internal static class DatasetCache
{
    public static string PathOf(string folder, OperatorProblem problem, int samples, int seed, ScalarType type)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{problem.Name}\n{problem.Equation}\n{samples} {seed} {type}");
        foreach (string name in problem.Parameters.Keys.Order(StringComparer.Ordinal)) text.AppendLine(CultureInfo.InvariantCulture, $"{name} = {problem.Parameters[name]:R}");
        foreach (FieldSpec field in problem.Inputs.Append(new FieldSpec("→", [])).Concat(problem.Outputs)) text.AppendLine($"{field.Name} [{string.Join(',', field.Axes)}] {field.Unit}");
        foreach (double coordinate in problem.Locations) text.Append(CultureInfo.InvariantCulture, $"{coordinate:R} ");
        string safe = string.Concat(problem.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return Path.Combine(folder, $"{safe}-{samples}-{seed}-{DatasetFile.HashOf(text.ToString())[..16]}.h5");
    }

    /// <summary>The set in the file, or null when there is none that still is what <paramref name="again"/> makes.</summary>
    public static OperatorDataset? Find(string path, Func<int, OperatorDataset> again)
    {
        if (!File.Exists(path)) return null;
        OperatorDataset found;
        try
        {
            found = DatasetFile.Load(path);
        }
        catch (InvalidDataException)
        {
            return null; // It is made and written again.
        }
        foreach (int sample in new[] { 0, found.Samples - 1 }.Distinct())
        {
            using OperatorDataset fresh = again(sample), kept = found.Subset(sample, 1);
            if (DatasetFile.ContentHash(fresh) == DatasetFile.ContentHash(kept)) continue;
            found.Dispose();
            return null;
        }
        return found;
    }
}
