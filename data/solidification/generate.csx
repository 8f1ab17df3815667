// Training functions of notebooks/01-coupling-regimes at its quick preset, coupled both ways with r = 3: the first of them.
var dataset = OperatorDataset.Generate(new Solidification(SolidificationCoupling.TwoWay(3), new HistoryOptions { Points = 101, HistoryPoints = 26 }), samples: 200, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Enthalpy as the unknown of the heat equation, implicit viscoplastic steps at every node, 301 nodes, 0.025 s, order one in time; about 1 % of the norm from the limit in stress.",
    ["Settings"] = "Solidus and liquidus sourced; size, times and kind of inputs and outputs from the published code; material laws from memory, checked for plausibility; the rest proposed here.",
    ["More"] = "details.md: equations, what is sourced and what is proposed, checks, cost, and what the set asks of a model for each coupling.",
};
