module OpLearn.Tests.FSharp.QuickStartTests

open Xunit
open OpLearn

[<Fact>]
let ``libtorch loads from F#`` () =
    NativeTorch.EnsureLoaded()
    Assert.Equal(6.0, TorchSharp.torch.ones(2L, 3L).sum().item<float32>() |> float)
