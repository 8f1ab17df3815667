namespace OpLearn;

/// <summary>Tells a notebook's kernel how a type wants to be shown; kernels find it by its name, so that the library needs no reference to one.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A type with a method <c>CreateTypeFormatters</c>.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
