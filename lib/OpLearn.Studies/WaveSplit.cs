namespace OpLearn;

/// <summary>The laws of the initial state and of the wave speed of one data set of a study of generalisation: in distribution or with one property shifted.</summary>
/// <remarks>
/// All of them are choices made here; the paper under study (arXiv:2605.12997) shifts frequency and smoothness independently, its bands were not available.
/// Initial states are sums of four sine modes of unit norm (so that a shift of frequency is none of amplitude), speeds are 1 ± contrast with a given decay.
/// Half waves up to 8 are seen in training. Sixteen modes of a Fourier layer reach half wave 30, which the far band exceeds.
/// </remarks>
/// <param name="Name">What is shifted.</param>
/// <param name="Initial">Law of u₀.</param>
/// <param name="Speed">Law of c.</param>
public sealed record WaveSplit(string Name, RandomField Initial, RandomField Speed)
{
    /// <summary>The training law: half waves 1–8, speed of eight cosines with decay 2.</summary>
    /// <param name="contrast">Half width of the range of c about 1.</param>
    public static WaveSplit InDistribution(double contrast = 0.3) => new("in distribution", Band(1, 8), Cosines(2, 8, contrast));

    /// <summary>Half waves 9–16: just above the training band.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit FrequencyNear(double contrast = 0.3) => new("frequency, near", Band(9, 16), Cosines(2, 8, contrast));

    /// <summary>Half waves 17–30.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit FrequencyMid(double contrast = 0.3) => new("frequency, mid", Band(17, 30), Cosines(2, 8, contrast));

    /// <summary>Half waves 33–48: above what sixteen Fourier modes hold.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit FrequencyFar(double contrast = 0.3) => new("frequency, far", Band(33, 48), Cosines(2, 8, contrast));

    /// <summary>A rougher speed: sixteen cosines with decay 1.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit RoughSpeed(double contrast = 0.3) => new("speed, rough", Band(1, 8), Cosines(1, 16, contrast));

    /// <summary>A much rougher speed: 32 cosines with decay ½.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit VeryRoughSpeed(double contrast = 0.3) => new("speed, very rough", Band(1, 8), Cosines(0.5, 32, contrast));

    /// <summary>A smoother speed: four cosines with decay 4.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit SmoothSpeed(double contrast = 0.3) => new("speed, smooth", Band(1, 8), Cosines(4, 4, contrast));

    /// <summary>Both at once: half waves 17–30 and the rough speed.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit Combined(double contrast = 0.3) => new("combined", Band(17, 30), Cosines(1, 16, contrast));

    /// <summary>A graded spectrum: all half waves 1–20 with amplitudes falling as k^−3/2, so that no mode is quite new and few are well known.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit GradedSpectrum(double contrast = 0.3) => new("graded spectrum", new SineSeries(1, 20, decay: 1.5), Cosines(2, 8, contrast));

    /// <summary>The training law with initial states of another norm: for a linear map the answer scales with it.</summary>
    /// <param name="norm">Norm of u₀; 1 in training.</param>
    /// <param name="contrast">Half width of the range of c about 1.</param>
    public static WaveSplit AmplitudeShift(double norm, double contrast = 0.3) => new($"amplitude {norm}", new SineSeries(1, 8, 4, norm: norm), Cosines(2, 8, contrast));

    /// <summary>Half waves 1–16: the training law that covers the near band.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static WaveSplit WiderBand(double contrast = 0.3) => new("wider band", Band(1, 16), Cosines(2, 8, contrast));

    /// <summary>A speed of five layers whose interfaces lie on points of the stored grid.</summary>
    /// <param name="contrast">Half width of the range of c about 1.</param>
    /// <param name="points">Stored points of the problem.</param>
    public static WaveSplit LayeredSpeed(double contrast = 0.3, int points = 128) => new("speed, layered", Band(1, 8), new LayeredField(5, points - 1, 1 - contrast, 1 + contrast));

    /// <summary>All splits in the order of this page, the amplitude shift with a tenth of the norm.</summary>
    /// <inheritdoc cref="InDistribution"/>
    public static IReadOnlyList<WaveSplit> All(double contrast = 0.3) =>
    [
        InDistribution(contrast), FrequencyNear(contrast), FrequencyMid(contrast), FrequencyFar(contrast), RoughSpeed(contrast), VeryRoughSpeed(contrast), SmoothSpeed(contrast),
        Combined(contrast), GradedSpectrum(contrast), AmplitudeShift(0.1, contrast), WiderBand(contrast), LayeredSpeed(contrast),
    ];

    /// <summary>The problem with these laws.</summary>
    /// <param name="horizon">T.</param>
    /// <param name="points">Stored points.</param>
    /// <param name="refinement">Cells of the solver between stored points; 1 solves on the stored grid itself.</param>
    public WaveEquation Problem(double horizon = 1, int points = 128, int refinement = 32) => new(Initial, Speed, points, horizon, refinement);

    private static SineSeries Band(int lowest, int highest) => new(lowest, highest, 4);

    private static BoundedCosineSeries Cosines(double decay, int terms, double contrast) => new(terms, decay, 1, contrast);
}
