using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OpLearn;

/// <summary>Products of a few rows with a matrix that is kept in panels: what libtorch's products do not offer is to be part of a loop that goes on with the numbers.</summary>
/// <remarks>
/// A panel is <see cref="Width"/> columns, <c>[depth, width]</c>. The tile's sums stay in registers while the depth is run through, a stretch of the panel at a
/// time, so that it stays in the nearest cache for all rows. About as fast as the matrix products of libtorch (measured: 0.9 to 1.0 of them on one core).
/// </remarks>
internal static unsafe class PackedGemm
{
    private const int Stretch = 256;

    /// <summary>Columns of a panel: two vectors, or one of twice the width.</summary>
    public static int Width => 2 * Vector<float>.Count;

    private static bool IsWide => Vector512.IsHardwareAccelerated && Width == Vector512<float>.Count;

    /// <summary>target += a · panel.</summary>
    /// <param name="a"><c>[rows, depth]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="rows">Rows of a and of the target.</param>
    /// <param name="panel"><c>[depth, width]</c>.</param>
    /// <param name="depth">Columns of a.</param>
    /// <param name="target"><c>[rows, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void Add(float* a, int aRow, int rows, float* panel, int depth, float* target, int targetRow) =>
        Set(target, targetRow, a, aRow, rows, panel, depth, target, targetRow);

    /// <summary>target = start + a · panel.</summary>
    /// <param name="start"><c>[rows, width]</c>, in rows of <paramref name="startRow"/> numbers.</param>
    /// <param name="startRow">From one row of the start to the next: 0 where all begin with the same, such as a bias.</param>
    /// <param name="a"><c>[rows, depth]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="rows">Rows of a and of the target.</param>
    /// <param name="panel"><c>[depth, width]</c>.</param>
    /// <param name="depth">Columns of a.</param>
    /// <param name="target"><c>[rows, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void Set(float* start, int startRow, float* a, int aRow, int rows, float* panel, int depth, float* target, int targetRow)
    {
        bool wide = IsWide;
        int tile = wide ? 8 : 4;
        for (int part = 0; part < depth; part += Stretch, start = target, startRow = targetRow)
            for (int row = 0; row < rows; row += tile)
            {
                float* from = a + (long)row * aRow + part, to = target + (long)row * targetRow, first = start + (long)row * startRow, columns = panel + part * Width;
                int stretch = Math.Min(Stretch, depth - part), last = Math.Min(tile, rows - row) - 1;
                if (wide) SetWide(first, startRow, from, aRow, columns, stretch, to, targetRow, last);
                else SetNarrow(first, startRow, from, aRow, columns, stretch, to, targetRow, last);
            }
    }

    /// <summary>As <see cref="Add"/> for the first half of the columns; those after it are left.</summary>
    /// <param name="a"><c>[rows, depth]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="rows">Rows of a and of the target.</param>
    /// <param name="panel"><c>[depth, width]</c>.</param>
    /// <param name="depth">Columns of a.</param>
    /// <param name="target"><c>[rows, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void AddHalf(float* a, int aRow, int rows, float* panel, int depth, float* target, int targetRow) =>
        SetHalf(target, targetRow, a, aRow, rows, panel, depth, target, targetRow);

