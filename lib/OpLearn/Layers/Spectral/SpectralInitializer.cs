using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How the complex weights of Fourier layers are drawn.</summary>
public sealed class SpectralInitializer
{
    private readonly Action<Tensor, int, int, Generator> draw;

    private SpectralInitializer(string name, Action<Tensor, int, int, Generator> draw)
    {
        Name = name;
        this.draw = draw;
    }

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>Real and imaginary part uniform on [0, 1) and divided by inputs × outputs, as in the scripts of the FNO paper (2021). All are positive.</summary>
    public static SpectralInitializer Uniform { get; } = new("uniform", (weight, inputs, outputs, random) => weight.uniform_(0.0, 1.0, random).div_((double)inputs * outputs));

    /// <summary>Complex normal with zero mean and <c>E|R|² = 2 / (inputs + outputs)</c>, as today's libraries do.</summary>
    public static SpectralInitializer Normal { get; } = new("normal", (weight, inputs, outputs, random) => weight.normal_(0.0, Math.Sqrt(1.0 / (inputs + outputs)), random));

    internal void Fill(Tensor weight, int inputs, int outputs, Generator random) => draw(weight, inputs, outputs, random);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
