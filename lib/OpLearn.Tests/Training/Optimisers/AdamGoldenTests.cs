using System.Text.Json;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Forty steps from the same weights: the losses and weights of torch.optim, to 10⁻¹⁰ in float64 and 10⁻⁵ in float32. golden/make.py made the numbers.</summary>
public sealed class AdamGoldenTests
{
    public static TheoryData<string> Cases => ["adam", "adam, other betas", "adam, weight decay", "adamw", "adam, exponential"];

    private static AdamOptions Options(string name)
    {
        AdamOptions plain = new() { Schedule = Schedule.Constant(0.02) };
        return name switch
        {
            "adam, other betas" => plain with { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-4 },
            "adam, weight decay" => plain with { WeightDecay = 0.1 },
            "adamw" => plain with { WeightDecay = 0.1, DecoupledDecay = true },
            "adam, exponential" => plain with { Schedule = Schedule.Exponential(0.02, 0.5, 10) },
            _ => plain,
        };
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossesAndWeights_AreThoseOfPyTorch(string name)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "golden", "adam.json")));
        JsonElement stored = file.RootElement.GetProperty(name);
        foreach (ScalarType type in (ScalarType[])[float64, float32])
        {
            double tolerance = type == float64 ? 1e-10 : 1e-5;
            using OperatorDataset train = new(["u"], [Golden.Fill("functions", [4, 3], 2.0).unsqueeze(2).to(type)], Golden.Fill("locations", [5, 1], 2.0).to(type), ["a", "b"], Golden.Fill("target", [4, 5, 2], 2.0).to(type));
            using FnnOperator model = FnnOperator.Create(new() { Sensors = 3, Widths = [5, 2], Style = new() { Activation = Activation.Tanh }, Seed = 1 });
            model.MoveTo(type);
            Golden.Fill(model);
            double[] expected = [.. stored.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())];
            TrainingRun run = Trainer.Fit(model, train, new TrainerOptions { Iterations = expected.Length, Seed = 0, Optimizer = Options(name) });
            foreach (var (loss, truth) in run.StepLosses.Zip(expected)) Assert.InRange(Math.Abs(loss - truth), 0.0, tolerance);
            foreach (var (parameter, tensor) in model.named_parameters())
            {
                double[] weights = [.. stored.GetProperty("weights").GetProperty(parameter).EnumerateArray().Select(weight => weight.GetDouble())];
                double[] came = tensor.detach().to(float64).reshape(-1).data<double>().ToArray();
                foreach (var (weight, truth) in came.Zip(weights)) Assert.InRange(Math.Abs(weight - truth), 0.0, tolerance);
            }
        }
    }
}
