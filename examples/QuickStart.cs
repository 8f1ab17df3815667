#:project ../lib/OpLearn/OpLearn.csproj
using OpLearn;

// Learns integration: from 100 values of a random function u to its integral s(t) anywhere on [0, 1].
using var train = OperatorDataset.Generate(new Antiderivative(), samples: 1_000, seed: 0);
using var test = OperatorDataset.Generate(new Antiderivative(), samples: 200, seed: 1);
using var model = DeepONet.Create(new DeepONetOptions { Sensors = 100, BranchWidths = [40, 40], TrunkWidths = [40, 40], Seed = 0 });

Trainer.Fit(model, train, new TrainerOptions { Iterations = 3_000, Seed = 0, Batch = new BatchOptions { Functions = 100 } });

using var prediction = model.Predict(test);
Console.WriteLine($"relative L2 error on functions not seen: {Metrics.RelativeL2(prediction, test.Outputs)}");
