"""The workloads in PyTorch: `steps.py WORKLOAD THREADS` says `ready VERSION`, then answers each line `n` with the mean of n steps in milliseconds, by the clock and of processor time."""
import itertools
import sys
import time

import torch
from torch import nn


def network(inputs, widths, activation, activate_last):
    layers = []
    for i, width in enumerate(widths):
        layers.append(nn.Linear(inputs if i == 0 else widths[i - 1], width))
        if activate_last or i < len(widths) - 1:
            layers.append(activation())
    return nn.Sequential(*layers)


def deeponet(functions, points, activation):
    branch, trunk = network(100, [128] * 3, activation, False), network(2, [128] * 3, activation, True)
    bias = nn.Parameter(torch.zeros(1))
    u, y, s = torch.randn(functions, 100), torch.rand(points, 2), torch.randn(functions, points)
    parameters = [*branch.parameters(), *trunk.parameters(), bias]
    return parameters, lambda: nn.functional.mse_loss(branch(u) @ trunk(y).t() + bias, s)


def deeponet_triples():
    branch, trunk = network(100, [40] * 2, nn.ReLU, False), network(1, [40] * 2, nn.ReLU, True)
    bias = nn.Parameter(torch.zeros(1))
    u, y, s = torch.randn(2000, 100), torch.rand(2000, 1), torch.randn(2000)
    parameters = [*branch.parameters(), *trunk.parameters(), bias]
    return parameters, lambda: nn.functional.mse_loss((branch(u) * trunk(y)).sum(1) + bias, s)


def plain_triples():
    plain = network(101, [100, 100, 1], nn.ReLU, False)
    x, s = torch.randn(2000, 101), torch.randn(2000, 1)
    return [*plain.parameters()], lambda: nn.functional.mse_loss(plain(x), s)


