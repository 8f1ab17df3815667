using System.Text.Json.Serialization.Metadata;

namespace OpLearn;

/// <summary>JSON's view of types by reflection, named in all options: programs of one file (<c>dotnet run program.cs</c>) and trimmed ones do not have it by default.</summary>
internal static class JsonTypes
{
    public static IJsonTypeInfoResolver Types { get; } = new DefaultJsonTypeInfoResolver();
}
