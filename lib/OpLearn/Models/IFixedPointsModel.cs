namespace OpLearn;

/// <summary>A model that gives the values at all its points at once, and is no function of one location: derivatives in the locations say nothing about it.</summary>
internal interface IFixedPointsModel;
