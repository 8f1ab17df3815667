using System.Reflection;
using TorchSharp;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Every public member can be called from F# as from C#: the rules were compiled in both languages before they were written here.</summary>
public sealed class PublicApiTests
{
    private static readonly HashSet<string> FSharpKeywords =
    [
        "abstract", "and", "as", "asr", "assert", "base", "begin", "class", "default", "delegate", "do", "done", "downcast", "downto", "elif", "else", "end", "exception", "extern", "fixed", "for",
        "fun", "function", "global", "if", "in", "inherit", "inline", "interface", "internal", "land", "lazy", "let", "lor", "lsl", "lsr", "lxor", "match", "member", "mod", "module", "mutable",
        "namespace", "new", "not", "null", "of", "open", "or", "override", "private", "public", "rec", "return", "select", "sig", "static", "struct", "then", "to", "try", "type", "upcast", "use",
        "val", "void", "when", "while", "with", "yield", "const", "process", "pure", "parallel", "params", "include", "mixin", "protected", "trait", "virtual", "tailcall", "atomic", "break",
        "checked", "component", "constraint", "include",
    ];

    private static Type[] Exported => [.. typeof(OperatorModel).Assembly.GetExportedTypes(), .. typeof(Study).Assembly.GetExportedTypes(), .. typeof(Plots.Plot).Assembly.GetExportedTypes()];

    [Fact]
    public void Surface_KeepsToTheTable() => Assert.Empty(Exported.SelectMany(Violations));

    [Fact]
    public void Options_AreSealedOrAbstractRecords_OfAtMostEightProperties() => Assert.Empty(
        from type in Exported
        where type.Name.EndsWith("Options", StringComparison.Ordinal)
        let properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Length
        where type.GetMethod("<Clone>$") is null || !(type.IsSealed || type.IsAbstract) || properties > 8
        select $"{type.Name} with {properties} properties");

    [Fact]
    public void Options_CannotBeChangedOnceMade() => Assert.Empty(
        from type in Exported
        where type.GetMethod("<Clone>$") is not null // all records: options and results
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
        select $"{type.Name}.{property.Name}");

    [Fact]
    public void Types_LiveInOneNamespace() => Assert.Empty(
        Exported.Where(type => type.Namespace != (type.Assembly == typeof(Plots.Plot).Assembly ? "OpLearn.Plots" : "OpLearn")).Select(type => type.FullName));

    [Fact]
    public void Rules_SeeWhatTheyForbid()
    {
        Assert.Equal(10, Violations(typeof(Forbidden)).Count());
        Assert.Empty(Violations(typeof(Allowed)));
    }

    internal static IEnumerable<string> Violations(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate))) yield return $"{type.Name}: own delegate type";
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => !Given(method)).ToArray();
        foreach (MethodBase method in methods.Concat<MethodBase>(type.GetConstructors()))
        {
            foreach (ParameterInfo parameter in method.GetParameters())
                foreach (string wrong in Wrong(parameter))
                    yield return $"{type.Name}.{method.Name}({parameter.Name}): {wrong}";
            if (method is MethodInfo { ReturnType: var returned })
                foreach (string wrong in Wrong(returned)) yield return $"{type.Name}.{method.Name} returns {wrong}";
        }
        foreach (var overloads in methods.GroupBy(method => (method.Name, method.GetParameters().Length)).Where(group => group.Count() > 1))
            if (overloads.SelectMany(method => method.GetParameters()).Any(parameter => parameter.ParameterType.IsSubclassOf(typeof(Delegate))))
                yield return $"{type.Name}.{overloads.Key.Name}: overloads that differ in a delegate";
    }

    private static IEnumerable<string> Wrong(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRef) yield return "ref, out or in";
        if (FSharpKeywords.Contains(parameter.Name ?? "")) yield return "name is a keyword of F#";
        if (parameter.GetCustomAttributesData().Any(data => data.AttributeType.Name == "ParamCollectionAttribute")) yield return "params of no array";
        if (parameter.Member is MethodBase && IsFunc(parameter.ParameterType) is > 2) yield return "function of more than two arguments";
        foreach (string wrong in Wrong(parameter.ParameterType)) yield return wrong;
    }

    /// <summary>What F# cannot pass or take without pain, inside generic arguments and arrays too.</summary>
    private static IEnumerable<string> Wrong(Type type)
    {
        if (type.HasElementType) return Wrong(type.GetElementType()!);
        string? wrong = type == typeof(float) ? "float" : type == typeof(long) ? "long"
            : type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) || type.Name.StartsWith("Tuple`", StringComparison.Ordinal) ? "a tuple"
            : type.Name is "Span`1" or "ReadOnlySpan`1" or "Memory`1" or "ReadOnlyMemory`1" ? "a span"
            : type.Name is "ValueTask" or "ValueTask`1" ? "ValueTask" : null;
        return wrong is not null ? [wrong] : type.IsGenericType ? type.GetGenericArguments().SelectMany(Wrong) : [];
    }

    private static int? IsFunc(Type type) => type.Name.StartsWith("Func`", StringComparison.Ordinal) ? type.GetGenericArguments().Length - 1
        : type.Name.StartsWith("Action`", StringComparison.Ordinal) ? type.GetGenericArguments().Length : null;

    /// <summary>Written by the compiler for records (Deconstruct has out parameters), or overriding what TorchSharp and .NET declare.</summary>
    private static bool Given(MethodInfo method) => method.Name is "Deconstruct" or "<Clone>$" or "op_Equality" or "op_Inequality" or "Equals" or "GetHashCode" or "PrintMembers"
        || method.GetBaseDefinition().DeclaringType!.Assembly == typeof(torch).Assembly;

#pragma warning disable CA1822
    public sealed class Forbidden
    {
        public float Single() => 0;
        public void Lengths(IReadOnlyList<long> shape) { }
        public (int A, int B) Pair() => (0, 0);
        public bool Find(out int value) => (value = 0) == 0;
        public void Fill(ReadOnlySpan<double> values) { }
        public ValueTask Later() => default;
        public void Between(double end) { }
        public void Map(Func<int, int> f) { }
        public void Map(Func<double, double> f) { }
        public void Three(Func<int, int, int, int> f) { }
        public void Many(params IReadOnlyList<int> values) { }
    }

    public sealed record Allowed(int Count, double? Rate, IReadOnlyList<int> Widths)
    {
        public double[] Apply(Func<double, double, double> f, params double[] values) => values;
    }
#pragma warning restore CA1822
}
