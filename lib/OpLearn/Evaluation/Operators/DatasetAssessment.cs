using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Is a data set able to test a claim about architectures? One record an output function.</summary>
/// <param name="Fields">In the order of the set's outputs.</param>
/// <param name="CubicFeatures">Monomials of the cubic: how much the ridge regressions may bend.</param>
public sealed record DatasetAssessment(IReadOnlyList<FieldAssessment> Fields, int CubicFeatures)
{
    /// <summary>True when every output function can (see <see cref="FieldAssessment.CanTest"/>); a set that cannot is shown, and not used for verdicts.</summary>
    public bool CanTest(double threshold = 0.01) => Fields.All(field => field.CanTest(threshold));

    /// <summary>Fits the baselines on the training set, chooses on validation and judges on test.</summary>
    /// <param name="split">Aligned sets on one grid.</param>
    /// <param name="design">Full-factorial design of the same problem; null leaves the shares and the separable spectrum out.</param>
    /// <param name="maximumFeatures">Most monomials, as <see cref="PolynomialRidgeOptions.MaximumFeatures"/>.</param>
    /// <exception cref="ArgumentException">The sets are unaligned, or the design has other outputs.</exception>
    public static DatasetAssessment Of(DatasetSplit split, FactorialAnalysis? design = null, int maximumFeatures = 1000)
    {
        ArgumentNullException.ThrowIfNull(split);
        BaselineData.RequireAligned(split.Train, "DatasetAssessment.Of");
        if (design is not null)
            Checks.That(design.OutputNames.SequenceEqual(split.Train.OutputNames), "DatasetAssessment.Of", $"a design of the outputs {string.Join(", ", split.Train.OutputNames)}", string.Join(", ", design.OutputNames));
        using var scope = NewDisposeScope();
        Tensor mean = split.Train.Outputs.to(float64).mean([0]);
        using NearestNeighborBaseline nearest = NearestNeighborBaseline.Fit(split.Train);
        IReadOnlyList<double> neighbor = Errors(nearest);
        var ridge = new IReadOnlyList<double>[3];
        int features = 0;
        for (int degree = 1; degree <= 3; degree++)
        {
            using PolynomialRidge fitted = PolynomialRidge.Fit(split.Train, split.Validation, new PolynomialRidgeOptions { Degree = degree, MaximumFeatures = maximumFeatures });
            ridge[degree - 1] = Errors(fitted);
            features = fitted.Features;
        }
        IReadOnlyList<VarianceShares>? shares = design?.VarianceShares();
        IReadOnlyList<SeparableSpectrum>? spectra = design?.SeparableSpectra();
        return new DatasetAssessment([.. split.Train.OutputNames.Select((name, k) =>
            new FieldAssessment(name, shares?[k], spectra?[k], neighbor[k], ridge[0][k], ridge[1][k], ridge[2][k]))], features);

        IReadOnlyList<double> Errors(IOperatorPredictor predictor)
        {
            using Tensor prediction = predictor.Predict(split.Test);
            return Metrics.NormalizedRootMeanSquareByChannel(prediction, split.Test.Outputs, mean, split.Test.Mask);
        }
    }

    /// <summary>One line a field.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Fields);
}
