// The training functions of notebooks/00-first-operator at its quick preset.
var dataset = OperatorDataset.Generate(new Antiderivative(), samples: 2_000, seed: 100);
notes = new Dictionary<string, string>
{
    ["Solver"] = "Exact integral of the cubic spline through the field's 1,000 points: the spline's own error is all there is.",
    ["Settings"] = "Length scale, sensors and points of the field as in the paper's code. Number of functions and seed: chosen here.",
};
