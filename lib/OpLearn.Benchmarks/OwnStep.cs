using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>A step as <see cref="Trainer.Fit"/> makes it: loss, gradient, Adam on flat vectors, the number of threads chosen by the size of the layers.</summary>
internal sealed class OwnStep : IDisposable
{
    private readonly OperatorModel model;
    private readonly OperatorBatch batch;
    private readonly OperatorLoss loss;
    private readonly FlatParameters parameters;
    private readonly Optimizer optimizer;
    private readonly bool fast;
    private readonly int threads;
    private int step;

    private OwnStep(OperatorModel model, OperatorBatch batch, OperatorLoss loss, bool fast)
    {
        this.model = model;
        this.batch = batch;
        this.loss = loss;
        this.fast = fast;
        parameters = new FlatParameters(model);
        optimizer = new AdamOptions().Create(parameters);
        using var choice = new StepThreads(model, largest: null);
        Once();
        choice.Choose();
        threads = choice.Count;
    }

    /// <summary>OpLearn's step, and the same without its fast paths.</summary>
    public static Contender[] Both(Func<OperatorModel> model, OperatorBatch batch, OperatorLoss loss)
    {
        return [Make("OpLearn", true), Make("OpLearn, fast paths off", false)];

        Contender Make(string name, bool fast)
        {
            var own = new OwnStep(model(), batch, loss, fast);
            return Contender.Local(name, own.Run, own);
        }
    }

    private void Run()
    {
        set_num_threads(threads);
        Once();
    }

    private void Once()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable? off = fast ? null : FastPaths.Off();
        loss.Prepare(parameters, model, batch);
        optimizer.Step(() => loss.Evaluate(model, batch), step++, 1e-3);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        parameters.Dispose();
        model.Dispose();
    }
}
