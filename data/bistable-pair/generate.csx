// Training functions of notebooks/01-coupling-regimes at its quick preset, κ = 10.
var dataset = OperatorDataset.Generate(new BistablePair(exchange: 10, new HistoryOptions { HistoryPoints = 26 }), samples: 2_000, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Strang splitting with the exact flow of the reaction, order two; 5e-5 of the norm from the limit.",
    ["Settings"] = "All proposed here, but for the load histories, which are those of the S-DeepONet group.",
    ["More"] = "details.md: checks, cost, and what the set asks of a model for each κ.",
};
