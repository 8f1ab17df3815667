using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class OneDnnTests
{
    [Fact]
    public void ConvolutionsHaveTheRightGradients()
    {
        NativeTorch.EnsureLoaded();
        Assert.True(OneDnn.AreGradientsRight());
        Assert.Equal(OneDnn.IsEnabled, NativeTorch.UsesOneDnn);
    }

    [Fact]
    public void SwitchedOff_TheGradientsAreRight_OnEveryProcessor()
    {
        NativeTorch.EnsureLoaded();
        try
        {
            Assert.True(OneDnn.Switch(false));
            Assert.True(OneDnn.AreGradientsRight());
        }
        finally
        {
            OneDnn.Switch(NativeTorch.UsesOneDnn);
        }
    }

    [Fact]
    public void TheTryNoticesWrongGradients_WhereTheProcessorHasThem()
    {
        Assert.SkipWhen(NativeTorch.UsesOneDnn, "oneDNN's gradients are right on this processor.");
        try
        {
            OneDnn.Switch(true);
            Assert.False(OneDnn.AreGradientsRight());
        }
        finally
        {
            OneDnn.Switch(false);
        }
    }
}
