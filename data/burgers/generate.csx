// Viscous Burgers from the initial state to the state at time 1, as in the FNO paper's set, on 128 of the solver's 1,024 points.
var dataset = OperatorDataset.Generate(Burgers.Fno(points: 128), samples: 200, seed: 200);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Fourier pseudo-spectral with the 2/3 rule, exponential time differencing of order four, 100 steps.",
    ["Settings"] = "Covariance, viscosity and the interval stretched to 2π as the published samples show them. Number of functions and seed: chosen here.",
};
