// Training functions of notebooks/03b-multi-task-darcy at its quick preset, second shape: the first of them.
var dataset = OperatorDataset.Generate(new DarcyGeometry(PlaneDomain.Disc(), 32, coarsening: 1, degree: 2), samples: 40, seed: 101);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Quadratic finite elements with curved sides, multigrid as preconditioner; order three on manufactured solutions.",
    ["Settings"] = "Shapes, source, modes and length scale as in the paper and its group's generator; covariance, radius and grid chosen here. PlaneDomain has ten shapes.",
};
