// Training functions of notebooks/01-coupling-regimes at its quick preset, m = 1: the first of them.
var dataset = OperatorDataset.Generate(new ReactionDiffusion(new ReactionDiffusionOptions { Points = 64, StoredEvery = 40 }), samples: 200, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Quadratic elements with consistent mass and backward Euler, as the released generator; 3e-4 of the norm from the limit.",
    ["Settings"] = "Equation, fields, grid and step as released; 26 × 64 stored values instead of 101 × 255, number of functions and seed: chosen here.",
    ["More"] = "details.md: checks, cost, and what the set asks of a model.",
};
