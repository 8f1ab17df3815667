namespace OpLearn;

/// <summary>The scalars of one Adam step: <c>θ ← shrink · θ − size · m / (√v / root + ε)</c>.</summary>
internal readonly record struct AdamNumbers(double Beta1, double Beta2, double Epsilon, double GradientScale, double Penalty, double Shrink, double StepSize, double RootCorrection)
{
    public AdamNumbers(AdamOptions options, int step, double rate, double gradientScale) : this(options.Beta1, options.Beta2, options.Epsilon, gradientScale,
        options.DecoupledDecay ? 0.0 : options.WeightDecay, options.DecoupledDecay ? 1.0 - rate * options.WeightDecay : 1.0,
        rate / (1.0 - Math.Pow(options.Beta1, step + 1)), Math.Sqrt(1.0 - Math.Pow(options.Beta2, step + 1)))
    {
    }
}
