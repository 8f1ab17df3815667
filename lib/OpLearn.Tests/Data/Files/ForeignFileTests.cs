using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Files written by NumPy, SciPy and h5py (golden/make.py): exact, because the numbers are small integers.</summary>
public class ForeignFileTests
{
    private static Tensor Expected(ScalarType type) =>
        (100 * arange(2, ScalarType.Float64).reshape(2, 1, 1) + 10 * arange(3, ScalarType.Float64).reshape(1, 3, 1) + arange(4, ScalarType.Float64)).to(type);

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "golden", name);

    [Theory, InlineData("c.npy", ScalarType.Float64), InlineData("fortran.npy", ScalarType.Float32), InlineData("big.npy", ScalarType.Float64)]
    public void NumpyArraysAreRead(string name, ScalarType type) => Assert.True(NumpyFile.ReadArray(Golden(name)).SameBits(Expected(type)));

    [Fact]
    public void NumpyArchivesAreRead()
    {
        IReadOnlyDictionary<string, Tensor> arrays = NumpyFile.ReadArchive(Golden("two.npz"));
        Assert.Equal(["a", "half", "line"], arrays.Keys.Order());
        Assert.True(arrays["a"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["line"].SameBits(tensor(new[] { 1.0, 0 })));
        Assert.True(arrays["half"].SameBits(tensor(new[] { 0.5, -2 })));
    }

    [Fact]
    public void MatlabVersion5IsRead()
    {
        IReadOnlyDictionary<string, Tensor> arrays = MatFile.Read(Golden("v5.mat"));
        Assert.Equal(["a", "single", "small", "x"], arrays.Keys.Order());
        Assert.True(arrays["a"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["small"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["single"].SameBits(Expected(ScalarType.Float32)));
        Assert.True(arrays["x"].SameBits(tensor(new[,] { { 3.5 } })));
    }

    [Fact]
    public void CompressedMatlabVersion7IsRead()
    {
        IReadOnlyDictionary<string, Tensor> arrays = MatFile.Read(Golden("v7.mat"));
        Assert.True(arrays["a"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["b"].SameBits(Expected(ScalarType.Float64)[0]));
    }

    [Fact]
    public void MatlabVersion73IsRead()
    {
        IReadOnlyDictionary<string, Tensor> arrays = MatFile.Read(Golden("v73.mat"));
        Assert.True(arrays["a"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["n"].SameBits(Expected(ScalarType.Float64)));
        Assert.True(arrays["single"].SameBits(Expected(ScalarType.Float32)));
    }

    [Theory, InlineData("c.npy", 0), InlineData("v5.mat", 128), InlineData("v7.mat", 128)]
    public void AFileThatEndsInsideAnArrayIsRefused(string name, int header)
    {
        string half = Path.GetTempFileName();
        byte[] whole = File.ReadAllBytes(Golden(name));
        for (int length = header + 1; length < Math.Min(whole.Length, header + 180); length++)
        {
            File.WriteAllBytes(half, whole[..length]);
            // Nothing in a version 5 file says how many arrays it should have: an end between two is no error.
            if (name != "c.npy" && length == 136 + BitConverter.ToInt32(whole, 132)) break;
            Assert.Throws<InvalidDataException>(() => { if (name == "c.npy") NumpyFile.ReadArray(half); else MatFile.Read(half); });
        }
        File.Delete(half);
    }

    [Fact]
    public void OtherTypesAreRefusedWithARemedy() =>
        Assert.Contains("astype", Assert.Throws<InvalidDataException>(() => NumpyFile.ReadArray(Golden("complex.npy"))).Message);
}
