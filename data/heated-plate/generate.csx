// Training plates of notebooks/03c-multi-task-heated-plate at its quick preset: 2 to 9 holes at three positions.
var dataset = OperatorDataset.Generate(new HeatedPlate(HeatedPlate.FullDesign([0.9, 1.2, 1.6]), points: 51, layers: 3), samples: 24, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Quadratic prisms that follow the walls of the holes, fast diagonalisation over the thickness, multigrid in the plane; heat balance below 1e-10.",
    ["Settings"] = "Numbers and positions of the holes as in the paper's design; sizes, boundary conditions and grid chosen here.",
    ["More"] = "details.md: checks, cost, and what the set asks of a model.",
};
