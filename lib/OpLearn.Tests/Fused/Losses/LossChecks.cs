using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Loss and gradient by the library's own pass and by its plain form, and how far they are apart.</summary>
internal static class LossChecks
{
    /// <summary>Biases that count.</summary>
    public static T WithBiases<T>(T model) where T : OperatorModel
    {
        using IDisposable noGradients = no_grad();
        using var random = new Generator(5);
        foreach (var parameter in model.parameters().Where(parameter => parameter.dim() == 1)) parameter.uniform_(-0.5, 0.5, random);
        return model;
    }

    /// <summary>Loss, mean square unless another is given, then the gradient of each parameter.</summary>
    public static Tensor[] Differentiate(OperatorModel model, OperatorBatch batch, OperatorLoss? loss = null)
    {
        model.zero_grad();
        Tensor value = (loss ?? OperatorLoss.MeanSquare()).Evaluate(model, batch);
        value.backward();
        return [value, .. model.parameters().Select(parameter => parameter.grad!.clone())];
    }

    public static Tensor[] DifferentiatePlainly(OperatorModel model, OperatorBatch batch, OperatorLoss? loss = null)
    {
        using IDisposable off = FastPaths.Off();
        return Differentiate(model, batch, loss);
    }

    /// <summary>The same past automatic differentiation, as a training step finds it; null where that cannot be.</summary>
    public static Tensor[]? DifferentiateDirectly(OperatorModel model, OperatorBatch batch, OperatorLoss? loss = null)
    {
        Dictionary<nint, Tensor> places = model.parameters().ToDictionary(parameter => parameter.Handle, parameter => zeros_like(parameter).detach());
        double? value = (loss ?? OperatorLoss.MeanSquare()).Differentiate(model, batch, parameter => places[parameter.Handle]);
        return value is { } found ? [tensor((float)found), .. model.parameters().Select(parameter => places[parameter.Handle])] : null;
    }

    /// <summary>The same as a training step finds it, by whichever way is shortest.</summary>
    public static Tensor[] Step(OperatorModel model, OperatorBatch batch, OperatorLoss loss)
    {
        using var flat = new FlatParameters(model);
        loss.Prepare(flat, model, batch);
        double value = flat.Differentiate(() => loss.Evaluate(model, batch));
        return [tensor((float)value), .. model.parameters().Select(parameter => parameter.grad!.clone())];
    }

    /// <summary>Square of the gradient and, after it, the gradients of that and three losses together.</summary>
    public static Tensor[] DifferentiateTwice(OperatorModel model, OperatorBatch batch, OperatorLoss? error = null)
    {
        model.zero_grad();
        var parameters = model.parameters().ToArray();
        Tensor loss = 3.0 * (error ?? OperatorLoss.MeanSquare()).Evaluate(model, batch);
        Tensor norm = autograd.grad([loss], parameters, retain_graph: true, create_graph: true).Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
        (norm + loss).backward();
        return [norm, .. parameters.Select(parameter => parameter.grad is { } gradient ? gradient.clone() : zeros(1))];
    }

    /// <summary>The larger of the relative differences of the losses and of the whole gradients.</summary>
    public static double Distance(Tensor[] expected, Tensor[] came)
    {
        double scale = expected.Skip(1).Sum(tensor => tensor.square().sum().ToDouble());
        double difference = expected.Skip(1).Zip(came.Skip(1)).Sum(pair => (pair.First - pair.Second).square().sum().ToDouble());
        return Math.Max(Math.Sqrt(difference / scale), Math.Abs((came[0].ToDouble() / expected[0].ToDouble()) - 1.0));
    }

    public static bool AreSame(Tensor[] one, Tensor[] other) => one.Zip(other).All(pair => pair.First.equal(pair.Second).all().item<bool>());

    /// <summary>With one part of the parameters frozen after another, the others have the gradients of the plain form, and the frozen ones none.</summary>
    public static void CompareWhereSomeAreFrozen(OperatorModel model, OperatorBatch batch, OperatorLoss loss)
    {
        Parameter[] all = [.. model.parameters()];
        int n = all.Length;
        foreach (Func<int, bool> trained in new Func<int, bool>[] { i => i % 2 == 0, i => i % 4 > 1, i => i >= n / 2, i => i == n - 1, i => i == n - 2, i => i < n / 3, i => i == 0 })
        {
            for (int i = 0; i < n; i++)
            {
                all[i].requires_grad_(trained(i));
                all[i].grad = null;
            }
            Parameter[] some = [.. all.Where(parameter => parameter.requires_grad)];
            Tensor[] plain, automatic = Automatic(), step = ByStep();
            using (FastPaths.Off()) plain = Automatic();
            Assert.True(Distance(plain, automatic) < 1e-5, $"{some.Length} of {n}: {Distance(plain, automatic)}");
            Assert.True(Distance(plain, step) < 1e-5, $"{some.Length} of {n}: {Distance(plain, step)}");

            Tensor[] Automatic()
            {
                foreach (Parameter parameter in some) parameter.grad = null;
                Tensor value = loss.Evaluate(model, batch);
                value.backward();
                return Found(value);
            }

            Tensor[] ByStep()
            {
                using var flat = new FlatParameters(model);
                loss.Prepare(flat, model, batch);
                return Found(tensor((float)flat.Differentiate(() => loss.Evaluate(model, batch))));
            }

            Tensor[] Found(Tensor value)
            {
                Assert.All(all.Except(some), frozen => Assert.Null(frozen.grad));
                return [value, .. some.Select(parameter => parameter.grad!.clone())];
            }
        }
    }

    /// <summary>The losses of a hundred steps of training.</summary>
    public static double[] Train(Func<OperatorModel> make, OperatorDataset data, BatchOptions batch, bool fast)
    {
        using IDisposable? off = fast ? null : FastPaths.Off();
        using OperatorModel model = make();
        return [.. Trainer.Fit(model, data, new TrainerOptions { Iterations = 100, Seed = 0, Batch = batch }).StepLosses];
    }
}
