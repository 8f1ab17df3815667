namespace OpLearn.Kernel;

/// <summary>A magic that cannot be done; the message is for people.</summary>
internal sealed class MagicException(string message) : Exception(message);
