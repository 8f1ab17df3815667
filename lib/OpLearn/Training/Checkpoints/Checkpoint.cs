using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Weights in safetensors files: those saved here and those of the checkpoints that a run keeps.</summary>
public static class Checkpoint
{
    internal const string Weights = "model.";

    /// <summary>Writes all parameters and buffers of a model, atomically.</summary>
    /// <param name="model">The model; unchanged.</param>
    /// <param name="file">File name, <c>….safetensors</c>.</param>
    /// <param name="metadata">Text to keep with them; null for none.</param>
    public static void SaveWeights(OperatorModel model, string file, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        Safetensors.Write(file, model.state_dict().ToDictionary(entry => Weights + entry.Key, entry => entry.Value), metadata);
    }

    /// <summary>Copies the weights of a file into a model built with the same options. Of a run's checkpoint these are the weights of its last step.</summary>
    /// <param name="model">Receives the weights.</param>
    /// <param name="file">Written by <see cref="SaveWeights"/> or by a training run.</param>
    /// <exception cref="InvalidDataException">The file is broken or of another model; the model is then unchanged.</exception>
    public static void LoadWeights(OperatorModel model, string file)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using SafetensorsContent content = Safetensors.Read(file);
        using ModelSnapshot weights = ModelSnapshot.From(content.Tensors, Weights)
            ?? throw new InvalidDataException($"Checkpoint.LoadWeights: {file} holds no weights; it must come from SaveWeights or from a training run.");
        weights.Restore(model, $"Checkpoint.LoadWeights({file})");
    }
}