    /// <summary>As <see cref="Set"/> for the first half of the columns; those after it become the start's.</summary>
    /// <param name="start"><c>[rows, width]</c>, in rows of <paramref name="startRow"/> numbers.</param>
    /// <param name="startRow">From one row of the start to the next.</param>
    /// <param name="a"><c>[rows, depth]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="rows">Rows of a and of the target.</param>
    /// <param name="panel"><c>[depth, width]</c>.</param>
    /// <param name="depth">Columns of a.</param>
    /// <param name="target"><c>[rows, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void SetHalf(float* start, int startRow, float* a, int aRow, int rows, float* panel, int depth, float* target, int targetRow)
    {
        int width = Width, lanes = Vector<float>.Count;
        if (start != target) for (int row = 0; row < rows; row++) Vector.Load(start + (long)row * startRow + lanes).Store(target + (long)row * targetRow + lanes);
        for (int row = 0; row < rows; row += 8, start += 8L * startRow, a += 8L * aRow, target += 8L * targetRow)
        {
            int last = Math.Min(8, rows - row) - 1;
            int r1 = Math.Min(1, last), r2 = Math.Min(2, last), r3 = Math.Min(3, last), r4 = Math.Min(4, last), r5 = Math.Min(5, last), r6 = Math.Min(6, last);
            float* a0 = a, a1 = a + r1 * aRow, a2 = a + r2 * aRow, a3 = a + r3 * aRow, a4 = a + r4 * aRow, a5 = a + r5 * aRow, a6 = a + r6 * aRow, a7 = a + last * aRow;
            Vector<float> c0 = Vector.Load(start), c1 = Vector.Load(start + r1 * startRow);
            Vector<float> c2 = Vector.Load(start + r2 * startRow), c3 = Vector.Load(start + r3 * startRow);
            Vector<float> c4 = Vector.Load(start + r4 * startRow), c5 = Vector.Load(start + r5 * startRow);
            Vector<float> c6 = Vector.Load(start + r6 * startRow), c7 = Vector.Load(start + last * startRow);
            float* columns = panel;
            for (int k = 0; k < depth; k++, columns += width)
            {
                Vector<float> w = Vector.Load(columns);
                c0 = VectorFunctions.MultiplyAdd(new Vector<float>(a0[k]), w, c0);
                c1 = VectorFunctions.MultiplyAdd(new Vector<float>(a1[k]), w, c1);
                c2 = VectorFunctions.MultiplyAdd(new Vector<float>(a2[k]), w, c2);
                c3 = VectorFunctions.MultiplyAdd(new Vector<float>(a3[k]), w, c3);
                c4 = VectorFunctions.MultiplyAdd(new Vector<float>(a4[k]), w, c4);
                c5 = VectorFunctions.MultiplyAdd(new Vector<float>(a5[k]), w, c5);
                c6 = VectorFunctions.MultiplyAdd(new Vector<float>(a6[k]), w, c6);
                c7 = VectorFunctions.MultiplyAdd(new Vector<float>(a7[k]), w, c7);
            }
            c7.Store(target + last * targetRow);
            c6.Store(target + r6 * targetRow);
            c5.Store(target + r5 * targetRow);
            c4.Store(target + r4 * targetRow);
            c3.Store(target + r3 * targetRow);
            c2.Store(target + r2 * targetRow);
            c1.Store(target + r1 * targetRow);
            c0.Store(target);
        }
    }

