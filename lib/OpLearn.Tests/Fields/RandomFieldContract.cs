using Xunit;

namespace OpLearn.Tests;

/// <summary>What every random field must keep to; a new field is one line in <see cref="All"/>.</summary>
public class RandomFieldContract
{
    private static readonly Grid1D Line = new(33, 0, 1, Endpoints.Included);

    private static readonly (string Name, RandomField Field, Grid Grid)[] Fields =
    [
        ("squared exponential", GaussianRandomField.SquaredExponential(0.2), Line),
        ("Matérn 1/2", GaussianRandomField.Matern12(0.3), Line),
        ("Matérn 3/2", GaussianRandomField.Matern32(0.3), Line),
        ("Matérn 5/2, plane", GaussianRandomField.Matern52(0.3), Grid2D.Square(new(7, 0, 1, Endpoints.CellCentres))),
        ("periodic spectral", new PeriodicSpectralField(25, 5, 2), new Grid1D(32, 0, 1, Endpoints.UpperExcluded)),
        ("periodic spectral, plane", new PeriodicSpectralField(7, 7, 2.5), Grid2D.Square(new(9, 0, 1, Endpoints.UpperExcluded))),
        ("Neumann spectral", new NeumannSpectralField(1, 3, 2), Grid2D.Square(new(9, 0, 1, Endpoints.CellCentres))),
        ("Neumann spectral, line", new NeumannSpectralField(1, 3, 1.5), Line),
        ("Neumann spectral, space", new NeumannSpectralField(1, 3, 2), new Grid3D(new(4, 0, 1, Endpoints.CellCentres), new(5, 0, 1, Endpoints.CellCentres), new(6, 0, 1, Endpoints.CellCentres))),
        ("periodic spectral, space", new PeriodicSpectralField(7, 7, 2.5), new Grid3D(new(4, 0, 1, Endpoints.UpperExcluded), new(6, 0, 2, Endpoints.UpperExcluded), new(5, 0, 1, Endpoints.UpperExcluded))),
        ("Fourier features", new FourierFeatureField(GaussianRandomField.Matern32(0.3), 50), Line),
        ("Fourier features, plane", new FourierFeatureField(GaussianRandomField.SquaredExponential(0.3), 50), new Grid2D(Line, new(9, 0, 2, Endpoints.CellCentres))),
        ("log-normal", new LogNormalField(new KarhunenLoeve(GaussianRandomField.SquaredExponential(0.25), 10)), Grid2D.Square(new(9, 0, 1, Endpoints.Included))),
        ("sine series", new SineSeries(3, 9, 4, 0.5, 2), Line),
        ("bounded cosine series", new BoundedCosineSeries(8, 2), Line),
        ("layers", new LayeredField(4, 16, 0.7, 1.3), Line),
        ("Chebyshev series", new ChebyshevSeries(6), Line),
        ("Fourier series", new FourierSeries(2, 5), Line),
        ("load history", new LoadHistory(), Line),
        ("Karhunen–Loève", new KarhunenLoeve(GaussianRandomField.Matern32(0.3), 4), Line),
        ("squared exponential, space", GaussianRandomField.SquaredExponential(0.5), Grid3D.Cube(new(4, 0, 1, Endpoints.Included))),
    ];

    public static TheoryData<string> All => [.. Fields.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Sample_DependsOnSeedAndIndexAlone(string name)
    {
        (_, RandomField field, Grid grid) = Fields.Single(entry => entry.Name == name);
        double[,] all = field.Sample(grid, 0, 8, seed: 11), tail = field.Sample(grid, 5, 3, seed: 11), other = field.Sample(grid, 0, 8, seed: 12);
        FieldSampler sampler = field.On(grid);
        double[]?[] parallel = new double[]?[8];
        Parallel.For(0, 8, i => parallel[7 - i] = sampler.Draw(7 - i, 11));
        for (int point = 0; point < grid.Points; point++)
        {
            for (int i = 0; i < 8; i++) Assert.Equal(all[i, point], parallel[i]![point]);
            for (int i = 0; i < 3; i++) Assert.Equal(all[i + 5, point], tail[i, point]);
        }
        Assert.NotEqual(all.Cast<double>(), other.Cast<double>());
        Assert.All(all.Cast<double>(), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Name_AndParameters_AreThere(string name)
    {
        RandomField field = Fields.Single(entry => entry.Name == name).Field;
        Assert.NotEmpty(field.Name);
        Assert.NotEmpty(field.Parameters);
    }
}
