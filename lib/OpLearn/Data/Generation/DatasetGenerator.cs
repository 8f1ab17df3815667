using System.Diagnostics;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Solves the blocks of one data set on several threads, each into its own rows.</summary>
internal sealed class DatasetGenerator
{
    private const int LargestBlock = 256;
    private const int LargestKeptBlock = 32;
    private const int BlocksPerThread = 8;

    private readonly OperatorProblem problem;
    private readonly int samples, seed, threads, blockSize;
    private readonly GenerationOptions options;
    private readonly Lock gate = new();
    private readonly Stopwatch clock = new();
    private int done, restored;

    public DatasetGenerator(OperatorProblem problem, int samples, int seed, GenerationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, "options.Threads");
        ArgumentOutOfRangeException.ThrowIfNegative(options.BlockSize, "options.BlockSize");
        if (options.Type is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Generate: options.Type must be Float32 or Float64; got {options.Type}.", nameof(options));
        if (problem.Outputs.Any(field => !field.Axes.SequenceEqual(problem.Outputs[0].Axes)))
            throw new ArgumentException($"Generate: all outputs of '{problem.Name}' must have the same axes; got "
                + string.Join(", ", problem.Outputs.Select(field => $"{field.Name} [{string.Join(", ", field.Axes)}]")) + ". Interpolate them to one grid.", nameof(problem));
        if (problem.Locations.GetLength(0) != problem.Outputs[0].Points)
            throw new ArgumentException($"Generate: '{problem.Name}' must give one location a point of its outputs, {problem.Outputs[0].Points}; got {problem.Locations.GetLength(0)}.", nameof(problem));
        this.problem = problem;
        this.samples = samples;
        this.seed = seed;
        this.options = options;
        threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        blockSize = options.BlockSize > 0 ? options.BlockSize : Math.Clamp(samples / (threads * BlocksPerThread), 1, options.CacheFolder is null ? LargestBlock : LargestKeptBlock);
    }

    public OperatorDataset Run()
    {
        NativeTorch.EnsureLoaded();
        if (options.CacheFolder is null) return Solved(0, samples);
        string path = DatasetCache.PathOf(options.CacheFolder, problem, samples, seed, options.Type);
        OperatorDataset? found = DatasetCache.Find(path, sample => Solved(sample, 1));
        if (found is not null) return found;
        var parts = new GenerationParts(path, problem, seed, options.SaveEvery);
        OperatorDataset made = Solved(0, samples, parts);
        DatasetFile.Save(made, path);
        parts.Clear();
        return made;
    }

    private OperatorDataset Solved(int start, int count, GenerationParts? parts = null)
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [.. problem.Inputs.Select(field => empty([count, .. field.Axes.Select(axis => (long)axis), 1], options.Type))];
        Tensor outputs = empty([count, problem.Outputs[0].Points, problem.Outputs.Count], options.Type);
        Tensor locations = tensor(problem.Locations, ScalarType.Float64).to(options.Type);
        bool[] there = parts?.Restore(count, inputs, outputs, sample => Solved(sample, 1)) ?? new bool[count];
        bool whole = count == samples; // and not one sample solved again
        if (whole) done = restored = there.Count(present => present);
        clock.Restart();
        try
        {
            Solve(Blocks(there), (first, rows, stop) =>
            {
                Keep(SolveBlock(start + first, rows, stop), first, inputs, outputs);
                parts?.Done(first, rows, Cut);
                if (whole) Report(rows);
            });
        }
        catch
        {
            parts?.Save(Cut);
            throw;
        }
        return Set(inputs, outputs, locations);

        OperatorDataset Cut(int first, int rows)
        {
            using var inner = NewDisposeScope(); // of the thread that saves
            return Set([.. inputs.Select(input => input.narrow(0, first, rows))], outputs.narrow(0, first, rows), locations.alias());
        }
    }

    private OperatorDataset Set(Tensor[] inputs, Tensor outputs, Tensor locations) => new([.. problem.Inputs.Select(field => field.Name)], inputs, locations,
        [.. problem.Outputs.Select(field => field.Name)], outputs, problem.Outputs[0].Axes)
    { Card = DataCard.Of(problem, seed) };

    // Runs of missing samples, cut into blocks.
    private List<(int First, int Count)> Blocks(bool[] there)
    {
        List<(int First, int Count)> blocks = [];
        for (int first = 0; first < there.Length;)
        {
            int next = first;
            while (next < there.Length && next - first < blockSize && !there[next]) next++;
            if (next > first) blocks.Add((first, next - first));
            first = Math.Max(next, first + 1);
        }
        return blocks;
    }

    private void Solve(List<(int First, int Count)> blocks, Action<int, int, CancellationToken> solve)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation, Interruption.Token);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop.Token };
        try
        {
            Parallel.For(0, blocks.Count, parallel, block => solve(blocks[block].First, blocks[block].Count, stop.Token));
        }
        catch (AggregateException several)
        {
            // The lowest-numbered thread's error would depend on timing; the first that is not a mere stop is the cause.
            Exception cause = several.Flatten().InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException) ?? several.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    private SampleBlock SolveBlock(int first, int count, CancellationToken cancellation)
    {
        var block = new SampleBlock(problem, count);
        // What a solver leaves out must not look like a zero.
        foreach (double[] values in block.Inputs.Concat(block.Outputs)) Array.Fill(values, double.NaN);
        problem.Solve(first, seed, block, cancellation);
        cancellation.ThrowIfCancellationRequested();
        Check(block.Inputs, problem.Inputs, first);
        Check(block.Outputs, problem.Outputs, first);
        return block;
    }

    private void Check(IReadOnlyList<double[]> fields, IReadOnlyList<FieldSpec> specs, int first)
    {
        for (int f = 0; f < fields.Count; f++)
        {
            int bad = Array.FindIndex(fields[f], value => !double.IsFinite(value));
            if (bad < 0) continue;
            int points = specs[f].Points;
            throw new ArithmeticException($"Generate: '{problem.Name}' must give finite values; got {fields[f][bad]} in '{specs[f].Name}', sample {first + bad / points}"
                + $" of seed {seed}, point {bad % points}. The solver left it out or broke down there: refine its step, or look at that input function.");
        }
    }

    private void Keep(SampleBlock block, int first, Tensor[] inputs, Tensor outputs)
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < inputs.Length; i++)
        {
            Tensor rows = inputs[i].narrow(0, first, block.Samples);
            rows.copy_(from_array(block.Inputs[i]).reshape(rows.shape));
        }
        for (int o = 0; o < block.Outputs.Count; o++)
        {
            Tensor rows = outputs.narrow(0, first, block.Samples).select(2, o);
            rows.copy_(from_array(block.Outputs[o]).reshape(rows.shape));
        }
    }

    private void Report(int count)
    {
        if (options.OnProgress is null) return;
        lock (gate)
        {
            done += count;
            TimeSpan elapsed = clock.Elapsed;
            options.OnProgress(new GenerationProgress(done, samples, elapsed, elapsed * ((double)(samples - done) / (done - restored))));
        }
    }
}
