using OpLearn.Plots;
using Xunit;

namespace OpLearn.Tests;

public sealed class PlotApiTests
{
    [Fact]
    public void Plots_KeepToTheTableOfTheLibrary() => Assert.Empty(typeof(Plot).Assembly.GetExportedTypes().SelectMany(PublicApiTests.Violations));

    [Fact]
    public void Plots_AreOverloadedByName() => Assert.Empty(typeof(Plot).GetMethods().Where(method => method.DeclaringType == typeof(Plot)).GroupBy(method => method.Name).Where(group => group.Count() > 1).Select(group => group.Key));
}
