using System.Buffers.Binary;
using System.Runtime.Loader;
using System.Text;
using OpLearn.TorchSharpRepair;
using Xunit;

namespace OpLearn.Tests;

public class NativeTorchTests
{
    private const int Needs = 0x100, Strings = 0x180, Sections = 0x200;

    [Fact]
    public void MarkVersionWeak_SetsTheFlagOfThatVersionAndNothingElse()
    {
        byte[] elf = SmallElf("GLIBC_2.14", "GLIBCXX_3.4.32");
        byte[]? patched = NativeRepair.MarkVersionWeak(elf, "GLIBCXX_3.4.32");
        Assert.NotNull(patched);
        int flag = Needs + 16 + 16 + 4; // second entry of the first need
        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(patched.AsSpan(flag)));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(flag)));
        patched[flag] = 0;
        Assert.Equal(elf, patched);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.33")]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("")]
    public void MarkVersionWeak_ReturnsNullWhereTheVersionIsNotNeeded(string version) =>
        Assert.Null(NativeRepair.MarkVersionWeak(SmallElf("GLIBC_2.14", "GLIBCXX_3.4.32"), version));

    [Fact]
    public void MarkVersionWeak_ReturnsNullForWhatIsNoElfFile()
    {
        Assert.Null(NativeRepair.MarkVersionWeak([], "GLIBCXX_3.4.32"));
        Assert.Null(NativeRepair.MarkVersionWeak(Encoding.ASCII.GetBytes(new string('x', 500)), "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void Torch_ComputesAfterTheLoad()
    {
        NativeTorch.EnsureLoaded();
        using TorchSharp.torch.Tensor two = TorchSharp.torch.ones(2, TorchSharp.torch.ScalarType.Float64).sum();
        Assert.Equal(2.0, two.item<double>());
    }

    [Fact]
    public void TheUnrepairedTorchSharp_IsToldWithItsPlaceAndWhatToDo()
    {
        string warning = NativeTorch.Warning("/some/where/TorchSharp.dll");
        Assert.DoesNotContain('\n', warning);
        Assert.Contains("/some/where/TorchSharp.dll", warning);
        Assert.Contains("Remove the project's own reference", warning);
    }

    // TorchSharp in a context of its own, as a script engine loads it: its native libraries are found there, too.
    [Fact]
    public void ALoadContextOfItsOwn_FindsLibtorch()
    {
        AssemblyLoadContext own = new("own", isCollectible: false);
        own.Resolving += (context, name) => Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        Type torch = own.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")).GetType("TorchSharp.torch")!;
        Assert.NotEqual(typeof(TorchSharp.torch), torch);
        Assert.True((int)torch.GetMethod("get_num_threads")!.Invoke(null, null)! > 0);
    }

    // Headers, one "version needs" section with one file and two versions, one string section: the least that the format allows.
    private static byte[] SmallElf(string first, string second)
    {
        var elf = new byte[Sections + (2 * 64)];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(elf, 0);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(0x28), Sections);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3a), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3c), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(Sections + 4), 0x6ffffffe);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(Sections + 0x18), Needs);
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(Sections + 0x28), 1);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(Sections + 64 + 0x18), Strings);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(Needs + 2), 2);
        BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(Needs + 8), 16);
        for (int i = 0, name = 1; i < 2; i++)
        {
            string version = i == 0 ? first : second;
            int entry = Needs + 16 + (16 * i);
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(entry + 8), name);
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(entry + 12), i == 0 ? 16 : 0);
            Encoding.ASCII.GetBytes(version).CopyTo(elf, Strings + name);
            name += version.Length + 1;
        }
        return elf;
    }
}
