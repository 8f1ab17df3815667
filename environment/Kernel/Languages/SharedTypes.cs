using System.Reflection;
using System.Runtime.Loader;

namespace OpLearn.Kernel;

/// <summary>Spells types for source text, and says which cannot cross between languages.</summary>
internal static class SharedTypes
{
    /// <summary>The type as C# source.</summary>
    /// <exception cref="InvalidOperationException">The type has no name that the other language could use.</exception>
    public static string CSharp(Type type)
    {
        CheckShareable(type);
        if (type.IsArray) return $"{CSharp(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        Type[] arguments = type.GetGenericArguments();
        var chain = new List<Type>();
        for (Type? part = type; part is not null; part = part.DeclaringType) chain.Insert(0, part);
        int used = 0;
        string name = "";
        foreach (Type part in chain)
        {
            string simple = part.Name.Split('`')[0];
            int count = part.GetGenericArguments().Length - used;
            if (count > 0) simple += "<" + string.Join(", ", arguments.Skip(used).Take(count).Select(CSharp)) + ">";
            used += Math.Max(count, 0);
            name += name.Length == 0 ? simple : "." + simple;
        }

        return type.Namespace is { Length: > 0 } space ? $"global::{space}.{name}" : $"global::{name}";
    }

    /// <summary>The type that a shared variable gets: the value's own where it has a public name, else its closest public base.</summary>
    public static Type Public(Type type)
    {
        Type? candidate = type;
        while (candidate is { IsVisible: false } && !IsFromCell(candidate) && !candidate.Name.Contains("AnonymousType")) candidate = candidate.BaseType;
        return candidate ?? typeof(object);
    }

    public static IEnumerable<Assembly> Assemblies(Type type) =>
        (type.HasElementType ? Assemblies(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Assemblies)).Append(type.Assembly).Distinct();

    /// <summary>Throws for types that exist in one language's session only.</summary>
    public static void CheckShareable(Type type)
    {
        if (type.Name.Contains("AnonymousType"))
            throw new InvalidOperationException("#!share: the value has an anonymous type, which has no name in the other language. Share a tuple, an array or a record of a library.");
        if (IsFromCell(type))
            throw new InvalidOperationException($"#!share: type '{type.Name}' is defined in a cell, and the other language cannot see it. Share arrays, tuples or types of a library, or move the type into a library.");
        if (type.HasElementType) CheckShareable(type.GetElementType()!);
        foreach (Type argument in type.GetGenericArguments()) CheckShareable(argument);
    }

    private static bool IsFromCell(Type type) =>
        type.Assembly.IsDynamic || type.Assembly.Location.Length == 0 || AssemblyLoadContext.GetLoadContext(type.Assembly) is CellLoadContext;
}