def sequence(units, coefficients):
    sizes = [(2, units), (units, units // 2), (units // 2, units // 2), (units // 2, units)]
    layers = [nn.GRU(inputs, outputs, batch_first=True) for inputs, outputs in sizes]
    output, trunk = nn.Linear(units, 1), network(1, [101] * 5 + [coefficients], nn.ReLU, True)
    histories, y, s = torch.randn(64, 101, 2), torch.rand(255, 1), torch.randn(64, 255)

    def loss():
        h, _ = layers[0](histories)
        h, _ = layers[1](h)
        h = h[:, -1].unsqueeze(1).expand(-1, coefficients, -1).contiguous()
        h, _ = layers[2](h)
        h, _ = layers[3](h)
        return nn.functional.mse_loss(output(h).squeeze(2) @ trunk(y).t(), s)

    return [p for module in [*layers, output, trunk] for p in module.parameters()], loss


def fno(width, modes, grid):
    axes = len(modes)
    lifting, hidden, output = nn.Linear(axes + 1, width), nn.Linear(width, 128), nn.Linear(128, 1)
    skips = [nn.Conv1d(width, width, 1) for _ in range(4)]
    weights = [nn.Parameter(torch.rand(width, width, *modes, 2) / width ** 2) for _ in range(4 * axes)]
    field, y, s = torch.randn(20, *grid, 1), torch.rand(1, *grid, axes), torch.randn(20, *grid)
    x = torch.cat([field, y.expand(20, *grid, axes)], -1)

    def spectral(v, first):
        if axes == 1:
            low = torch.einsum("bix,iox->box", torch.fft.rfft(v)[..., :modes[0]], torch.view_as_complex(weights[first]))
            return torch.fft.irfft(nn.functional.pad(low, [0, grid[0] // 2 + 1 - modes[0]]), grid[0])
        spectrum = torch.fft.rfft2(v)
        low = torch.einsum("bixy,ioxy->boxy", spectrum[:, :, :modes[0], :modes[1]], torch.view_as_complex(weights[first]))
        high = torch.einsum("bixy,ioxy->boxy", spectrum[:, :, -modes[0]:, :modes[1]], torch.view_as_complex(weights[first + 1]))
        between = torch.zeros(20, width, grid[0] - 2 * modes[0], modes[1], dtype=torch.cfloat)
        return torch.fft.irfft2(nn.functional.pad(torch.cat([low, between, high], 2), [0, grid[1] // 2 + 1 - modes[1]]), s=grid)

    def loss():
        v = lifting(x).movedim(-1, 1)
        for layer, skip in enumerate(skips):
            v = spectral(v, layer * axes) + skip(v.flatten(2)).reshape(v.shape)
            v = nn.functional.gelu(v) if layer < 3 else v
        out = output(nn.functional.gelu(hidden(v.movedim(1, -1)))).squeeze(-1)
        return ((out - s).flatten(1).norm(dim=1) / s.flatten(1).norm(dim=1)).mean()

    return [p for module in [lifting, hidden, output, *skips] for p in module.parameters()] + weights, loss


def convolution():
    layers, channels, side = [], 2, 100
    for filters in [16, 32, 64, 64]:
        layers += [nn.Conv2d(channels, filters, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2)]
        channels, side = filters, side // 2
    dense = [channels * side * side, 128, 128, 150]
    layers.append(nn.Flatten())
    for i in range(3):
        layers += [nn.Linear(dense[i], dense[i + 1])] + ([nn.Tanh(), nn.Dropout(0.1)] if i < 2 else [])
    branch, trunk = nn.Sequential(*layers), network(2, [64, 128, 128, 128, 150], lambda: nn.LeakyReLU(0.2), False)
    fields, y, s = torch.randn(32, 100, 100, 2), torch.rand(1000, 2), torch.randn(32, 1000)
    return [*branch.parameters(), *trunk.parameters()], lambda: nn.functional.mse_loss(branch(fields.movedim(-1, 1)) @ trunk(y).t(), s)


def inference(functions, turns, grids):
    branch, trunk = network(100, [128] * 3, nn.ReLU, False), network(2, [128] * 3, nn.ReLU, True)
    u, y = [torch.randn(functions, 100) for _ in range(turns)], [torch.rand(100, 2) for _ in range(grids)]
    counter = itertools.count()

    def evaluate():
        turn = next(counter)
        return branch(u[turn % turns]) @ trunk(y[turn % grids]).t()

    return None, evaluate


def physics():
    branch, trunk = network(100, [50] * 5, nn.Tanh, False), network(2, [50] * 5, nn.Tanh, True)
    bias = nn.Parameter(torch.zeros(1))
    u, y, source = torch.randn(100, 100), torch.rand(100, 2), torch.randn(100, 100)

    def derivative(value, locations):  # of every sample at shared locations, by two backward passes
        weights = torch.zeros_like(value, requires_grad=True)
        (summed,) = torch.autograd.grad((value * weights).sum(), locations, create_graph=True)
        return [torch.autograd.grad(summed[:, i].sum(), weights, create_graph=True)[0] for i in range(2)]

    def loss():
        locations = y.clone().requires_grad_()
        s = branch(u) @ trunk(locations).t() + bias
        s_x, s_t = derivative(s, locations)
        s_xx, _ = derivative(s_x, locations)
        return (s_t - 0.01 * s_xx - 0.01 * s ** 2 - source).square().mean()

    return [*branch.parameters(), *trunk.parameters(), bias], loss


WORKLOADS = {
    "deeponet": lambda: deeponet(64, 1000, nn.ReLU),
    "deeponet-tanh": lambda: deeponet(64, 1000, nn.Tanh),
    "deeponet-small": lambda: deeponet(8, 50, nn.ReLU),
    "deeponet-small-tanh": lambda: deeponet(8, 50, nn.Tanh),
    "deeponet-triples": deeponet_triples,
    "plain-triples": plain_triples,
    "sequence-quarter": lambda: sequence(64, 64),
    "sequence-paper": lambda: sequence(256, 100),
    "physics": physics,
    "fno-1d": lambda: fno(64, [16], [1024]),
    "fno-2d": lambda: fno(32, [12, 12], [85, 85]),
    "convolution": convolution,
    "inference-1-new-points": lambda: inference(1, 16, 16),
    "inference-1-same-points": lambda: inference(1, 16, 1),
    "inference-10000": lambda: inference(10_000, 1, 1),
}

torch.set_num_threads(int(sys.argv[2]))
parameters, evaluate = WORKLOADS[sys.argv[1]]()
if parameters is None:

    def step():
        with torch.inference_mode():
            evaluate()

else:
    optimizer = torch.optim.Adam(parameters, 1e-3)

    def step():
        optimizer.zero_grad()
        evaluate().backward()
        optimizer.step()


print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    count = int(line)
    start, used = time.perf_counter(), time.process_time()
    for _ in range(count):
        step()
    print((time.perf_counter() - start) * 1e3 / count, (time.process_time() - used) * 1e3 / count, flush=True)
