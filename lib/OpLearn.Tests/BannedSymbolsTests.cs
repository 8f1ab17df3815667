using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>
/// What <c>BannedSymbols.txt</c> forbids is called from nowhere, compiled code says. The compiler's own check, which names the line, does not look at <c>x += 2.0</c>, and not at other languages.
/// </summary>
public sealed class BannedSymbolsTests
{
    [Theory]
    [InlineData(typeof(OperatorModel), "M:TorchSharp.torch.Tensor.ToScalar")] // HeldNumbers.AsDouble, which holds it
    [InlineData(typeof(BannedSymbolsTests), "M:TorchSharp.torch.Tensor.op_Addition(TorchSharp.torch.Tensor,System.Double)")] // AddInPlace below
    public void Assemblies_CallNothingBanned(Type inside, string allowed) => Assert.Equal([allowed], Called(inside.Assembly.Location).Intersect(Banned()));

    [Fact]
    public void EachBannedSymbol_Exists()
    {
        string[] methods = [.. Called(typeof(Tensor).Assembly.Location)];
        Assert.Empty(Banned().Except(methods));
    }

    // What the compiler's check does not see: Assemblies_CallNothingBanned finds it here.
    internal static void AddInPlace(Tensor x) => x += 2.0;

    private static string[] Banned() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "BannedSymbols.txt")).Where(line => line.StartsWith("M:", StringComparison.Ordinal)).Select(line => line.Split(';')[0])];

    /// <summary>Documentation identifiers of the methods that an assembly defines or refers to.</summary>
    private static HashSet<string> Called(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        Identifiers names = new();
        HashSet<string> found = [];
        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (member.GetKind() == MemberReferenceKind.Method && member.Parent.Kind == HandleKind.TypeReference)
                found.Add(Identifier(names.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0), reader.GetString(member.Name), member.DecodeMethodSignature(names, null)));
        }
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            found.Add(Identifier(names.GetTypeFromDefinition(reader, method.GetDeclaringType(), 0), reader.GetString(method.Name), method.DecodeSignature(names, null)));
        }
        return found;
    }

    private static string Identifier(string type, string method, MethodSignature<string> signature) =>
        $"M:{type}.{method}" + (signature.ParameterTypes.Length > 0 ? $"({string.Join(',', signature.ParameterTypes)})" : "") + (method is "op_Explicit" or "op_Implicit" ? $"~{signature.ReturnType}" : "");

    /// <summary>Types as documentation identifiers write them.</summary>
    private sealed class Identifiers : ISignatureTypeProvider<string, object?>
    {
        public string GetPrimitiveType(PrimitiveTypeCode code) => $"System.{code}";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte kind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string space = type.GetDeclaringType().IsNil ? reader.GetString(type.Namespace) : GetTypeFromDefinition(reader, type.GetDeclaringType(), kind);
            return $"{space}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte kind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            string space = type.ResolutionScope.Kind == HandleKind.TypeReference ? GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, kind) : reader.GetString(type.Namespace);
            return $"{space}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte kind) => reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public string GetGenericInstantiation(string type, ImmutableArray<string> arguments) => $"{type.Split('`')[0]}{{{string.Join(',', arguments)}}}";

        public string GetArrayType(string element, ArrayShape shape) => $"{element}[{new string(',', shape.Rank - 1)}]";

        public string GetSZArrayType(string element) => $"{element}[]";

        public string GetByReferenceType(string element) => $"{element}@";

        public string GetPointerType(string element) => $"{element}*";

        public string GetPinnedType(string element) => element;

        public string GetModifiedType(string modifier, string type, bool required) => type;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericMethodParameter(object? context, int index) => $"``{index}";

        public string GetGenericTypeParameter(object? context, int index) => $"`{index}";
    }
}
