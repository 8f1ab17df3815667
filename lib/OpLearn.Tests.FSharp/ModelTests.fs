module OpLearn.Tests.FSharp.ModelTests

open OpLearn
open TorchSharp
open Xunit

let private values (shape: int64 list) =
    torch.linspace(-1.0, 1.0, List.reduce (*) shape).reshape(Array.ofList shape)

let private gridOf points = values [ int64 (Seq.reduce (*) points); int64 (Seq.length points) ]

[<Fact>]
let ``an FNO is its options`` () =
    NativeTorch.EnsureLoaded()
    let blocks = FnoBlocks(Layers = 2, PointwisePath = false)
    let model = Fno.Create(FnoOptions(Modes = [ 4 ], Width = 8, Basis = SpectralBasis.Sine, Blocks = blocks, Seed = 1))
    let u = [| values [ 3L; 16L; 1L ] |]
    Assert.Equal<int64>([| 3L; 16L; 1L |], model.call(u, gridOf [ 16 ]).shape)
    use trace = model.Trace(u, gridOf [ 16 ])
    Assert.Equal(3, trace.Amplitudes(2, SpectralBasis.Sine).Count)

[<Fact>]
let ``branches of several kinds go into one list`` () =
    NativeTorch.EnsureLoaded()
    let style = MlpStyle(Activation = Activation.Tanh, Norm = NormLayer.Layer(), Dropout = DropoutOptions(0.1))
    let branches: BranchNetwork list =
        [ CnnBranch(Grid = [ 8; 8 ], Filters = [ 4 ], Widths = [ 6; 5 ], Convolutions = ConvStyle(Padding = ConvPadding.Periodic))
          SequenceBranch(Coefficients = 5, Encoder = [ 4 ], Decoder = [ 4 ])
          MlpBranch(Sensors = 7, Widths = [ 5 ], Style = style) ]
    let model = MioNet.Create(MioNetOptions(Branches = branches, TrunkWidths = [ 6; 5 ], Dimensions = 2, Seed = 1))
    let s = model.call([| values [ 2L; 8L; 8L; 1L ]; values [ 2L; 9L; 1L ]; values [ 2L; 7L; 1L ] |], gridOf [ 3; 2 ])
    Assert.Equal<int64>([| 2L; 6L; 1L |], s.shape)

[<Fact>]
let ``functions are lambdas: envelopes, sensitivities, frozen layers, equal sizes`` () =
    NativeTorch.EnsureLoaded()
    let options width = DeepONetOptions(Sensors = 9, BranchWidths = [ width; width ], TrunkWidths = [ width; width ], Seed = 0)
    let matched = ParameterMatch.Find(1000, options, fun found -> DeepONet.Create found)
    Assert.InRange(abs matched.RelativeDifference, 0.0, 0.05)
    let inner = DeepONet.Create matched.Options
    inner.SetTrainable(fun name -> name.StartsWith "trunks")
    let model = EnvelopeOperator.Create(inner, fun y -> y - y * y)
    model.MoveTo torch.float64
    let u, y = (values [ 2L; 9L; 1L ]).``to``(torch.float64), (values [ 5L; 1L ]).``to``(torch.float64)
    let gradient = Sensitivity.OfInputs(model, [ u ], y, fun s -> s.sum())
    Assert.Equal<int64>(u.shape, gradient[0].shape)
