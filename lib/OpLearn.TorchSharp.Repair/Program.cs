using Mono.Cecil;
using OpLearn.TorchSharpRepair;

// dotnet OpLearn.TorchSharp.Repair.dll managed TorchSharp.dll OpLearn.TorchSharp.Loader.dll target
// dotnet OpLearn.TorchSharp.Repair.dll native libLibTorchSharp.so target
try
{
    switch (args)
    {
        case ["managed", string original, string loader, string target]:
            Write(target, Managed(File.ReadAllBytes(original), loader));
            return 0;
        case ["native", string original, string target]:
            byte[] library = File.ReadAllBytes(original);
            Write(target, NativeRepair.MarkVersionWeak(library, NativeRepair.NewRuntime) ?? library);
            return 0;
        default:
            Console.Error.WriteLine("Expected: managed TorchSharp.dll loader target, or: native library target.");
            return 2;
    }
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or BadImageFormatException)
{
    Console.Error.WriteLine($"{args[1]}: error: {error.Message}");
    return 1;
}

static byte[] Managed(byte[] original, string loader)
{
    using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(original));
    using ModuleDefinition caller = ModuleDefinition.ReadModule(loader);
    ManagedRepair.KeepObjectsToTheEndOfMethods(module);
    LoaderCalls.Add(module, caller.Assembly.Name);
    MemoryStream repaired = new();
    module.Write(repaired, new WriterParameters { Timestamp = 0 });
    return repaired.ToArray();
}

// A new file takes the target's place, so that nothing is ever written through a link into the package's folder.
static void Write(string target, byte[] content)
{
    string partial = $"{target}.{Environment.ProcessId}";
    File.WriteAllBytes(partial, content);
    File.Move(partial, target, overwrite: true);
}
