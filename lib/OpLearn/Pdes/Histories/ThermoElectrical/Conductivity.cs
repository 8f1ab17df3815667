using System.Numerics;

namespace OpLearn;

/// <summary>A conductivity and its derivatives by temperature and by potential.</summary>
internal readonly record struct Conductivity(Vector<double> Value, Vector<double> ByTemperature, Vector<double> ByPotential);
