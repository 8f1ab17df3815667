using System.Text;
using CsCheck;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-safetensors-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void RoundTrip_KeepsTypesShapesBitsAndText()
    {
        using var scope = NewDisposeScope();
        string file = Path.Combine(folder, "a.safetensors");
        var tensors = new Dictionary<string, Tensor>
        {
            ["single"] = tensor(new[] { 1f, -0f, float.NaN, float.PositiveInfinity, 1e-45f, 3f }, [2, 3]),
            ["double, seen transposed"] = arange(6, dtype: ScalarType.Float64).reshape(2, 3).transpose(0, 1),
            ["long"] = tensor(new[] { long.MinValue, long.MaxValue, 0L }),
            ["scalar"] = tensor(2.5),
            ["empty"] = zeros(0, 4),
        };
        Safetensors.Write(file, tensors, new Dictionary<string, string> { ["ν"] = "10⁻³ \"quoted\"" });
        using SafetensorsContent read = Safetensors.Read(file);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, read.Tensors[name].dtype);
            Assert.Equal(tensor.shape, read.Tensors[name].shape);
            if (tensor.numel() > 0) Assert.Equal(tensor.contiguous().bytes.ToArray(), read.Tensors[name].bytes.ToArray());
        }
        Assert.Equal("10⁻³ \"quoted\"", read.Metadata["ν"]);
        Assert.Equal([file], Directory.GetFiles(folder)); // nothing is left beside it
    }

    [Fact]
    public void Bytes_AreThoseOfTheFormat()
    {
        using var scope = NewDisposeScope();
        string file = Path.Combine(folder, "b.safetensors");
        Safetensors.Write(file, new Dictionary<string, Tensor> { ["w"] = tensor(new[] { 1f, 2f }) });
        byte[] bytes = File.ReadAllBytes(file);
        const string header = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        int length = (int)BitConverter.ToInt64(bytes, 0);
        Assert.Equal(0, length % 8);
        Assert.Equal(header, Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40], bytes[(8 + length)..]);
    }

    [Fact]
    public void BrokenFiles_GiveOneKindOfError()
    {
        using var scope = NewDisposeScope();
        string file = Path.Combine(folder, "c.safetensors");
        Safetensors.Write(file, new Dictionary<string, Tensor> { ["w"] = rand(5), ["v"] = rand(3, dtype: ScalarType.Float64) });
        byte[] good = File.ReadAllBytes(file);
        int header = 8 + (int)BitConverter.ToInt64(good, 0);
        Gen.Int[0, good.Length - 1].Sample(length => Refused(good[..length]), iter: 50, threads: 1);
        Refused([.. good, 0]);
        Refused(Encoding.UTF8.GetBytes("        {\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}").Select((b, i) => i < 8 ? (byte)(i == 0 ? 55 : 0) : b).ToArray());
        // A changed byte of the header is refused or names other tensors; it never crashes and never reads outside the file.
        Gen.Select(Gen.Int[0, header - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] bad = [.. good];
            bad[at] = value;
            File.WriteAllBytes(file, bad);
            try
            {
                Safetensors.Read(file).Dispose();
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 300, threads: 1);

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(file, bytes);
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(file));
        }
    }

    [Fact]
    public void FailedWrite_LeavesTheOldFile()
    {
        using var scope = NewDisposeScope();
        string file = Path.Combine(folder, "d.safetensors");
        Safetensors.Write(file, new Dictionary<string, Tensor> { ["w"] = ones(5) });
        byte[] before = File.ReadAllBytes(file);
        Assert.Throws<ArgumentException>(() => Safetensors.Write(file, new Dictionary<string, Tensor> { ["w"] = zeros(5, dtype: ScalarType.ComplexFloat64) }));
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public void Weights_AreSavedAndLoaded_AndAnotherModelIsRefused()
    {
        string file = Path.Combine(folder, "e.safetensors");
        using var first = new TinyOperator(12, seed: 1);
        using var second = new TinyOperator(12, seed: 2);
        using var other = new TinyOperator(11, seed: 2);
        Assert.NotEqual(first.Bits(), second.Bits());
        Checkpoint.SaveWeights(first, file);
        Checkpoint.LoadWeights(second, file);
        Assert.Equal(first.Bits(), second.Bits());
        float[] before = other.Bits();
        Assert.Contains("branch.weight", Assert.Throws<InvalidDataException>(() => Checkpoint.LoadWeights(other, file)).Message);
        Assert.Equal(before, other.Bits());
    }
}
