namespace OpLearn.Workspace;

/// <summary>The person asked for something that cannot be; the message says what can. Ends the program with code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
