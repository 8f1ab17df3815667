namespace OpLearn;

/// <summary>The four advection operators of the DeepONet paper, each from a function V on [0, 1] to s(x, t) on [0, 1]².</summary>
public enum AdvectionCase
{
    /// <summary>I: a = 1, s(x, 0) = V(sin² πx), periodic.</summary>
    PeriodicInitialState,

    /// <summary>II: a = 1, s(x, 0) = x·V(x), s(0, t) = 0.</summary>
    InitialState,

    /// <summary>III: a = 1 + 0.1 V(x), s(x, 0) = x², s(0, t) = sin πt.</summary>
    Speed,

    /// <summary>IV: a = 1 + 0.05 (V(x) + V(1 − x)), s(x, 0) = sin 2πx, periodic.</summary>
    PeriodicSpeed,
}
