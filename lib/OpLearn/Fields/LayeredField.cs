namespace OpLearn;

/// <summary>A piecewise constant function: layers with independent values, uniform on [lower, upper], between interfaces at distinct random places.</summary>
/// <remarks>
/// The interfaces lie on multiples of 1/slots of the grid's interval, so that they can be nodes of the grids in use; a value there is that of the layer above.
/// The same function whatever the grid.
/// </remarks>
/// <param name="layers">Number of layers, at most <paramref name="slots"/>.</param>
/// <param name="slots">Number of equal parts of the interval at whose ends interfaces may lie.</param>
/// <param name="lower">Smallest value.</param>
/// <param name="upper">Largest value.</param>
public sealed class LayeredField(int layers, int slots, double lower, double upper) : RandomField
{
    private readonly int layers = Checks.Valid(layers, layers >= 1 && layers <= slots, nameof(LayeredField), $"from 1 to {slots} layers (the slots)");
    private readonly int slots = slots;
    private readonly double lower = Checks.Valid(lower, double.IsFinite(lower) && lower < upper, nameof(LayeredField), $"a finite lower value below the upper one, {upper}");
    private readonly double upper = Checks.Valid(upper, double.IsFinite(upper), nameof(LayeredField), "a finite upper value");

    /// <inheritdoc/>
    public override string Name => "layers";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["layers"] = layers, ["slots"] = slots, ["lower"] = lower, ["upper"] = upper };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private sealed class Sampler : FieldSampler
    {
        private readonly LayeredField field;
        private readonly int[] slotOf;

        public Sampler(LayeredField field, Grid grid)
            : base(grid)
        {
            this.field = field;
            // A point on an interface may lie a rounding error below it.
            slotOf = [.. SeriesSampler.Places(grid, field.Name).Select(place => Math.Min((int)Math.Floor((place * field.slots) + 1e-9), field.slots - 1))];
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            var random = new SampleGenerator(seed, sample);
            var values = new double[field.slots];
            int interfaces = field.layers - 1;
            double value = random.Uniform(field.lower, field.upper);
            for (int slot = 0; slot < field.slots; slot++)
            {
                // Selection sampling of the interfaces among the lower ends of the slots 1, 2, ….
                if (slot > 0 && random.Uniform() * (field.slots - slot) < interfaces)
                {
                    interfaces--;
                    value = random.Uniform(field.lower, field.upper);
                }
                values[slot] = value;
            }
            for (int i = 0; i < target.Length; i++) target[i] = values[slotOf[i]];
        }
    }
}
