using OpLearn.TorchSharpRepair;

// dotnet OpLearn.TorchSharp.Repair.dll (managed | native) original target
if (args is not [string kind, string original, string target] || kind is not ("managed" or "native"))
{
    Console.Error.WriteLine("Expected: (managed | native) original target. \"managed\" is TorchSharp.dll, \"native\" its native library.");
    return 2;
}
try
{
    byte[] content = File.ReadAllBytes(original);
    // A new file takes the target's place, so that nothing is ever written through a link into the package's folder.
    string partial = $"{target}.{Environment.ProcessId}";
    File.WriteAllBytes(partial, kind == "managed" ? ManagedRepair.KeepObjectsToTheEndOfMethods(content) : NativeRepair.MarkVersionWeak(content, NativeRepair.NewRuntime) ?? content);
    File.Move(partial, target, overwrite: true);
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or BadImageFormatException)
{
    Console.Error.WriteLine($"{original}: error: {error.Message}");
    return 1;
}
