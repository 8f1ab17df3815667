using System.Collections;
using System.Reflection;
using Microsoft.FSharp.Reflection;

namespace OpLearn.Kernel;

/// <summary>The public data of objects, read without letting a throwing property spoil the output.</summary>
internal static class Members
{
    private const int Limit = 40;
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    internal sealed record Member(string Name, Type Type, object? Value);

    /// <summary>Should an object of this type be shown by its members? True for records, anonymous types and types that have no text of their own.</summary>
    public static bool IsData(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(object))
            return false;
        if (FSharpType.IsRecord(type, null) || type.GetMethod("<Clone>$") is not null)
            return true;
        Type? author = type.GetMethod(nameof(ToString), PublicInstance, Type.EmptyTypes)?.DeclaringType;
        bool mute = author == typeof(object) || author == typeof(ValueType) || type.Name.Contains("AnonymousType", StringComparison.Ordinal)
            || author?.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
        return mute && Columns(type).Count > 0;
    }

    /// <summary>Names of the public properties and fields, in order of declaration. A name that ends in @ is the storage of an F# property.</summary>
    public static IReadOnlyList<MemberInfo> Columns(Type type) =>
    [
        .. type.GetProperties(PublicInstance).Where(p => p.CanRead && p.GetMethod!.IsPublic && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike
            && !p.PropertyType.IsPointer && p.Name != "EqualityContract").OrderBy(Order).Take(Limit),
        .. type.GetFields(PublicInstance).Where(f => !f.Name.EndsWith('@')).OrderBy(f => f.MetadataToken).Take(Limit),
    ];

    public static IEnumerable<Member> Read(object value)
    {
        foreach (MemberInfo member in Columns(value.GetType()))
            yield return new Member(member.Name, member is PropertyInfo p ? p.PropertyType : ((FieldInfo)member).FieldType, Get(value, member));
    }

    public static object? Get(object value, string property) => value.GetType().GetProperty(property)!.GetValue(value);

    public static object? Get(object value, MemberInfo member)
    {
        try
        {
            return member is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)member).GetValue(value);
        }
        catch (Exception exception)
        {
            return new Unreadable((exception.InnerException ?? exception).GetType().Name);
        }
    }

    /// <summary>The number of items when it is known without running the sequence.</summary>
    public static int? Count(IEnumerable sequence)
    {
        Type? counted = sequence.GetType().GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>) || i.GetGenericTypeDefinition() == typeof(ICollection<>)));
        return (int?)counted?.GetProperty("Count")!.GetValue(sequence);
    }

    public static Type? ElementType(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    private static long Order(PropertyInfo property)
    {
        int depth = 0;
        for (Type? type = property.DeclaringType; type?.BaseType is not null; type = type.BaseType)
            depth++;
        return ((long)depth << 32) + (uint)property.MetadataToken;
    }

    /// <summary>Stands for a property that threw.</summary>
    private sealed class Unreadable(string exception)
    {
        public override string ToString() => "<" + exception + ">";
    }
}
