using NuGet.Versioning;

namespace OpLearn.Kernel;

/// <summary>Compares what a <c>#r "nuget:"</c> asks for with what is loaded.</summary>
internal static class PackageVersions
{
    /// <summary>Does the loaded version satisfy the request? A bare version means this one, as at the first installation; a range or a star is NuGet's.</summary>
    /// <param name="asked">As it is written; empty for any.</param>
    /// <param name="loaded">The version in use.</param>
    public static bool Fits(string asked, string loaded)
    {
        if (asked.Length == 0 || asked == loaded) return true;
        if (!NuGetVersion.TryParse(loaded, out NuGetVersion? version)) return false;
        if (NuGetVersion.TryParse(asked, out NuGetVersion? exact)) return exact == version;
        if (!VersionRange.TryParse(asked, allowFloating: true, out VersionRange? range)) return false;
        return range.IsFloating ? range.Float!.Satisfies(version) : range.Satisfies(version);
    }
}
