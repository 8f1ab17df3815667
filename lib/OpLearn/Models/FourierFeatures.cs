namespace OpLearn;

/// <summary>Input expansion <c>x ↦ [cos(2πBx), sin(2πBx)]</c> with a fixed random matrix <c>B ~ N(0, scale²)</c> (<see href="https://arxiv.org/abs/2006.10739"/>, section 5).</summary>
/// <param name="Frequencies">Rows of B, so that the network sees twice as many numbers.</param>
/// <param name="Scale">Standard deviation of B in cycles per unit of x; the paper's range is 1 to 10 on the unit interval.</param>
/// <param name="KeepInput">Whether x itself is passed on too.</param>
public sealed record FourierFeatures(int Frequencies, double Scale = 1.0, bool KeepInput = false);
