// Training functions of the membrane, the second problem of notebooks/02-frequency-shift-ood, at its quick preset: 24 points and 9 half waves a side.
var dataset = OperatorDataset.Generate(new MembraneWave(24, 9), samples: 512, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "None: the sum of sines is the solution, and rounding its only error.",
    ["Settings"] = "Law of the initial state, speed and end time as in Raonić et al. (NeurIPS 2023); coefficients uniform on [−1, 1] and both ends as points are chosen here, points and half waves are fewer at quick.",
    ["More"] = "details.md: the splits, cost, and what the set asks of a model.",
};
