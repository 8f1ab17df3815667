namespace OpLearn;

/// <summary>Sizes of a recurrence.</summary>
/// <param name="Steps">Of the sequence.</param>
/// <param name="Samples">Sequences.</param>
/// <param name="Inputs">Channels of the input.</param>
/// <param name="Units">Of the state.</param>
/// <param name="Repeated">True when the input of all steps is the same, <c>[samples, inputs]</c>; else it is <c>[steps, samples, inputs]</c>.</param>
/// <param name="Last">True when of h only the last step's is asked for.</param>
internal readonly record struct GruSize(int Steps, int Samples, int Inputs, int Units, bool Repeated, bool Last)
{
    private const int MostUnits = 128;

    /// <summary>An input of so few channels is multiplied where it is used: to write the products to memory and read them again costs more, and so does a product of libtorch's with it.</summary>
    public const int FewInputs = 8;

    /// <summary>True for a few inputs that differ from step to step.</summary>
    public bool HasFewInputs => Inputs <= FewInputs && !Repeated;

    /// <summary>True where the sums of the gradients of U stay in the cache.</summary>
    public bool HasFewUnits => Units <= MostUnits;
}
