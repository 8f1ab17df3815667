module OpLearn.Tests.FSharp.DataTests

open System.IO
open TorchSharp
open Xunit
open OpLearn

[<Fact>]
let ``from a problem to a verdict without a network`` () =
    let problem = Antiderivative(sensors = 20, points = 20)
    let reports = ref 0
    use all = OperatorDataset.Generate(problem, 200, seed = 1, options = GenerationOptions(Threads = 2, OnProgress = fun p -> if p.Done = p.Total then reports.Value <- reports.Value + 1))
    use split = all.Split(140, 30, 30, seed = 2)
    use linear = LinearBaseline.Fit(split.Train)
    use nearest = NearestNeighborBaseline.Fit(split.Train)
    let exact, remembered = Metrics.RelativeL2Of(linear, split.Test), Metrics.RelativeL2Of(nearest, split.Test)
    let compared = Bootstrap.Compare(exact.PerSample, remembered.PerSample, seed = 3)
    Assert.Equal(1, reports.Value)
    Assert.True(exact.Mean < 1e-3 && compared.Difference.Upper < 0.0 && compared.PValue < 0.001)
    let band = ConformalBand.Fit(nearest.Predict(split.Validation), split.Validation.Outputs, ConformalOptions(Level = 0.8))
    let coverage = band.Coverage(nearest.Predict(split.Test), split.Test.Outputs)
    Assert.InRange(coverage.Functions, 0.5, 1.0)
    use ensemble = EnsemblePrediction.Of(([ linear; nearest ]: IOperatorPredictor list), split.Test)
    Assert.True(ensemble.Calibration(split.Test.Outputs).Error > 0.0)
    let rows = ResolutionSuite.Run(readOnlyDict [ "linear", linear :> IOperatorPredictor ], split.Test, [])
    Assert.Equal(Some exact.Mean, rows[0].Error |> Option.ofObj |> Option.map _.Mean)

[<Fact>]
let ``sets are cut, joined, saved and read`` () =
    let folder = Directory.CreateTempSubdirectory("oplearn-fsharp").FullName
    use fine = OperatorDataset.Generate(Antiderivative(sensors = 21, points = 21), 6, seed = 1)
    use coarse = fine.Strided [ 5 ]
    use few = coarse.Restrict [ 0; 2 ]
    use both = OperatorDataset.Concatenate([ few.Subset(0, 2); few.Select [ 5; 4; 3 ] ], tags = [ "left"; "right" ])
    Assert.Equal((5, 2), (both.Samples, both.Points))
    DatasetFile.Save(both, Path.Combine(folder, "set.h5"))
    DatasetFile.SaveCard(both, folder, readOnlyDict [ "Cost", "nothing" ])
    use read = DatasetFile.Load(Path.Combine(folder, "set.h5"))
    Assert.Equal(DatasetFile.ContentHash both, DatasetFile.ContentHash read)
    Assert.Equal<string>([ "left"; "left"; "right"; "right"; "right" ], read.Tags)
    Assert.Contains("Cost: nothing", File.ReadAllText(Path.Combine(folder, "README.md")))
    Directory.Delete(folder, true)

[<Fact>]
let ``plain arrays make a set, and seeds compare models`` () =
    let u = Array2D.init 8 5 (fun i j -> cos (float (i * j)))
    let y = Array2D.init 5 1 (fun i _ -> float i / 4.0)
    use set = OperatorDataset.FromArrays(u, y, u, dtype = torch.float64)
    Assert.Equal(torch.float64, set.Outputs.dtype)
    let errors scale = [ for seed in 1..3 -> Metrics.RelativeL2(set.Outputs * (1.0 + scale + 0.01 * float seed), set.Outputs) ]
    let found = SeedComparison.Of(errors 0.1, errors 0.2)
    Assert.InRange(found.Ratio.Estimate, 0.5, 0.6)
    Assert.True(found.PValue < 0.05)
