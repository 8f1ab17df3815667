namespace OpLearn.Workspace;

/// <summary>Entry point of <c>oplearn</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        NativeTorch.EnsureLoaded();
        Console.WriteLine(TorchSharp.torch.ones(2, 3).ToString(TorchSharp.TensorStringStyle.CSharp));
        return args.Length;
    }
}
