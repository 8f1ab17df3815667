open OpLearn

// Learns integration: from 100 values of a random function u to its integral s(t) anywhere on [0, 1].
let train = OperatorDataset.Generate(Antiderivative(), samples = 1_000, seed = 0)
let test = OperatorDataset.Generate(Antiderivative(), samples = 200, seed = 1)
let model = DeepONet.Create(DeepONetOptions(Sensors = 100, BranchWidths = [| 40; 40 |], TrunkWidths = [| 40; 40 |], Seed = 0))

Trainer.Fit(model, train, TrainerOptions(Iterations = 3_000, Seed = 0, Batch = BatchOptions(Functions = 100)))
|> ignore

let prediction = model.Predict test
printfn "relative L2 error on functions not seen: %O" (Metrics.RelativeL2(prediction, test.Outputs))
