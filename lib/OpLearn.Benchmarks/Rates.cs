using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>What is no training step: how fast data are made, and how fast they and a network's state go to a file and back.</summary>
internal static class Rates
{
    private static readonly (string Name, int Samples, Func<OperatorProblem> Problem)[] Problems =
    [
        ("antiderivative, 100 points", 2000, () => new Antiderivative()),
        ("nonlinear ODE, 100 points", 1000, () => new NonlinearOde()),
        ("pendulum, T = 1, 100 points", 1000, () => new Pendulum()),
        ("diffusion–reaction, 100 × 100", 100, () => new DiffusionReaction()),
        ("Burgers (FNO's set), 1,024 points, 100 steps", 50, () => Burgers.Fno(1024)),
        ("Darcy 12/3, 421 × 421", 4, () => new Darcy()),
        ("Darcy on a square with a cross hole, 100 × 100", 10, () => new DarcyGeometry(PlaneDomain.CrossHole())),
        ("wave equation, 4,064 cells, T = 1", 100, () => WaveSplit.InDistribution().Problem()),
        ("reaction front (Fisher–KPP)", 100, () => ReactionFront.MultiTask(ReactionSource.FisherKpp)),
        ("heated plate with holes, 3-D", 4, () => new HeatedPlate(HeatedPlate.FullDesign([0.9, 1.2, 1.6]))),
        ("reaction–diffusion with two fields", 500, () => new ReactionDiffusion()),
        ("thermo-electrical", 300, () => new ThermoElectrical()),
        ("thermo-electrical, NTC", 100, () => new ThermoElectricalNtc(1)),
        ("bistable pair", 1000, () => new BistablePair(2)),
        ("solidification, two-way", 40, () => new Solidification(SolidificationCoupling.TwoWay())),
    ];

    /// <summary>Samples a second of every generator, with both the clock and processor time.</summary>
    public static void Generators(int rounds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n**generators**: {Environment.ProcessorCount} cores, medians of {rounds} rounds after one that does not count.\n\n"
            + $"| problem | samples a second | samples a second of one processor |\n|---|---|---|"));
        foreach (var (name, samples, make) in Problems)
        {
            OperatorProblem problem = make();
            int seed = 0;
            Turn[] turns = [.. Enumerable.Range(0, rounds + 1).Select(_ => Turn.Of(1, () => OperatorDataset.Generate(problem, samples, seed++).Dispose())).Skip(1)];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {1e3 * samples / Median(turns, turn => turn.Wall):G3} | {1e3 * samples / Median(turns, turn => turn.Processor):G3} |"));
        }
    }

    /// <summary>A data set of 100 MB as HDF5, a network's weights and a run's checkpoint as safetensors; beside each a plain file of its size, in turns.</summary>
    public static void Files(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("oplearn-benchmarks").FullName;
        try
        {
            string data = Path.Combine(folder, "data.h5"), weights = Path.Combine(folder, "weights.safetensors");
            using var set = new OperatorDataset(["u"], [rand(1000, 12_500, 1)], rand(12_500, 1), ["s"], rand(1000, 12_500, 1));
            using Fno model = Fno.Create(new FnoOptions { Modes = [12, 12], Width = 32, Seed = 0 });
            double dataSize = set.Inputs[0].bytes.Length + set.Outputs.bytes.Length + set.Locations.bytes.Length, modelSize = model.parameters().Sum(parameter => parameter.bytes.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n**files**: medians of {rounds} rounds after one that does not count; reading comes from the system's cache. "
                + $"Beside each a plain file of its size, written and brought to the disk, or read.\n\n| | MB/s | ms by the clock | ms of processor time | plain file, MB/s | of that |\n|---|---|---|---|---|---|"));
            Line($"HDF5 write, {dataSize / 1e6:F0} MB", dataSize, true, () => DatasetFile.Save(set, data));
            Line("HDF5 read and check", dataSize, false, () => DatasetFile.Load(data).Dispose());
            Line($"weights write, {modelSize / 1e6:F0} MB", modelSize, true, () => Checkpoint.SaveWeights(model, weights));
            Line("weights read", modelSize, false, () => Checkpoint.LoadWeights(model, weights));
            using var small = new OperatorDataset(["u"], [rand(2, 32, 32, 1)], rand(1024, 2), ["s"], rand(2, 1024, 1));
            var options = new TrainerOptions { Iterations = 10_000, Seed = 0, Checkpoint = new CheckpointOptions { File = Path.Combine(folder, "run.safetensors") } };
            using (var state = new TrainingState(model, small, options))
                Line($"training checkpoint write, {3 * modelSize / 1e6:F0} MB: weights and Adam's moments", 3 * modelSize, true, () =>
                {
                    state.Losses.Add(1.0);
                    state.Save();
                });
            Line("training checkpoint read and check", 3 * modelSize, false, () =>
            {
                using var state = new TrainingState(model, small, options);
                state.Resume();
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Line(string name, double size, bool writes, Action work)
        {
            using var plain = new PlainFile(Path.Combine(folder, "plain"), (int)size);
            (Turn Own, Turn Plain)[] turns = [.. Enumerable.Range(0, rounds + 1).Select(_ => (Turn.Of(1, work), Turn.Of(1, writes ? plain.Write : plain.Read))).Skip(1)];
            double milliseconds = Median([.. turns.Select(turn => turn.Own)], turn => turn.Wall), least = Median([.. turns.Select(turn => turn.Plain)], turn => turn.Wall);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {size / 1e3 / milliseconds:F0} | {milliseconds:F0} | {Median([.. turns.Select(turn => turn.Own)], turn => turn.Processor):F0} | {size / 1e3 / least:F0} | {least / milliseconds:P0} |"));
        }
    }

    private static double Median(Turn[] turns, Func<Turn, double> time)
    {
        double[] sorted = [.. turns.Select(time).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
