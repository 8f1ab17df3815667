// Training functions of notebooks/02-frequency-shift-ood at its quick preset: half waves 1–8, speed 1 ± 0.3, T = 1/3.
var dataset = OperatorDataset.Generate(WaveSplit.InDistribution().Problem(1.0 / 3), samples: 1_000, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Conservative leapfrog of order two, 4,064 cells, Courant number 0.9; by Richardson's rule 3e-6 of ‖u(T)‖ from the limit on average here, 1e-3 for half waves 33–48.",
    ["Settings"] = "The equation and its ends are those of arXiv:2605.12997 as a reproduction describes them. Horizon, rest at the start and the laws of u₀ and c are proposed here.",
    ["More"] = "details.md: the twelve splits, checks, cost, and what the set asks of a model.",
};
