namespace OpLearn;

/// <summary>Temperature, integral of the conductivity and stress-free strain of a material by its enthalpy, linear between equispaced entries.</summary>
/// <remarks>With θ = ∫k dT the flux between two places is the difference of θ over their distance, whatever happens to k between them.</remarks>
internal sealed class EnthalpyTable
{
    private const int Intervals = 1 << 14;
    private readonly double[] temperature = new double[Intervals + 1], theta = new double[Intervals + 1], strain = new double[Intervals + 1];
    private readonly double lowest, inverse;

    /// <param name="enthalpy">H(T) in J/kg, rising.</param>
    /// <param name="conductivity">k(T) in W/(m K), continuous.</param>
    /// <param name="expansion">Stress-free strain as a function of T.</param>
    /// <param name="density">ρ of the heat equation, in kg/m³.</param>
    /// <param name="coldest">Lowest temperature of the table; below it the table is continued by straight lines.</param>
    /// <param name="hottest">Highest temperature.</param>
    public EnthalpyTable(Func<double, double> enthalpy, Func<double, double> conductivity, Func<double, double> expansion, double density, double coldest,
        double hottest)
    {
        Density = density;
        lowest = enthalpy(coldest);
        double spacing = (enthalpy(hottest) - lowest) / Intervals;
        inverse = 1 / spacing;
        for (int i = 0; i <= Intervals; i++)
        {
            temperature[i] = i == 0 ? coldest : Inverted(enthalpy, lowest + (i * spacing), temperature[i - 1], hottest);
            strain[i] = expansion(temperature[i]);
            if (i == 0) continue;
            double from = temperature[i - 1], to = temperature[i];
            theta[i] = theta[i - 1] + ((to - from) / 6 * (conductivity(from) + (4 * conductivity((from + to) / 2)) + conductivity(to)));
        }
    }

    public double Density { get; }

    /// <summary>H at a temperature, as the table has it.</summary>
    public double Enthalpy(double at)
    {
        int above = Math.Clamp(Array.FindIndex(temperature, value => value >= at), 1, Intervals);
        double fraction = (at - temperature[above - 1]) / (temperature[above] - temperature[above - 1]);
        return lowest + ((above - 1 + fraction) / inverse);
    }

    /// <summary>θ and dθ/dH.</summary>
    public void Conduction(ReadOnlySpan<double> enthalpy, Span<double> value, Span<double> slope)
    {
        double[] table = theta;
        for (int i = 0; i < enthalpy.Length; i++)
        {
            double place = (enthalpy[i] - lowest) * inverse;
            int below = Below(place);
            double rise = table[below + 1] - table[below];
            value[i] = table[below] + ((place - below) * rise);
            slope[i] = rise * inverse;
        }
    }

    /// <summary>T and stress-free strain.</summary>
    public void State(ReadOnlySpan<double> enthalpy, Span<double> temperatures, Span<double> strains)
    {
        for (int i = 0; i < enthalpy.Length; i++)
        {
            double place = (enthalpy[i] - lowest) * inverse;
            int below = Below(place);
            double fraction = place - below;
            temperatures[i] = temperature[below] + (fraction * (temperature[below + 1] - temperature[below]));
            strains[i] = strain[below] + (fraction * (strain[below + 1] - strain[below]));
        }
    }

    private static int Below(double place) => Math.Clamp((int)place, 0, Intervals - 1);

    private static double Inverted(Func<double, double> enthalpy, double target, double low, double high)
    {
        for (int i = 0; i < 60 && high > low; i++)
        {
            double middle = (low + high) / 2;
            if (enthalpy(middle) < target) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }
}
