// Darcy flow through two phases, as in the FNO paper, on a grid that is made in seconds.
var dataset = OperatorDataset.Generate(new Darcy(points: 29, solverPoints: 113), samples: 40, seed: 300);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Five-point scheme with arithmetic means of the coefficient on the faces.",
    ["Settings"] = "Phases 12 and 3 and the field as in the paper; the grid is coarser than the paper's 421 (it keeps 85 of them). Number of functions and seed: chosen here.",
};
