// The first training functions of notebooks/01-coupling-regimes, m = 1, on a finer grid of outputs than its quick preset keeps.
var dataset = OperatorDataset.Generate(new ReactionDiffusion(new ReactionDiffusionOptions { Points = 64, StoredEvery = 40 }), samples: 200, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Quadratic elements with consistent mass and backward Euler, as the released generator; 3e-4 of the norm from the limit.",
    ["Settings"] = "Equation, fields, grid and step as released; 26 × 64 stored values instead of 101 × 255, number of functions and seed: chosen here.",
    ["More"] = "details.md: checks, cost, and what the set asks of a model.",
};
