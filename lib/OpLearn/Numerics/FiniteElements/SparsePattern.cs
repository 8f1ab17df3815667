namespace OpLearn;

/// <summary>Where the entries of a finite element matrix are: rows of sorted columns, and the place of every product of two nodes of an element.</summary>
/// <remarks>Immutable and shared; the values of a matrix are an array beside it.</remarks>
internal sealed class SparsePattern
{
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="elements">Nodes of each element in turn.</param>
    /// <param name="perElement">Nodes of one element.</param>
    public SparsePattern(int nodes, int[] elements, int perElement)
    {
        var first = new int[nodes + 1]; // elements of each node, sorted by node
        foreach (int node in elements) first[node + 1]++;
        for (int i = 0; i < nodes; i++) first[i + 1] += first[i];
        int[] owners = new int[elements.Length], filled = first[..nodes], seen = new int[nodes];
        for (int at = 0; at < elements.Length; at++) owners[filled[elements[at]]++] = at / perElement;
        Array.Fill(seen, -1);
        List<int> columns = new(8 * nodes);
        RowStart = new int[nodes + 1];
        Diagonal = new int[nodes];
        for (int i = 0; i < nodes; i++)
        {
            for (int owner = first[i]; owner < first[i + 1]; owner++)
                for (int at = owners[owner] * perElement; at < (owners[owner] + 1) * perElement; at++)
                {
                    if (seen[elements[at]] == i) continue;
                    seen[elements[at]] = i;
                    columns.Add(elements[at]);
                }
            columns.Sort(RowStart[i], columns.Count - RowStart[i], null);
            RowStart[i + 1] = columns.Count;
        }
        Columns = [.. columns];
        Entries = new int[elements.Length * perElement];
        for (int at = 0; at < elements.Length; at++)
            for (int j = 0; j < perElement; j++) Entries[(at * perElement) + j] = Entry(elements[at], elements[(at / perElement * perElement) + j]);
        for (int i = 0; i < nodes; i++) Diagonal[i] = Entry(i, i);
    }

    public int[] RowStart { get; }

    public int[] Columns { get; }

    public int[] Diagonal { get; }

    /// <summary>Place in the matrix of each element's products, row by row.</summary>
    public int[] Entries { get; }

    public int Rows => Diagonal.Length;

    /// <summary>Place of one entry.</summary>
    public int Entry(int row, int column) => Array.BinarySearch(Columns, RowStart[row], RowStart[row + 1] - RowStart[row], column);

    /// <summary>product = matrix · values in the rows that are not <paramref name="skipped"/>, 0 in those that are.</summary>
    public void Multiply(double[] matrix, double[] values, double[] product, bool[]? skipped = null)
    {
        for (int i = 0; i < product.Length; i++)
        {
            double sum = 0;
            if (skipped is null || !skipped[i])
                for (int p = RowStart[i]; p < RowStart[i + 1]; p++) sum += matrix[p] * values[Columns[p]];
            product[i] = sum;
        }
    }
}
