// Training functions of notebooks/01-coupling-regimes at its quick preset, c = 1: the first of them.
var dataset = OperatorDataset.Generate(new ThermoElectricalNtc(coupling: 1, new HistoryOptions { HistoryPoints = 26 }), samples: 200, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Linear elements, two-step backward differentiation formula, one Newton iteration for both fields, order two; 2e-4 of the norm from the limit.",
    ["Settings"] = "All proposed here, but for the load histories, which are those of the S-DeepONet group.",
    ["More"] = "details.md: checks, cost, what the set asks of a model for each c, and the problem that serves for verification only.",
};