    // In all of these, rows that are not there read the last one again, and store the same numbers in the same place.
    private static void SetWide(float* start, int startRow, float* a, int aRow, float* panel, int depth, float* target, int targetRow, int last)
    {
        int r1 = Math.Min(1, last), r2 = Math.Min(2, last), r3 = Math.Min(3, last), r4 = Math.Min(4, last), r5 = Math.Min(5, last), r6 = Math.Min(6, last);
        float* a0 = a, a1 = a + r1 * aRow, a2 = a + r2 * aRow, a3 = a + r3 * aRow, a4 = a + r4 * aRow, a5 = a + r5 * aRow, a6 = a + r6 * aRow, a7 = a + last * aRow;
        Vector512<float> c0 = Vector512.Load(start), c1 = Vector512.Load(start + r1 * startRow);
        Vector512<float> c2 = Vector512.Load(start + r2 * startRow), c3 = Vector512.Load(start + r3 * startRow);
        Vector512<float> c4 = Vector512.Load(start + r4 * startRow), c5 = Vector512.Load(start + r5 * startRow);
        Vector512<float> c6 = Vector512.Load(start + r6 * startRow), c7 = Vector512.Load(start + last * startRow);
        for (int k = 0; k < depth; k++, panel += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Load(panel);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[k]), w, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[k]), w, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[k]), w, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[k]), w, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[k]), w, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a5[k]), w, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a6[k]), w, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a7[k]), w, c7);
        }
        c7.Store(target + last * targetRow);
        c6.Store(target + r6 * targetRow);
        c5.Store(target + r5 * targetRow);
        c4.Store(target + r4 * targetRow);
        c3.Store(target + r3 * targetRow);
        c2.Store(target + r2 * targetRow);
        c1.Store(target + r1 * targetRow);
        c0.Store(target);
    }

    private static void SetNarrow(float* start, int startRow, float* a, int aRow, float* panel, int depth, float* target, int targetRow, int last)
    {
        float* a0 = a, a1 = a + Math.Min(1, last) * aRow, a2 = a + Math.Min(2, last) * aRow, a3 = a + last * aRow;
        float* s0 = start, s1 = start + Math.Min(1, last) * startRow, s2 = start + Math.Min(2, last) * startRow, s3 = start + last * startRow;
        float* t0 = target, t1 = target + Math.Min(1, last) * targetRow, t2 = target + Math.Min(2, last) * targetRow, t3 = target + last * targetRow;
        int lanes = Vector<float>.Count;
        Vector<float> c00 = Vector.Load(s0), c01 = Vector.Load(s0 + lanes), c10 = Vector.Load(s1), c11 = Vector.Load(s1 + lanes);
        Vector<float> c20 = Vector.Load(s2), c21 = Vector.Load(s2 + lanes), c30 = Vector.Load(s3), c31 = Vector.Load(s3 + lanes);
        for (int k = 0; k < depth; k++, panel += 2 * lanes)
        {
            Vector<float> w0 = Vector.Load(panel), w1 = Vector.Load(panel + lanes);
            var x = new Vector<float>(a0[k]);
            c00 = VectorFunctions.MultiplyAdd(x, w0, c00);
            c01 = VectorFunctions.MultiplyAdd(x, w1, c01);
            x = new Vector<float>(a1[k]);
            c10 = VectorFunctions.MultiplyAdd(x, w0, c10);
            c11 = VectorFunctions.MultiplyAdd(x, w1, c11);
            x = new Vector<float>(a2[k]);
            c20 = VectorFunctions.MultiplyAdd(x, w0, c20);
            c21 = VectorFunctions.MultiplyAdd(x, w1, c21);
            x = new Vector<float>(a3[k]);
            c30 = VectorFunctions.MultiplyAdd(x, w0, c30);
            c31 = VectorFunctions.MultiplyAdd(x, w1, c31);
        }
        c30.Store(t3);
        c31.Store(t3 + lanes);
        c20.Store(t2);
        c21.Store(t2 + lanes);
        c10.Store(t1);
        c11.Store(t1 + lanes);
        c00.Store(t0);
        c01.Store(t0 + lanes);
    }

    /// <summary>target += aᵀ · b, for columns of a (those after them up to the next multiple of 8 take part, too) and <see cref="Width"/> columns of b.</summary>
    /// <param name="a"><c>[depth, columns]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="columns">Columns of a and rows of the target.</param>
    /// <param name="b"><c>[depth, width]</c>, in rows of <paramref name="bRow"/> numbers.</param>
    /// <param name="bRow">From one row of b to the next.</param>
    /// <param name="depth">Rows of a and b.</param>
    /// <param name="target"><c>[columns, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void AddTransposed(float* a, int aRow, int columns, float* b, int bRow, int depth, float* target, int targetRow)
    {
        bool wide = IsWide;
        for (int column = 0; column < columns; column += wide ? 8 : 4)
            if (wide) AddTransposedWide(a + column, aRow, b, bRow, depth, target + (long)column * targetRow, targetRow);
            else AddTransposedNarrow(a + column, aRow, b, bRow, depth, target + (long)column * targetRow, targetRow);
    }

    private static void AddTransposedWide(float* a, int aRow, float* b, int bRow, int depth, float* t, int row)
    {
        Vector512<float> c0 = Vector512.Load(t), c1 = Vector512.Load(t + row), c2 = Vector512.Load(t + 2 * row), c3 = Vector512.Load(t + 3 * row);
        Vector512<float> c4 = Vector512.Load(t + 4 * row), c5 = Vector512.Load(t + 5 * row), c6 = Vector512.Load(t + 6 * row), c7 = Vector512.Load(t + 7 * row);
        for (int k = 0; k < depth; k++, a += aRow, b += bRow)
        {
            Vector512<float> w = Vector512.Load(b);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a[0]), w, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[1]), w, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[2]), w, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[3]), w, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a[4]), w, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a[5]), w, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a[6]), w, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a[7]), w, c7);
        }
        c0.Store(t);
        c1.Store(t + row);
        c2.Store(t + 2 * row);
        c3.Store(t + 3 * row);
        c4.Store(t + 4 * row);
        c5.Store(t + 5 * row);
        c6.Store(t + 6 * row);
        c7.Store(t + 7 * row);
    }

    private static void AddTransposedNarrow(float* a, int aRow, float* b, int bRow, int depth, float* t, int row)
    {
        int lanes = Vector<float>.Count;
        float* u = t + lanes;
        Vector<float> c00 = Vector.Load(t), c01 = Vector.Load(u), c10 = Vector.Load(t + row), c11 = Vector.Load(u + row);
        Vector<float> c20 = Vector.Load(t + 2 * row), c21 = Vector.Load(u + 2 * row), c30 = Vector.Load(t + 3 * row), c31 = Vector.Load(u + 3 * row);
        for (int k = 0; k < depth; k++, a += aRow, b += bRow)
        {
            Vector<float> w0 = Vector.Load(b), w1 = Vector.Load(b + lanes);
            var x = new Vector<float>(a[0]);
            c00 = VectorFunctions.MultiplyAdd(x, w0, c00);
            c01 = VectorFunctions.MultiplyAdd(x, w1, c01);
            x = new Vector<float>(a[1]);
            c10 = VectorFunctions.MultiplyAdd(x, w0, c10);
            c11 = VectorFunctions.MultiplyAdd(x, w1, c11);
            x = new Vector<float>(a[2]);
            c20 = VectorFunctions.MultiplyAdd(x, w0, c20);
            c21 = VectorFunctions.MultiplyAdd(x, w1, c21);
            x = new Vector<float>(a[3]);
            c30 = VectorFunctions.MultiplyAdd(x, w0, c30);
            c31 = VectorFunctions.MultiplyAdd(x, w1, c31);
        }
        c00.Store(t);
        c01.Store(u);
        c10.Store(t + row);
        c11.Store(u + row);
        c20.Store(t + 2 * row);
        c21.Store(u + 2 * row);
        c30.Store(t + 3 * row);
        c31.Store(u + 3 * row);
    }

    /// <summary>The same for the first half of the columns of b; those of the target after it are left.</summary>
    /// <param name="a"><c>[depth, columns]</c>, in rows of <paramref name="aRow"/> numbers.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="columns">Columns of a and rows of the target.</param>
    /// <param name="b"><c>[depth, width]</c>, in rows of <paramref name="bRow"/> numbers.</param>
    /// <param name="bRow">From one row of b to the next.</param>
    /// <param name="depth">Rows of a and b.</param>
    /// <param name="target"><c>[columns, width]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void AddTransposedHalf(float* a, int aRow, int columns, float* b, int bRow, int depth, float* target, int targetRow)
    {
        for (int column = 0; column < columns; column += 8)
        {
            float* from = a + column, with = b, t = target + (long)column * targetRow, u = t + 4 * targetRow;
            Vector<float> c0 = Vector.Load(t), c1 = Vector.Load(t + targetRow), c2 = Vector.Load(t + 2 * targetRow), c3 = Vector.Load(t + 3 * targetRow);
            Vector<float> c4 = Vector.Load(u), c5 = Vector.Load(u + targetRow), c6 = Vector.Load(u + 2 * targetRow), c7 = Vector.Load(u + 3 * targetRow);
            for (int k = 0; k < depth; k++, from += aRow, with += bRow)
            {
                Vector<float> w = Vector.Load(with);
                c0 = VectorFunctions.MultiplyAdd(new Vector<float>(from[0]), w, c0);
                c1 = VectorFunctions.MultiplyAdd(new Vector<float>(from[1]), w, c1);
                c2 = VectorFunctions.MultiplyAdd(new Vector<float>(from[2]), w, c2);
                c3 = VectorFunctions.MultiplyAdd(new Vector<float>(from[3]), w, c3);
                c4 = VectorFunctions.MultiplyAdd(new Vector<float>(from[4]), w, c4);
                c5 = VectorFunctions.MultiplyAdd(new Vector<float>(from[5]), w, c5);
                c6 = VectorFunctions.MultiplyAdd(new Vector<float>(from[6]), w, c6);
                c7 = VectorFunctions.MultiplyAdd(new Vector<float>(from[7]), w, c7);
            }
            c0.Store(t);
            c1.Store(t + targetRow);
            c2.Store(t + 2 * targetRow);
            c3.Store(t + 3 * targetRow);
            c4.Store(u);
            c5.Store(u + targetRow);
            c6.Store(u + 2 * targetRow);
            c7.Store(u + 3 * targetRow);
        }
    }

    /// <summary>target += aᵀ · b for the first column of a alone.</summary>
    /// <param name="a"><c>[depth, width]</c>.</param>
    /// <param name="b"><c>[depth, width]</c>.</param>
    /// <param name="depth">Rows of a and b.</param>
    /// <param name="target"><c>[width]</c>.</param>
    public static void AddColumn(float* a, float* b, int depth, float* target)
    {
        int lanes = Vector<float>.Count, width = Width, k = 0;
        Vector<float> even0 = Vector.Load(target), even1 = Vector.Load(target + lanes), odd0 = Vector<float>.Zero, odd1 = Vector<float>.Zero; // an addition waits for the one before
        for (; k + 1 < depth; k += 2, a += 2 * width, b += 2 * width)
        {
            Vector<float> x = new(a[0]), y = new(a[width]);
            even0 = VectorFunctions.MultiplyAdd(x, Vector.Load(b), even0);
            even1 = VectorFunctions.MultiplyAdd(x, Vector.Load(b + lanes), even1);
            odd0 = VectorFunctions.MultiplyAdd(y, Vector.Load(b + width), odd0);
            odd1 = VectorFunctions.MultiplyAdd(y, Vector.Load(b + width + lanes), odd1);
        }
        if (k < depth)
        {
            Vector<float> x = new(a[0]);
            even0 = VectorFunctions.MultiplyAdd(x, Vector.Load(b), even0);
            even1 = VectorFunctions.MultiplyAdd(x, Vector.Load(b + lanes), even1);
        }
        (even0 + odd0).Store(target);
        (even1 + odd1).Store(target + lanes);
    }

    /// <summary>target = matrix · vector + start.</summary>
    /// <param name="matrix"><c>[rows, columns]</c>, one row after the other.</param>
    /// <param name="columns">Length of the vector.</param>
    /// <param name="rows">Length of the target.</param>
    /// <param name="vector"><c>[columns]</c>.</param>
    /// <param name="start"><c>[rows]</c>.</param>
    /// <param name="target"><c>[rows]</c>.</param>
    public static void TimesVector(float* matrix, int columns, int rows, float* vector, float* start, float* target)
    {
        int lanes = Vector<float>.Count, whole = columns - columns % lanes;
        for (int row = 0; row < rows; row += 4)
        {
            int last = Math.Min(3, rows - 1 - row); // rows that are not there read the last one again, and store the same number in the same place
            float* m0 = matrix + (long)row * columns, m1 = m0 + (long)Math.Min(1, last) * columns, m2 = m0 + (long)Math.Min(2, last) * columns, m3 = m0 + (long)last * columns;
            Vector<float> c0 = Vector<float>.Zero, c1 = Vector<float>.Zero, c2 = Vector<float>.Zero, c3 = Vector<float>.Zero;
            for (int k = 0; k < whole; k += lanes)
            {
                Vector<float> x = Vector.Load(vector + k);
                c0 = VectorFunctions.MultiplyAdd(Vector.Load(m0 + k), x, c0);
                c1 = VectorFunctions.MultiplyAdd(Vector.Load(m1 + k), x, c1);
                c2 = VectorFunctions.MultiplyAdd(Vector.Load(m2 + k), x, c2);
                c3 = VectorFunctions.MultiplyAdd(Vector.Load(m3 + k), x, c3);
            }
            float s0 = Vector.Sum(c0), s1 = Vector.Sum(c1), s2 = Vector.Sum(c2), s3 = Vector.Sum(c3);
            for (int k = whole; k < columns; k++)
            {
                float x = vector[k];
                (s0, s1, s2, s3) = (s0 + m0[k] * x, s1 + m1[k] * x, s2 + m2[k] * x, s3 + m3[k] * x);
            }
            target[row + last] = s3 + start[row + last];
            target[row + Math.Min(2, last)] = s2 + start[row + Math.Min(2, last)];
            target[row + Math.Min(1, last)] = s1 + start[row + Math.Min(1, last)];
            target[row] = s0 + start[row];
        }
    }

    /// <summary>Panels <c>[columns / width, depth, width]</c> of a matrix, the last one filled up with zeros.</summary>
    /// <param name="matrix"><c>[depth, columns]</c>, in rows of <paramref name="row"/> numbers.</param>
    /// <param name="row">From one row to the next.</param>
    /// <param name="depth">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="panels">Filled.</param>
    public static void Pack(float* matrix, int row, int depth, int columns, float* panels)
    {
        int width = Width;
        for (int column = 0; column < columns; column += width, panels += (long)depth * width)
        {
            int present = Math.Min(width, columns - column);
            for (int k = 0; k < depth; k++)
            {
                new ReadOnlySpan<float>(matrix + (long)k * row + column, present).CopyTo(new Span<float>(panels + k * width, present));
                if (present < width) new Span<float>(panels + k * width + present, width - present).Clear();
            }
        }
    }

    /// <summary>Panels <c>[columns / width, depth, width]</c> of a matrix's transpose, the last one filled up with zeros.</summary>
    /// <param name="matrix"><c>[columns, depth]</c>, in rows of <paramref name="row"/> numbers.</param>
    /// <param name="row">From one row to the next.</param>
    /// <param name="depth">Columns of the matrix, rows of its transpose.</param>
    /// <param name="columns">Rows of the matrix, columns of its transpose.</param>
    /// <param name="panels">Filled.</param>
    public static void PackTransposed(float* matrix, int row, int depth, int columns, float* panels)
    {
        int width = Width;
        for (int column = 0; column < columns; column += width, panels += (long)depth * width)
        {
            int present = Math.Min(width, columns - column);
            Transpose(matrix + (long)column * row, row, present, depth, panels, width);
            if (present < width) for (int k = 0; k < depth; k++) new Span<float>(panels + k * width + present, width - present).Clear();
        }
    }

    /// <summary>target = matrixᵀ.</summary>
    /// <param name="matrix"><c>[rows, columns]</c>, in rows of <paramref name="row"/> numbers.</param>
    /// <param name="row">From one row to the next.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="target"><c>[columns, rows]</c>, in rows of <paramref name="targetRow"/> numbers.</param>
    /// <param name="targetRow">From one row of the target to the next.</param>
    public static void Transpose(float* matrix, int row, int rows, int columns, float* target, int targetRow)
    {
        int first = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; first + 4 <= rows; first += 4)
            {
                float* from = matrix + (long)first * row;
                int k = 0;
                for (; k + 4 <= columns; k += 4) TransposeSquare(from + k, row, target + (long)k * targetRow + first, targetRow);
                for (; k < columns; k++)
                    for (int i = 0; i < 4; i++) target[(long)k * targetRow + first + i] = from[(long)i * row + k];
            }
        for (int k = 0; k < columns; k++)
            for (int i = first; i < rows; i++) target[(long)k * targetRow + i] = matrix[(long)i * row + k];
    }

    /// <summary>4 × 4 numbers: three times as fast as one by one. Pairs of numbers move as one of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeSquare(float* from, int fromRow, float* to, int toRow)
    {
        Vector256<float> ab = Vector256.Create(Vector128.Load(from), Vector128.Load(from + fromRow)), cd = Vector256.Create(Vector128.Load(from + 2L * fromRow), Vector128.Load(from + 3L * fromRow));
        Vector256<double> first = Vector256.Shuffle(ab, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsDouble(), second = Vector256.Shuffle(cd, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsDouble();
        Vector128.Create(first[0], second[0]).AsSingle().Store(to);
        Vector128.Create(first[1], second[1]).AsSingle().Store(to + toRow);
        Vector128.Create(first[2], second[2]).AsSingle().Store(to + 2L * toRow);
        Vector128.Create(first[3], second[3]).AsSingle().Store(to + 3L * toRow);
    }

    /// <summary>The next multiple of <see cref="Width"/>.</summary>
    public static int Padded(int columns) => (columns + Width - 1) / Width * Width;
}
