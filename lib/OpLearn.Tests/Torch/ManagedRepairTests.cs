using System.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;
using OpLearn.TorchSharpRepair;
using TorchSharp;
using Xunit;

namespace OpLearn.Tests;

public sealed class ManagedRepairTests
{
    [Fact]
    public void TorchSharp_IsCompiledWithoutOptimisation_AndNoHandleIsReadOfAnObjectThatNothingHolds()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(torch).Assembly.Location);
        Assert.Equal(0x103, module.Assembly.CustomAttributes.Single(a => a.AttributeType.Name == nameof(DebuggableAttribute)).ConstructorArguments[0].Value);
        Assert.Equal("TorchSharp, Version=0.107.0.0, Culture=neutral, PublicKeyToken=67b0e5e1da516a1c", module.Assembly.FullName);
        Assert.Empty(Unheld(module));
    }

    [Fact]
    public void OwnersOnTheStack_GetALocal_AndTheRestStays()
    {
        using ModuleDefinition module = Sample();
        Assert.Single(Unheld(module));
        ManagedRepair.KeepObjectsToTheEndOfMethods(module);
        using ModuleDefinition repaired = Written(module);
        Assert.Empty(Unheld(repaired));
        MethodBody body = repaired.GetType("Sample").Methods.Single(method => method.Name == "Use").Body;
        Assert.Equal("Owner", Assert.Single(body.Variables).VariableType.Name);
        Assert.Equal([Code.Call, Code.Stloc_0, Code.Ldloc_0, Code.Callvirt, Code.Pop, Code.Ret], body.Instructions.Select(instruction => instruction.OpCode.Code));
    }

    [Fact]
    public void TheLoaderIsCalled_WhenTheAssemblyIsLoadedAndBeforeTorch()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(torch).Assembly.Location);
        Assert.Equal("Install", FirstCall("<Module>"));
        Assert.Equal("Load", FirstCall("TorchSharp.torch"));
        string? FirstCall(string type) => (module.GetType(type).Methods.Single(method => method.Name == ".cctor").Body.Instructions[1].Operand as MethodReference)?.Name;
    }

    [Fact]
    public void AnAssemblyWithoutTheAttribute_IsRefusedByName()
    {
        using ModuleDefinition module = Sample();
        module.Assembly.CustomAttributes.Clear();
        Assert.Contains("found none in Sample", Assert.Throws<InvalidDataException>(() => ManagedRepair.KeepObjectsToTheEndOfMethods(module)).Message);
    }

    private static IEnumerable<string> Unheld(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from read in method.Body.Instructions
        where read.Operand is MethodReference { Name: "get_Handle", HasThis: true, ReturnType.FullName: "System.IntPtr" }
            && read.Previous is { OpCode.FlowControl: FlowControl.Call, Operand: MethodReference { ReturnType: { IsValueType: false, ContainsGenericParameter: false, FullName: not "System.Void" } } }
        select $"{method.FullName}: {read.Previous}";

    /// <summary>class Sample { static Owner Make(); static void Use() { Make().get_Handle(); } }</summary>
    private static ModuleDefinition Sample()
    {
        ModuleDefinition module = ModuleDefinition.CreateModule("Sample", ModuleKind.Dll);
        CustomAttribute attribute = new(module.ImportReference(typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)])));
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(module.ImportReference(typeof(DebuggableAttribute.DebuggingModes)), 2));
        module.Assembly.CustomAttributes.Add(attribute);
        TypeDefinition owner = Type("Owner"), sample = Type("Sample");
        MethodDefinition handle = Method(owner, "get_Handle", MethodAttributes.Public, module.TypeSystem.IntPtr, il => { il.Emit(OpCodes.Ldc_I4_0); il.Emit(OpCodes.Conv_I); });
        MethodDefinition make = Method(sample, "Make", MethodAttributes.Static, owner, il => il.Emit(OpCodes.Ldnull));
        Method(sample, "Use", MethodAttributes.Static, module.TypeSystem.Void, il => { il.Emit(OpCodes.Call, make); il.Emit(OpCodes.Callvirt, handle); il.Emit(OpCodes.Pop); });
        return module;

        TypeDefinition Type(string name)
        {
            TypeDefinition type = new("", name, TypeAttributes.Class, module.TypeSystem.Object);
            module.Types.Add(type);
            return type;
        }
    }

    private static MethodDefinition Method(TypeDefinition type, string name, MethodAttributes attributes, TypeReference result, Action<ILProcessor> code)
    {
        MethodDefinition method = new(name, attributes, result);
        type.Methods.Add(method);
        code(method.Body.GetILProcessor());
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        return method;
    }

    private static ModuleDefinition Written(ModuleDefinition module)
    {
        MemoryStream bytes = new();
        module.Write(bytes);
        return ModuleDefinition.ReadModule(new MemoryStream(bytes.ToArray()));
    }
}
