// Gravity pendulum driven by a random torque, to the end time 1.
var dataset = OperatorDataset.Generate(new Pendulum(), samples: 1_000, seed: 110);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Classical fourth-order Runge-Kutta on the field's points.",
    ["Settings"] = "Length scale, sensors and k = 1 as in the paper. Number of functions and seed: chosen here.",
};
