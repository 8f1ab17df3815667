using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>Tests about the process as a whole: its memory, its folder, its interrupts. None runs beside another test.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
