using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace OpLearn.Tests;

/// <summary>What a compiled assembly calls, by documentation identifiers.</summary>
internal static class CompiledCode
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The methods of an assembly, and what each calls or hands on.</summary>
    public static ILookup<string, string> Calls(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        List<(string From, string To)> found = [];
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            int address = reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            string from = Identifier(reader, handle)!;
            found.Add((from, from));
            if (address == 0) continue;
            foreach (EntityHandle token in Tokens(image.GetMethodBody(address).GetILReader()))
                if (Identifier(reader, token) is { } to) found.Add((from, to));
        }
        return found.ToLookup(call => call.From, call => call.To);
    }

    private static List<EntityHandle> Tokens(BlobReader code)
    {
        List<EntityHandle> found = [];
        while (code.RemainingBytes > 0)
        {
            int first = code.ReadByte();
            OpCode one = Codes[first == 0xFE ? 0xFE00 | code.ReadByte() : first];
            if (one.OperandType == OperandType.InlineMethod) found.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
            else code.Offset += one.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 * (1 + code.ReadInt32()),
                _ => 4,
            };
        }
        return found;
    }

    private static string? Identifier(MetadataReader reader, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition method = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Identifier(Identifiers.Names.GetTypeFromDefinition(reader, method.GetDeclaringType(), 0), reader.GetString(method.Name), method.DecodeSignature(Identifiers.Names, null));
            case HandleKind.MemberReference:
                MemberReference member = reader.GetMemberReference((MemberReferenceHandle)handle);
                if (member.Parent.Kind != HandleKind.TypeReference) return null;
                return Identifier(Identifiers.Names.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0), reader.GetString(member.Name), member.DecodeMethodSignature(Identifiers.Names, null));
            case HandleKind.MethodSpecification:
                return Identifier(reader, reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return null;
        }
    }

    private static string Identifier(string type, string method, MethodSignature<string> signature) =>
        $"M:{type}.{method}" + (signature.ParameterTypes.Length > 0 ? $"({string.Join(',', signature.ParameterTypes)})" : "") + (method is "op_Explicit" or "op_Implicit" ? $"~{signature.ReturnType}" : "");

    /// <summary>Types as documentation identifiers write them.</summary>
    private sealed class Identifiers : ISignatureTypeProvider<string, object?>
    {
        public static readonly Identifiers Names = new();

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
