namespace OpLearn;

/// <summary>The scalars of one Adam step: <c>θ ← shrink · θ − size · m / (√v / root + ε)</c>.</summary>
internal readonly record struct AdamNumbers(double Beta1, double Beta2, double Epsilon, double GradientScale, double Penalty, double Shrink, double StepSize, double RootCorrection);
