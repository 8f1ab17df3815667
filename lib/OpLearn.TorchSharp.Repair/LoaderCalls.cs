using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OpLearn.TorchSharpRepair;

/// <summary>Lets TorchSharp.dll call the loader of libtorch (<c>LibtorchLoader</c>): its <c>Install</c> when the assembly is loaded, its <c>Load</c> before <c>torch</c> does anything.</summary>
internal static class LoaderCalls
{
    /// <summary>Adds both calls.</summary>
    /// <param name="module">TorchSharp.</param>
    /// <param name="loader">The name of the loader's assembly.</param>
    /// <exception cref="InvalidDataException">There is no class <c>TorchSharp.torch</c> with a static constructor.</exception>
    public static void Add(ModuleDefinition module, AssemblyNameReference loader)
    {
        TypeDefinition torch = module.GetType("TorchSharp.torch") ?? throw Unknown(module, "a class TorchSharp.torch");
        MethodDefinition constructor = torch.Methods.SingleOrDefault(method => method.IsConstructor && method.IsStatic) ?? throw Unknown(module, "a static constructor of TorchSharp.torch");
        AssemblyNameReference reference = new(loader.Name, loader.Version);
        module.AssemblyReferences.Add(reference);
        TypeReference type = new("OpLearn.TorchSharpLoader", "LibtorchLoader", module, reference);
        CallFirst(constructor.Body, torch, Method("Load"));
        CallFirst(ModuleInitializer(module).Body, torch, Method("Install"));

        MethodReference Method(string name) => new(name, module.TypeSystem.Void, type)
        {
            Parameters = { new ParameterDefinition(new TypeReference("System", "RuntimeTypeHandle", module, module.TypeSystem.CoreLibrary, valueType: true)) },
        };
    }

    private static void CallFirst(MethodBody body, TypeDefinition torch, MethodReference called)
    {
        ILProcessor processor = body.GetILProcessor();
        Instruction first = body.Instructions[0];
        processor.InsertBefore(first, processor.Create(OpCodes.Ldtoken, torch));
        processor.InsertBefore(first, processor.Create(OpCodes.Call, called));
    }

    private static MethodDefinition ModuleInitializer(ModuleDefinition module)
    {
        TypeDefinition global = module.Types.Single(type => type.Name == "<Module>");
        if (global.Methods.SingleOrDefault(method => method.Name == ".cctor") is { } present) return present;
        MethodDefinition added = new(".cctor", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
        added.Body.GetILProcessor().Emit(OpCodes.Ret);
        global.Methods.Add(added);
        return added;
    }

    private static InvalidDataException Unknown(ModuleDefinition module, string expected) => new($"Expected {expected}, found none in {module.Assembly.Name}. This version of TorchSharp needs another repair.");
}
