// The training functions of notebooks/01-coupling-regimes at quick, m = 1.
var dataset = OperatorDataset.Generate(new ReactionDiffusion(new ReactionDiffusionOptions { Points = 32, StoredEvery = 60 }), samples: 2_000, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Quadratic elements with consistent mass and backward Euler, as the released generator; 3e-4 of the norm from the limit.",
    ["Settings"] = "Equation, fields, grid and step as released; 18 × 32 stored values instead of 101 × 255, number of functions and seed: chosen here.",
    ["More"] = "details.md: checks, cost, and what the set asks of a model.",
};
