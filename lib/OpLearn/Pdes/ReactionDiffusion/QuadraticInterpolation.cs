namespace OpLearn;

/// <summary>Values of a function of quadratic finite elements on [0, 1] at given points; at nodes they are the nodes' values, without rounding.</summary>
internal sealed class QuadraticInterpolation
{
    private readonly int[] first;
    private readonly double[] weights;

    public QuadraticInterpolation(int cells, double[] places)
    {
        first = new int[places.Length];
        weights = new double[3 * places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            double place = places[i] * cells, half = Math.Round(2 * place);
            if (Math.Abs((2 * place) - half) < 1e-9) place = half / 2; // a node, but for rounding
            int cell = Math.Clamp((int)Math.Floor(place), 0, cells - 1);
            double x = place - cell;
            first[i] = 2 * cell;
            (weights[3 * i], weights[(3 * i) + 1], weights[(3 * i) + 2]) = ((1 - x) * (1 - (2 * x)), 4 * x * (1 - x), x * ((2 * x) - 1));
        }
    }

    /// <param name="nodes">Values at the nodes, <c>[node · lanes + lane]</c>.</param>
    /// <param name="lane">Which sample.</param>
    /// <param name="lanes">Samples side by side.</param>
    /// <param name="target">Written from <paramref name="offset"/> on, one value a place.</param>
    /// <param name="offset">Where to begin.</param>
    public void Evaluate(double[] nodes, int lane, int lanes, double[] target, int offset)
    {
        for (int i = 0; i < first.Length; i++)
        {
            int node = (first[i] * lanes) + lane;
            target[offset + i] = (weights[3 * i] * nodes[node]) + (weights[(3 * i) + 1] * nodes[node + lanes])
                + (weights[(3 * i) + 2] * nodes[node + lanes + lanes]);
        }
    }
}
