using System.Numerics;

namespace OpLearn;

/// <summary>f(u) of an equation u_t = D u_xx + f(u), as a structure, so that the solver's loop holds it and does not call it.</summary>
internal interface IReactionRate
{
    /// <summary>f(u), lane by lane.</summary>
    Vector<double> At(Vector<double> u);
}
