"""The numbers that stand for weights and inputs, in float64 on one thread: Golden.Fill in the tests computes the same, exactly."""
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def fill(name, shape, scale=1.0):
    """A rational number in [-scale/2, scale/2) for each position, the same in every language."""
    key = 0
    for letter in name.encode("ascii"):
        key = (key * 31 + letter) % 65521
    count = 1
    for size in shape:
        count *= size
    index = torch.arange(count, dtype=torch.int64)
    return (((index * 7919 + key * 131 + 17) * (index + 3 + key) % 65521).double() / 65521.0 - 0.5).mul(scale).reshape(shape)
