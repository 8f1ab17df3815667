"""The workloads in PyTorch: `steps.py WORKLOAD THREADS` says `ready VERSION`, then answers each line `n` with the mean of n steps in milliseconds, by the clock and of processor time."""
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
    "sequence-quarter": lambda: sequence(64, 64),
    "sequence-paper": lambda: sequence(256, 100),
    "physics": physics,
}

torch.set_num_threads(int(sys.argv[2]))
parameters, loss = WORKLOADS[sys.argv[1]]()
optimizer = torch.optim.Adam(parameters, 1e-3)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    count = int(line)
    start, used = time.perf_counter(), time.process_time()
    for _ in range(count):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    print((time.perf_counter() - start) * 1e3 / count, (time.process_time() - used) * 1e3 / count, flush=True)
