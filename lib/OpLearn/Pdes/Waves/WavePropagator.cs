using TorchSharp;

namespace OpLearn;

/// <summary>A formula for u(x, T) of the wave equation from its inputs at the stored points: a baseline that needs no training.</summary>
/// <remarks>Points include both ends of [0, 1]. The initial state is continued between the points by its sine series, exactly so for less than points − 1 half waves.</remarks>
public abstract class WavePropagator
{
    private protected WavePropagator(int points, double horizon)
    {
        Points = Checks.Valid(points, points >= 5, GetType().Name, "5 points or more");
        Horizon = Checks.FinitePositive(horizon, GetType().Name, "horizon");
    }

    /// <summary>Number of stored points.</summary>
    public int Points { get; }

    /// <summary>T.</summary>
    public double Horizon { get; }

    /// <summary>The state at time T.</summary>
    /// <param name="initial">u₀ at the points, <c>[points]</c>, zero at both ends.</param>
    /// <param name="speed">c at the points, <c>[points]</c>.</param>
    /// <returns><c>[points]</c></returns>
    /// <exception cref="ArgumentException">An input of another length.</exception>
    public double[] Apply(double[] initial, double[] speed)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(speed);
        Checks.That(initial.Length == Points && speed.Length == Points, GetType().Name, $"two inputs of {Points} points", $"{initial.Length} and {speed.Length}");
        return Propagate(initial, speed);
    }

    /// <summary>The state at time T of many samples.</summary>
    /// <param name="initial">u₀, <c>[samples, points, 1]</c>.</param>
    /// <param name="speed">c, <c>[samples, points, 1]</c>.</param>
    /// <returns><c>[samples, points, 1]</c>, of the type and on the device of <paramref name="initial"/>.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public torch.Tensor Predict(torch.Tensor initial, torch.Tensor speed)
    {
        Checks.Shape(initial, GetType().Name, "initial state", "[samples, points, 1]", -1, Points, 1);
        Checks.Shape(speed, GetType().Name, "wave speed", "[samples, points, 1]", initial.shape[0], Points, 1);
        using torch.Tensor u = initial.to(torch.float64).cpu().contiguous(), c = speed.to(torch.float64).cpu().contiguous();
        double[] states = u.data<double>().ToArray(), speeds = c.data<double>().ToArray(), results = new double[states.Length];
        int samples = (int)initial.shape[0];
        Parallel.For(0, samples, sample =>
            Propagate(states[(sample * Points)..((sample + 1) * Points)], speeds[(sample * Points)..((sample + 1) * Points)]).CopyTo(results, sample * Points));
        using torch.Tensor result = torch.tensor(results, [samples, Points, 1]);
        return result.to(initial.dtype, initial.device, copy: true);
    }

    private protected abstract double[] Propagate(double[] initial, double[] speed);
}
