using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The values of a DeepONet on aligned data and their derivatives in the coordinates as one operation of libtorch's automatic differentiation, differentiable in the weights.</summary>
/// <remarks>
/// The same function to rounding as <see cref="BranchTrunkDerivatives"/> of the model's networks, by <see cref="AlignedJetPass"/>. Under a <see cref="GradientTape"/> the operation has no part in
/// automatic differentiation: its results begin the graph, and the tape takes their gradients on to the weights. Elsewhere it gives one tensor with all of them: of an operation with several results
/// TorchSharp 0.107 ends the process when a loss does not use one.
/// </remarks>
internal sealed class AlignedJets : autograd.SingleTensorFunction<AlignedJets>
{
    public override string Name => nameof(AlignedJets);

    /// <summary>Everything in a settled plan.</summary>
    /// <param name="problem">What is evaluated.</param>
    /// <param name="plan">What is asked for; learns what is not in it.</param>
    /// <param name="plain">The same by operations on tensors, of sensors and locations: gradients of gradients are taken through it, and what is not in the plan comes from it.</param>
    public static OutputDerivatives Run(JetProblem problem, DerivativePlan plan, Func<Tensor, Tensor, OutputDerivatives> plain)
    {
        DerivativePlan.Stream[] streams = plan.Streams, asked = plan.Asked;
        IReadOnlyList<Tensor> parts = Evaluate(problem, streams, asked, plain);
        return new OutputDerivatives(parts[0], i => Part(new(i, -1)), (i, j) => Part(new(Math.Min(i, j), Math.Max(i, j))));

        Tensor Part(DerivativePlan.Stream stream)
        {
            plan.Add(stream.I, stream.J);
            int index = Array.IndexOf(asked, stream);
            return index < 0 ? Of(plain(problem.Sensors, problem.Locations), stream) : parts[index];
        }
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var problem = (JetProblem)arguments[0];
        (DerivativePlan.Stream[] streams, DerivativePlan.Stream[] asked) = ((DerivativePlan.Stream[])arguments[1], (DerivativePlan.Stream[])arguments[2]);
        using var pass = new AlignedJetPass(problem, streams, asked);
        Tensor all = empty(asked.Length, problem.Sensors.size(0), problem.Locations.size(0), 1);
        Tensor states = Forward(pass, all.unbind(0));
        context.save_for_backward([states, problem.Sensors, problem.Locations]); // the caller's scope may dispose of them
        context.save_data("problem", problem);
        context.save_data("streams", streams);
        context.save_data("asked", asked);
        context.save_data("plain", arguments[3]);
        return all;
    }

    public override unsafe List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> kept = context.get_saved_variables();
        JetProblem problem = (JetProblem)context.get_data("problem")! with { Sensors = kept[1], Locations = kept[2] };
        (var streams, var asked) = ((DerivativePlan.Stream[])context.get_data("streams")!, (DerivativePlan.Stream[])context.get_data("asked")!);
        Tensor[] parameters = problem.Parameters;
        Tensor?[] gradients;
        if (is_grad_enabled())
        {
            var plain = (Func<Tensor, Tensor, OutputDerivatives>)context.get_data("plain")!;
            gradients = DoubleBackward.Gradients(() => All(plain(problem.Sensors, problem.Locations), asked), parameters, slope);
        }
        else
        {
            gradients = [.. parameters.Select(parameter => parameter.requires_grad ? empty(parameter.shape) : null)];
            using var pass = new AlignedJetPass(problem, streams, asked);
            pass.Backward(AlignedBuffer.Start(kept[0]), slope.contiguous().unbind(0), gradients, adds: false);
        }
        return [null!, null!, null!, null!, .. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static IReadOnlyList<Tensor> Evaluate(JetProblem problem, DerivativePlan.Stream[] streams, DerivativePlan.Stream[] asked, Func<Tensor, Tensor, OutputDerivatives> plain)
    {
        Tensor[] parameters = problem.Parameters;
        bool differentiates = is_grad_enabled() && parameters.Any(parameter => parameter.requires_grad);
        if (differentiates && GradientTape.Current is { } tape && tape.PlacesOf(parameters) is { } places) return Taped(problem, streams, asked, tape, places);
        if (differentiates) return apply([problem, streams, asked, plain, .. parameters]).unbind(0);
        using var pass = new AlignedJetPass(problem, streams, asked);
        Tensor[] outputs = Results(problem, asked.Length);
        Forward(pass, outputs);
        return outputs;
    }

    private static unsafe Tensor[] Taped(JetProblem problem, DerivativePlan.Stream[] streams, DerivativePlan.Stream[] asked, GradientTape tape, Tensor?[] places)
    {
        AlignedJetPass pass = tape.Keep(new AlignedJetPass(problem, streams, asked));
        Tensor[] outputs = Results(problem, asked.Length);
        Tensor states = Forward(pass, outputs);
        foreach (Tensor tensor in outputs.Append(states)) tape.Keep(tensor.DetachFromDisposeScope());
        foreach (Tensor output in outputs) output.requires_grad = true;
        tape.Add(() =>
        {
            Tensor?[] slopes = [.. outputs.Select(output => output.grad?.contiguous())];
            if (slopes.Any(slope => slope is not null)) pass.Backward(AlignedBuffer.Start(states), slopes, places, adds: true);
        });
        return outputs;
    }

    private static Tensor[] Results(JetProblem problem, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => empty(problem.Sensors.size(0), problem.Locations.size(0), 1))];

    /// <summary>Fills the outputs.</summary>
    /// <returns>What the way back needs.</returns>
    private static unsafe Tensor Forward(AlignedJetPass pass, IReadOnlyList<Tensor> outputs)
    {
        Tensor states = empty(pass.StateLength);
        pass.Forward(AlignedBuffer.Start(states), outputs);
        return states;
    }

    private static Tensor All(OutputDerivatives plain, DerivativePlan.Stream[] asked) => stack([.. asked.Select(stream => Of(plain, stream))]);

    private static Tensor Of(OutputDerivatives plain, DerivativePlan.Stream stream) => stream.Order switch
    {
        0 => plain.Value,
        1 => plain.First(stream.I),
        _ => plain.Second(stream.I, stream.J),
    };
}
