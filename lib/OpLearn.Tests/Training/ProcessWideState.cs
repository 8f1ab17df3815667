using Xunit;

namespace OpLearn.Tests;

/// <summary>Tests that touch what a process has once: libtorch's own generator (dropout) and the ambient interruption token. They run alone.</summary>
[CollectionDefinition("process-wide state", DisableParallelization = true)]
public sealed class ProcessWideState;
