// Training functions of notebooks/03a-multi-task-fisher at its quick preset, third source: the first of each pair of growth and sharpness.
var dataset = OperatorDataset.Generate(ReactionFront.MultiTask(ReactionSource.ZeldovichFrankKamenetskii, refinement: 8, stepsPerTime: 10), samples: 100, seed: 102);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Strang splitting of Crank-Nicolson diffusion and Runge-Kutta reaction on 504 cells, 190 steps; order two on the exact fronts of Fisher-KPP and Newell-Whitehead.",
    ["Settings"] = "Sources, growth, sharpness and stored grid as in the paper; diffusivity, boundary condition and law of the initial state chosen here.",
};
