module OpLearn.Tests.FSharp.PlotTests

open System.Collections.Generic
open OpLearn
open OpLearn.Plots
open Plotly.NET
open TorchSharp
open Xunit

let private numbers (values: float list) : IReadOnlyList<float> = values

[<Fact>]
let ``curves take lists and dictionaries`` () =
    let errors = readOnlyDict [ "DeepONet", numbers [ 0.1; 0.2; 0.15 ]; "FNO", numbers [ 0.05; 0.07; 0.06 ] ]
    let charts =
        [ Plot.Errors(errors, logarithmic = true)
          Plot.LearningCurve([ 10; 20; 40 ], errors)
          Plot.SeedBands([ 0.0; 1.0; 2.0 ], readOnlyDict [ "FNO", ([ numbers [ 1.0; 2.0; 3.0 ]; numbers [ 1.5; 2.5; 3.5 ] ] :> IReadOnlyList<_>) ])
          Plot.Ratio(
              [ 1.0; 2.0 ],
              readOnlyDict [ "a / b", ([ ConfidenceInterval(1.5, 1.2, 1.9, 0.95); ConfidenceInterval(0.8, 0.6, 1.1, 0.95) ] :> IReadOnlyList<_>) ],
              seeds = readOnlyDict [ "a / b", ([ numbers [ 1.4; 1.6 ]; numbers [ 0.7; 0.9 ] ] :> IReadOnlyList<_>) ]
          ) ]
    for chart in charts do
        Assert.NotEmpty(GenericChart.getTraces chart)

[<Fact>]
let ``fields and their errors are drawn from a set and a prediction`` () =
    NativeTorch.EnsureLoaded()
    use set = OperatorDataset.Generate(Darcy(points = 8, solverPoints = 15), 3, seed = 1)
    use prediction = set.Outputs * torch.tensor 1.1
    for chart in [ Plot.Field(set, prediction, sample = 0); Plot.WorstCase(set, prediction); Plot.Samples(set, prediction) ] do
        Assert.NotEmpty(GenericChart.getTraces chart)
    let frame = Plot.Table(readOnlyDict [ "model", Metrics.RelativeL2(prediction, set.Outputs) ])
    Assert.Equal(1, frame.RowCount)
