using System.Numerics;

namespace OpLearn;

/// <summary>Work on rows cut into blocks. Blocks share sums in groups whose number does not depend on the threads, so neither do the results.</summary>
internal static unsafe class RowBlocks
{
    private const int MostGroups = 8;

    /// <summary>Blocks of so many rows.</summary>
    public static int Count(int rows, int block) => (rows + block - 1) / block;

    /// <summary>Groups of those blocks: block b belongs to group b modulo their number.</summary>
    public static int Groups(int rows, int block) => Math.Min(MostGroups, Count(rows, block));

    /// <summary>Does <paramref name="work"/> for 0 … count − 1 on at most so many threads.</summary>
    public static void Run(int threads, int count, Action<int> work)
    {
        if (threads <= 1 || count == 1) for (int i = 0; i < count; i++) work(i);
        else Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
    }

    /// <summary>to += from; both have room for a whole number of vectors.</summary>
    public static void Add(float* from, float* to, long count)
    {
        for (long i = 0; i < count; i += Vector<float>.Count) (Vector.Load(to + i) + Vector.Load(from + i)).Store(to + i);
    }
}
