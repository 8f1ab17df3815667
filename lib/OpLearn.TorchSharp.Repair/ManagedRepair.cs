using System.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using static System.Diagnostics.DebuggableAttribute;

namespace OpLearn.TorchSharpRepair;

/// <summary>Makes TorchSharp.dll safe against the garbage collector.</summary>
/// <remarks>
/// For <c>x * 2.0</c>, <c>a + b</c> or <c>x.pow(2)</c> TorchSharp 0.107 makes a native number, hands its address to libtorch and does not keep the managed object alive. In optimised code the object's life ends where its address was read, so
/// a collection in that moment lets the finaliser free the number while libtorch reads it. Where the JIT does not optimise, arguments and locals live to the end of their method. An assembly's <see cref="DebuggableAttribute"/> asks for that, and
/// concerns that assembly alone. TorchSharp's methods only check arguments and call libtorch, so this costs nothing that was measured.
/// That leaves the objects that no argument and no local holds, as in <c>THSLinalg_norm(x.Handle, number.ToScalar().Handle)</c>: they get a local each.
/// </remarks>
internal static class ManagedRepair
{
    private const DebuggingModes Wanted = DebuggingModes.Default | DebuggingModes.DisableOptimizations | DebuggingModes.IgnoreSymbolStoreSequencePoints;

    /// <summary>Asks the JIT not to optimise the assembly, and gives a local to each object that none holds.</summary>
    /// <exception cref="InvalidDataException">The assembly has no <see cref="DebuggableAttribute"/> with modes.</exception>
    public static void KeepObjectsToTheEndOfMethods(ModuleDefinition module)
    {
        CustomAttribute attribute = module.Assembly.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == typeof(DebuggableAttribute).FullName && a.ConstructorArguments.Count == 1)
            ?? throw new InvalidDataException($"Expected an assembly attribute Debuggable(DebuggingModes), found none in {module.Assembly.Name}. This version of TorchSharp needs another repair.");
        attribute.ConstructorArguments[0] = new CustomAttributeArgument(attribute.ConstructorArguments[0].Type, (int)Wanted);
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)) HoldOwnersOfHandles(method.Body);
    }

    /// <summary>Stores an object, whose handle is asked for as soon as another call has returned it, in a local of its own.</summary>
    private static void HoldOwnersOfHandles(MethodBody body)
    {
        Instruction[] reads = [.. body.Instructions.Where(instruction => IsReadOfHandle(instruction) && OwnerOnTheStack(instruction) is not null)];
        if (reads.Length == 0) return;
        body.SimplifyMacros(); // jumps of any length, as the method becomes longer
        ILProcessor processor = body.GetILProcessor();
        foreach (Instruction read in reads)
        {
            VariableDefinition held = new(OwnerOnTheStack(read));
            body.Variables.Add(held);
            processor.InsertBefore(read, processor.Create(OpCodes.Stloc, held));
            processor.InsertBefore(read, processor.Create(OpCodes.Ldloc, held));
        }
        body.OptimizeMacros();
    }

    private static TypeReference? OwnerOnTheStack(Instruction read) =>
        read.Previous is { OpCode.FlowControl: FlowControl.Call, Operand: MethodReference { ReturnType: { IsValueType: false, ContainsGenericParameter: false } owner } } && owner.FullName != "System.Void" ? owner : null;

    private static bool IsReadOfHandle(Instruction instruction) =>
        instruction.Operand is MethodReference { Name: "get_Handle" or "DangerousGetHandle", HasThis: true, ReturnType.FullName: "System.IntPtr", Parameters.Count: 0 };
}
