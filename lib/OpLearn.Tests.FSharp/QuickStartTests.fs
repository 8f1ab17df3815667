module OpLearn.Tests.FSharp.QuickStartTests

open System.Globalization
open System.IO
open OpLearn
open OpLearn.Plots
open TorchSharp
open Xunit

let private digits (number: float) = number.ToString("R", CultureInfo.InvariantCulture)

let private build normalization =
    NormalizedOperator.Create(DeepONet.Create(DeepONetOptions(Sensors = 40, BranchWidths = [ 32; 32 ], TrunkWidths = [ 32; 32 ], Seed = 7)), normalization)

/// The whole way: generate, split, normalise, model, fit, evaluate, save and load, plot; what it printed, numbers with all their digits.
let private quickStart folder =
    let lines = ResizeArray<string>()

    // Data
    use all = OperatorDataset.Generate(Antiderivative(sensors = 40, points = 30), 120, seed = 0)
    use single = all.To(torch.ScalarType.Float32)
    let split = single.Split(train = 80, validation = 20, test = 20)
    use normalization = Normalization.Fit(split.Train)

    // Model
    use model = build normalization

    // Training
    let run =
        Trainer.Fit(
            model,
            split.Train,
            TrainerOptions(
                Iterations = 200,
                Seed = 0,
                Optimizer = AdamOptions(Schedule = Schedule.Cosine(3e-3, 200)),
                Batch = BatchOptions(Functions = 20),
                Validation = ValidationOptions(Set = split.Validation, Every = 50),
                Monitor = MonitorOptions(Every = 50, OnReport = fun progress -> lines.Add $"{progress.Iteration} {digits progress.TrainLoss} {digits progress.ValidationError.Value}")
            )
        )

    lines.Add(digits run.FinalLoss)

    // Evaluation
    use prediction = model.Predict(split.Test)
    let error = Metrics.RelativeL2(prediction, split.Test.Outputs)
    lines.Add $"{digits error.Mean} {digits error.Worst}"

    // Saved and loaded
    let file = Path.Combine(folder, "weights.safetensors")
    Checkpoint.SaveWeights(model, file)
    use loaded = build normalization
    Checkpoint.LoadWeights(loaded, file)
    use again = loaded.Predict(split.Test)
    lines.Add(digits (Metrics.RelativeL2(again, split.Test.Outputs).Mean))

    // Pictures
    lines.Add(Plot.Loss(run).GetType().Name)
    lines.Add(Plot.Prediction(split.Test, prediction, sample = 0).GetType().Name)
    List.ofSeq lines

let private inFolder work =
    let folder = Directory.CreateTempSubdirectory("oplearn-fsharp-").FullName

    try
        work folder
    finally
        Directory.Delete(folder, recursive = true)

[<Fact>]
let ``The quick start prints in F# what it prints in C#`` () =
    let fsharp = inFolder quickStart
    let csharp = inFolder (fun folder -> List.ofSeq (OpLearn.Tests.QuickStart.Lines folder))
    Assert.Equal<string list>(csharp, fsharp)
    Assert.Equal(9, fsharp.Length)
    // It has learnt: far below the error of predicting nothing, 1.
    Assert.InRange(float (fsharp[5].Split(' ')[0]), 0.0, 0.2)
    // What was saved is what was loaded.
    Assert.Equal(fsharp[5].Split(' ')[0], fsharp[6])

[<Fact>]
let ``A physics loss, L-BFGS and a custom loss are written in F#`` () =
    use generated = OperatorDataset.Generate(Antiderivative(sensors = 20, points = 20), 30, seed = 1)
    use data = generated.To(torch.ScalarType.Float64)
    let style = MlpStyle(Activation = Activation.Tanh)

    use model =
        DeepONet.Create(DeepONetOptions(Sensors = 20, BranchWidths = [ 20; 20 ], TrunkWidths = [ 20; 20 ], Branch = style, Trunk = style, Seed = 1))

    model.``to`` torch.ScalarType.Float64 |> ignore

    // s′ = u with u on the same points, and s(0) = 0.
    let residual = OperatorLoss.Residual("s′ = u", fun output -> output.Derivative(0) - output.Batch.Functions[0].squeeze(-1L))
    let start =
        OperatorLoss.FromFunction("s(0) = 0", fun model batch ->
            let s = model.call(batch.Functions, torch.zeros(1L, 1L, dtype = torch.ScalarType.Float64))
            (s * s).mean())
    let loss = OperatorLoss.WeightedSum([ residual; start ], [ 1.0; 1.0 ])
    let run = Trainer.Fit(model, data, TrainerOptions(Iterations = 60, Seed = 0, Loss = loss, Optimizer = LbfgsOptions(Memory = 20)))
    Assert.True(run.StepLosses[59] < 0.05 * run.StepLosses[0], $"{run.StepLosses[0]} → {run.StepLosses[59]}")

[<Fact>]
let ``A sweep is a list of values, and its table is read in F#`` () =
    inFolder (fun folder ->
        let runs =
            [ for width in [ 4; 8 ] do
                  for seed in [ 0; 1 ] do
                      SweepRun(
                          Name = $"width {width}",
                          Settings = readOnlyDict [ "width", width :> obj ],
                          Seed = seed,
                          Work = fun task -> readOnlyDict [ "score", float (width + task.Run.Seed) ]
                      ) ]

        let table = Sweep.Run(runs, SweepOptions(Folder = folder, Workers = 2))
        table.RequireComplete()
        Assert.Equal<float list>([ 8.0; 9.0 ], List.ofSeq (table.Values("width 8", "score"))))
