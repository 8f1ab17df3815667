using System.Text.RegularExpressions;
using FSharp.Compiler.Interactive;
using FSharp.Compiler.Symbols;

namespace OpLearn.Kernel;

/// <summary>A number of F# with its unit of measure, which only its static type knows: <c>3.5&lt;m/s&gt;</c>.</summary>
internal sealed partial class MeasuredValue
{
    private readonly object number;
    private readonly string unit;

    private MeasuredValue(object number, string unit) => (this.number, this.unit) = (number, unit);

    /// <summary>The value of a cell, with its unit where its type has one.</summary>
    public static object? Of(Shell.FsiValue value)
    {
        if (value.ReflectionValue is not IFormattable number) return value.ReflectionValue;
        Match type = Measured().Match(value.FSharpType.Format(FSharpDisplayContext.Empty.WithShortTypeNames(true)));
        return type.Success && type.Groups[1].Value != "1" ? new MeasuredValue(number, type.Groups[1].Value) : value.ReflectionValue;
    }

    public override string ToString() => $"{ValueText.Of(number)}<{unit}>";

    [GeneratedRegex(@"^(?:sbyte|int|int16|int32|int64|byte|uint16|uint|uint32|uint64|float|double|float32|single|decimal|nativeint)<(.+)>$")]
    private static partial Regex Measured();
}
