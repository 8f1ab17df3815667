using System.Diagnostics;
using PureHDF;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Measurements that are run by hand: <c>-explicit only -class OpLearn.Tests.FileMeasurements -showLiveOutput</c>.</summary>
public sealed class FileMeasurements(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void BytesPerSecond()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("oplearn-speed").FullName, "set.h5");
        using var set = new OperatorDataset(["u"], [randn(4000, 4096, 1)], linspace(0, 1, 8192).unsqueeze(-1), ["s"], randn(4000, 8192, 1));
        double megabytes = 4.0 * (4000 * 4096 + 4000 * 8192) / 1e6;
        for (int round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            DatasetFile.ContentHash(set);
            double hash = clock.Elapsed.TotalSeconds;
            clock.Restart();
            DatasetFile.Save(set, path);
            double write = clock.Elapsed.TotalSeconds;
            clock.Restart();
            DatasetFile.Load(path).Dispose();
            double read = clock.Elapsed.TotalSeconds;
            byte[] raw = new byte[(int)(megabytes * 1e6)];
            clock.Restart();
            using (var stream = new FileStream(path + ".raw", FileMode.Create)) { stream.Write(raw); stream.Flush(flushToDisk: true); }
            double rawWrite = clock.Elapsed.TotalSeconds;
            clock.Restart();
            File.ReadAllBytes(path + ".raw");
            output.WriteLine($"plain file: write {megabytes / rawWrite:F0} MB/s, read {megabytes / clock.Elapsed.TotalSeconds:F0} MB/s");
            float[] values = new float[4000 * 8192];
            clock.Restart();
            using (var stream = new FileStream(path + ".h5", FileMode.Create, FileAccess.ReadWrite)) new PureHDF.H5File { ["a"] = new PureHDF.H5Dataset(values, fileDims: [4000, 8192, 1]) }.Write(stream);
            output.WriteLine($"PureHDF alone: write {131 / clock.Elapsed.TotalSeconds:F0} MB/s");
            clock.Restart();
            using (var file = PureHDF.H5File.OpenRead(path + ".h5")) file.Dataset("a").Read<float[]>();
            output.WriteLine($"PureHDF alone: read {131 / clock.Elapsed.TotalSeconds:F0} MB/s");
            clock.Restart();
            tensor(values, [4000, 8192, 1]).Dispose();
            output.WriteLine($"tensor of an array: {131 / clock.Elapsed.TotalSeconds:F0} MB/s");
            clock.Restart();
            HostValues.Of<float>(set.Outputs);
            output.WriteLine($"array of a tensor: {131 / clock.Elapsed.TotalSeconds:F0} MB/s");
            clock.Restart();
            set.To().Dispose();
            new OperatorDataset(["u"], [set.Inputs[0].alias()], set.Locations.alias(), ["s"], set.Outputs.alias()).Dispose();
            output.WriteLine($"checks: {megabytes / clock.Elapsed.TotalSeconds:F0} MB/s");
            output.WriteLine($"{megabytes:F0} MB: hash {megabytes / hash:F0} MB/s, write with hash {megabytes / write:F0} MB/s, read with check {megabytes / read:F0} MB/s");
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
