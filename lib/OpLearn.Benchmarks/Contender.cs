namespace OpLearn.Benchmarks;

/// <summary>One way to do a workload's step.</summary>
internal abstract class Contender(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Mean of some steps in a row.</summary>
    public abstract Turn Run(int steps);

    public virtual void Dispose()
    {
    }

    /// <summary>A contender in this process.</summary>
    /// <param name="name">As it stands in the table.</param>
    /// <param name="step">One step.</param>
    /// <param name="owned">Disposed with it.</param>
    public static Contender Local(string name, Action step, params IDisposable[] owned) => new InProcess(name, step, owned);

    private sealed class InProcess(string name, Action step, IDisposable[] owned) : Contender(name)
    {
        public override Turn Run(int steps) => Turn.Of(steps, step);

        public override void Dispose()
        {
            foreach (IDisposable item in owned) item.Dispose();
        }
    }
}
