using System.Diagnostics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Finished samples of a generation that is not finished, kept on disk beside the cached set so that the next run goes on from them.</summary>
/// <remarks>
/// Every file is a data set of consecutive samples, written whole or not at all and read only when its hash is right. A part of another build of the solver is taken
/// when its first sample, solved again, is bitwise the same.
/// </remarks>
internal sealed class GenerationParts(string path, OperatorProblem problem, int seed, TimeSpan interval)
{
    private readonly string folder = path + ".parts";
    private readonly Stopwatch sinceSaved = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private readonly List<(int First, int Count)> pending = [];
    private readonly string build = $"part made by build {problem.GetType().Module.ModuleVersionId}";

    /// <summary>Copies the samples that are there into their rows.</summary>
    /// <returns>For every sample whether it is there.</returns>
    public bool[] Restore(int samples, Tensor[] inputs, Tensor outputs, Func<int, OperatorDataset> again)
    {
        bool[] there = new bool[samples];
        if (!Directory.Exists(folder)) return there;
        foreach (string file in Directory.GetFiles(folder, "*.h5").Order(StringComparer.Ordinal))
        {
            using OperatorDataset? part = Taken(file, out int first, again);
            if (part is null || first > samples - part.Samples || part.Outputs.dtype != outputs.dtype)
            {
                Delete(file);
                continue;
            }
            for (int i = 0; i < inputs.Length; i++)
            {
                using Tensor rows = inputs[i].narrow(0, first, part.Samples);
                rows.copy_(part.Inputs[i]).Dispose();
            }
            using Tensor outputRows = outputs.narrow(0, first, part.Samples);
            outputRows.copy_(part.Outputs).Dispose();
            Array.Fill(there, true, first, part.Samples);
        }
        return there;
    }

    /// <summary>Notes that samples are finished; every now and then writes those that are.</summary>
    /// <param name="first">First sample.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="cut">Gives the set of (first, count) samples.</param>
    public void Done(int first, int count, Func<int, int, OperatorDataset> cut)
    {
        lock (gate)
        {
            pending.Add((first, count));
            if (sinceSaved.Elapsed >= interval) Save(cut);
        }
    }

    /// <summary>Writes what is finished and not written yet.</summary>
    public void Save(Func<int, int, OperatorDataset> cut)
    {
        lock (gate)
        {
            pending.Sort();
            for (int i = 0; i < pending.Count;)
            {
                (int first, int count) = pending[i++];
                while (i < pending.Count && pending[i].First == first + count) count += pending[i++].Count;
                using OperatorDataset part = cut(first, count);
                using OperatorDataset marked = part.Marked(DataCard.Of(problem, seed).After(build));
                DatasetFile.Save(marked, Path.Combine(folder, $"{first:D9}.h5"));
            }
            pending.Clear();
            sinceSaved.Restart();
        }
    }

    /// <summary>Removes the parts, once the whole set is there.</summary>
    public void Clear()
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process is making the same set and writes there: it will clear them.
        }
    }

    private OperatorDataset? Taken(string file, out int first, Func<int, OperatorDataset> again)
    {
        if (!int.TryParse(Path.GetFileNameWithoutExtension(file), out first)) return null;
        try
        {
            OperatorDataset part = DatasetFile.Load(file);
            if (part.Card?.Steps is [var made] && made == build) return part;
            using OperatorDataset fresh = again(first), kept = part.Subset(0, 1);
            if (DatasetFile.ContentHash(fresh) == DatasetFile.ContentHash(kept)) return part;
            part.Dispose();
            return null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (IOException)
        {
            // It will be written over.
        }
    }
}
