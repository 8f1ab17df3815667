using System.Globalization;
using OpLearn;
using OpLearn.Benchmarks;

// dotnet run -c Release --project lib/OpLearn.Benchmarks -- [part of a workload's name …] [--rounds 15] [--no-peers] [--own]
// dotnet run -c Release --project lib/OpLearn.Benchmarks -- kernels [part of a kernel's name …]
NativeTorch.EnsureLoaded();
if (args is ["kernels", .. string[] parts])
{
    KernelRun.Run(parts);
    return;
}
int rounds = 15;
bool peers = true, own = false;
List<string> wanted = [];
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds") rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--no-peers") peers = false;
    else if (args[i] == "--own") own = true; // OpLearn's step alone, for a profiler
    else wanted.Add(args[i]);
}
Workload[] workloads = [.. DeepOnetSteps.All, .. TripleSteps.All, .. SequenceSteps.All, .. PhysicsSteps.All, .. FourierSteps.All, .. ConvolutionSteps.All, .. Inference.All, .. StudySteps.All];
bool Wanted(string name) => wanted.Count == 0 || wanted.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
foreach (Workload workload in workloads)
    if (Wanted(workload.Name)) Runner.Run(workload, rounds, peers && !own, own);
if (Wanted("generators")) Rates.Generators(Math.Min(rounds, 3));
if (Wanted("files")) Rates.Files(Math.Min(rounds, 5));
