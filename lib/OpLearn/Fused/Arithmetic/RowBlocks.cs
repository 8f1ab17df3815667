using System.Numerics;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Work on rows cut into blocks. Blocks share sums in groups whose number does not depend on the threads, so neither do the results.</summary>
internal static unsafe class RowBlocks
{
    private const int MostGroups = 8;
    private const double WorthWaking = 4e6; // multiplications from which a second thread earns back being woken

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

    /// <summary>Does <paramref name="work"/> for 0 … count − 1 on libtorch's number of threads; each is given room of its own for so many numbers.</summary>
    public static void WithRoom(int count, long numbers, Action<int, nint> work) => WithSums(Groups(count, 1), count, numbers, 0, (index, room, _) => work(index, room), null);

    /// <summary>The same; it is also given sums that it adds to, zero at first, one for each of <paramref name="groups"/>. All of them, added in order, go to <paramref name="use"/>.</summary>
    public static void WithSums(int groups, int count, long numbers, long sumsLength, Action<int, nint, nint> work, Action<nint>? use)
    {
        using var memory = new AlignedBuffer(groups * (numbers + sumsLength), 2 * groups);
        var parts = new (nint Room, nint Sums)[groups];
        for (int group = 0; group < groups; group++) parts[group] = ((nint)memory.Take(numbers), (nint)memory.TakeZeros(sumsLength));
        Run(get_num_threads(), groups, group =>
        {
            for (int index = group; index < count; index += groups) work(index, parts[group].Room, parts[group].Sums);
        });
        for (int group = 1; group < groups; group++) Add((float*)parts[group].Sums, (float*)parts[0].Sums, sumsLength);
        use?.Invoke(parts[0].Sums);
    }

    /// <summary>Work on blocks of rows that share nothing, on one thread, or on all of libtorch's number where there is work for them; each thread with room of its own.</summary>
    /// <param name="rows">Of all blocks.</param>
    /// <param name="block">Rows of a block.</param>
    /// <param name="room">Numbers that a thread needs room for.</param>
    /// <param name="multiplications">Of all the work.</param>
    /// <param name="work">The first row of a block, how many, and the room.</param>
    public static void Share(int rows, int block, long room, double multiplications, Action<int, int, nint> work)
    {
        int blocks = Count(rows, block), workers = multiplications < WorthWaking ? 1 : Math.Min(get_num_threads(), blocks);
        Run(workers, workers, worker =>
        {
            using var memory = new AlignedBuffer(room, 1);
            float* own = memory.Take(room);
            for (int index = worker; index < blocks; index += workers) work(index * block, Math.Min(block, rows - index * block), (nint)own);
        });
    }

    /// <summary>to += from; both have room for a whole number of vectors.</summary>
    public static void Add(float* from, float* to, long count)
    {
        for (long i = 0; i < count; i += Vector<float>.Count) (Vector.Load(to + i) + Vector.Load(from + i)).Store(to + i);
    }
}
