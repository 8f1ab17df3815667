using System.Numerics;

namespace OpLearn;

/// <summary>Steps heat and stress of a solidifying slice together through the histories of the flux and of the drawn strain.</summary>
/// <remarks>
/// The gap of a step is extrapolated from the two steps before it, which is as accurate as the step itself; with corrections it is what comes out.
/// </remarks>
internal sealed class SolidificationBatch : IHistorySolver
{
    private readonly SolidificationNumbers numbers;
    private readonly SlabHeat heat;
    private readonly SlabHeat? nominal;
    private readonly SliceStress<SteelLaw> stress;
    private Vector<double> strain, before, contactStrain;

    public SolidificationBatch(SolidificationNumbers numbers)
    {
        this.numbers = numbers;
        heat = NewHeat();
        nominal = numbers.OwnTemperature ? null : NewHeat();
        stress = new SliceStress<SteelLaw>(new SteelLaw(numbers.Step, SolidificationNumbers.LiquidYield), SliceSupport.Drawn, SolidificationNumbers.Length,
            numbers.Cells);
    }

    public int Lanes => Vector<double>.Count;

    /// <summary>When set, is called after each step with its number.</summary>
    public Action<int>? AfterStep { get; init; }

    public SlabHeat Heat => heat;

    public SliceStress<SteelLaw> Stress => stress;

    /// <summary>Gap between billet and mould at the end of the last step, in m.</summary>
    public Vector<double> Gap { get; private set; }

    /// <summary>Flux of the last step, in W/m².</summary>
    public Vector<double> Flux { get; private set; }

    /// <remarks>Histories at the ends of the steps, time 0 included: the factor of the flux, and the strain that drawing adds.</remarks>
    public void Solve(double[] first, double[] second, CancellationToken cancellation)
    {
        heat.Start(SolidificationNumbers.Pouring);
        nominal?.Start(SolidificationNumbers.Pouring);
        stress.Start();
        (strain, before, contactStrain, Gap) = (default, default, default, default);
        for (int n = 1; n <= numbers.Steps; n++)
        {
            if (n % 16 == 0) cancellation.ThrowIfCancellationRequested();
            Vector<double> old = new(first, (n - 1) * Lanes), now = new(first, n * Lanes);
            Advance(n, (old + now) * new Vector<double>(0.5), new Vector<double>(second, n * Lanes));
            AfterStep?.Invoke(n);
        }
    }

    public double First(int node, int lane) => heat.Temperature[node][lane];

    public double Second(int node, int lane) => stress.Z(node, lane);

    private SlabHeat NewHeat() => new(Steel.Table, SolidificationNumbers.Length, numbers.Cells, numbers.Step);

    private void Advance(int n, Vector<double> factor, Vector<double> drawn)
    {
        double end = n * numbers.Step, middle = end - (numbers.Step / 2), mould = Steel.MouldFlux(middle);
        Vector<double> given = new Vector<double>(SolidificationNumbers.NominalStrain(end)) + drawn, expected = strain + strain - before;
        SlabHeat felt = nominal ?? heat;
        heat.Begin();
        if (nominal is not null)
        {
            nominal.Begin();
            nominal.Solve(new Vector<double>(mould));
        }
        for (int correction = 0; correction <= numbers.Corrections; correction++)
        {
            Flux = factor * new Vector<double>(mould) * Contact((strain + expected) * new Vector<double>(0.5), middle);
            heat.Solve(Flux);
            stress.Solve(felt.Temperature, felt.Strain, given);
            expected = stress.Strain;
        }
        stress.Commit();
        (before, strain) = (strain, expected);
        if (end <= SolidificationNumbers.Contact) contactStrain = strain;
        else Gap = GapAt(strain - contactStrain, end);
    }

    // Part of the flux, 1 at the nominal gap.
    private Vector<double> Contact(Vector<double> hoop, double time)
    {
        if (numbers.GapFactor == 0 || time <= SolidificationNumbers.Contact) return Vector<double>.One;
        Vector<double> perGap = new(numbers.GapFactor / SolidificationNumbers.HalvingGap), nominalGap = GapAt(new Vector<double>(Shrunk(time)), time);
        return (Vector<double>.One + (perGap * nominalGap)) / (Vector<double>.One + (perGap * GapAt(hoop - contactStrain, time)));
    }

    // How much more than the mould's taper the billet has shrunk since it let go of the mould.
    private static Vector<double> GapAt(Vector<double> hoopSinceContact, double time) => new Vector<double>(SolidificationNumbers.Radius)
        * Vector.Max(Vector<double>.Zero, new Vector<double>(SolidificationNumbers.Taper * Shrunk(time)) - hoopSinceContact);

    private static double Shrunk(double time) =>
        SolidificationNumbers.NominalStrain(time) - SolidificationNumbers.NominalStrain(SolidificationNumbers.Contact);
}
