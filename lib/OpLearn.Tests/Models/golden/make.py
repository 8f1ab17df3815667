"""Writes pytorch.json, the numbers that GoldenTests.cs compares with: run with Debian's python3-torch (1.13) in this folder.

The layers are written here from the papers' formulas with PyTorch's own modules. Weights and inputs are no random numbers:
both sides compute them from the tensor's name and the position (fill), exactly, in float64. Only outputs, gradients and
parameter counts are stored.
"""
import json
import torch
import torch.nn as nn
import torch.nn.functional as F
from fill import fill


def fill_module(module):
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(fill(name, tuple(parameter.shape)))


golden = {}


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def record(key, module, *inputs):
    """Output, and the gradient of a weighted sum of it with respect to every parameter (its sum and its weighted sum) and the inputs."""
    inputs = [x.clone().requires_grad_(True) for x in inputs]
    output = module(*inputs)
    (output * fill("weights", tuple(output.shape))).sum().backward()
    golden[key] = {
        "output": numbers(output),
        "inputs": [numbers(x.grad) for x in inputs],
        "gradients": {name: [p.grad.sum().item(), (p.grad * fill("probe", tuple(p.shape))).sum().item()] for name, p in module.named_parameters()},
    }


# ---- fully connected networks

class Mlp(nn.Module):
    def __init__(self, widths, sigma, form="plain", norm=None, last=None):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        hidden = widths[1:-1]
        if norm == "layer":
            self.norms = nn.ModuleList(nn.LayerNorm(n) for n in hidden)
        elif norm == "batch":
            self.norms = nn.ModuleList(nn.BatchNorm1d(n) for n in hidden)
        else:
            self.norms = None
        if form == "modified":
            self.encoderU = nn.Linear(widths[0], widths[1])
            self.encoderV = nn.Linear(widths[0], widths[1])
        self.sigma, self.form, self.last = sigma, form, last

    def forward(self, x):
        h = x
        for i, layer in enumerate(self.layers[:-1]):
            z = layer(h)
            if self.norms is not None:
                z = self.norms[i](z)
            z = self.sigma(z)
            if self.form == "modified":
                z = (1 - z) * self.sigma(self.encoderU(x)) + z * self.sigma(self.encoderV(x))
            elif self.form == "residual" and i > 0 and z.shape == h.shape:
                z = h + z
            h = z
        h = self.layers[-1](h)
        return h if self.last is None else self.last(h)


points = fill("points", (6, 3), 4.0)
for key, network in {
    "mlp tanh": Mlp([3, 5, 5, 2], torch.tanh),
    "mlp gelu": Mlp([3, 5, 5, 2], F.gelu),
    "mlp silu selu": Mlp([3, 5, 5, 2], F.silu, last=F.selu),
    "mlp leaky relu": Mlp([3, 5, 5, 2], lambda x: F.leaky_relu(x, 0.2)),
    "mlp elu": Mlp([3, 5, 5, 2], F.elu),
    "mlp softplus": Mlp([3, 5, 5, 2], F.softplus),
    "mlp residual": Mlp([3, 5, 5, 2], torch.tanh, "residual"),
    "mlp modified": Mlp([3, 5, 5, 2], torch.tanh, "modified"),
    "mlp layer norm": Mlp([3, 5, 5, 2], torch.tanh, norm="layer"),
    "mlp batch norm": Mlp([3, 5, 5, 2], torch.tanh, norm="batch"),
}.items():
    fill_module(network)
    record(key, network, points)
    if key == "mlp batch norm":  # running averages after that one batch
        network.eval()
        golden["mlp batch norm, evaluation"] = {"output": numbers(network(fill("other", (4, 3), 4.0)))}


# ---- recurrent branches of the sequential DeepONet

class Sequence(nn.Module):
    def __init__(self, cell, channels, coefficients, encoder, decoder):
        super().__init__()
        width, self.coefficients = channels, coefficients
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        for stack, units in ((self.encoder, encoder), (self.decoder, decoder)):
            for n in units:
                stack.append(cell(width, n, batch_first=True))
                width = n
        self.output = nn.Linear(width, 1)

    def forward(self, h):
        for layer in self.encoder:
            h = layer(h)[0]
        h = h[:, -1:, :].expand(-1, self.coefficients, -1)
        for layer in self.decoder:
            h = layer(h)[0]
        return self.output(h).squeeze(2)


for key, cell in (("gru", nn.GRU), ("lstm", nn.LSTM)):
    branch = Sequence(cell, 2, 4, [5, 3], [3, 6])
    fill_module(branch)
    record(key, branch, fill("history", (3, 7, 2), 4.0))


# ---- Fourier layers and the networks of the 2021 scripts

class Spectral(nn.Module):
    """weights[c] of shape [inputs, outputs, modes..., 2]; bit a of c set: the negative frequencies of axis a."""

    def __init__(self, width, modes):
        super().__init__()
        self.modes = modes
        self.weights = nn.ParameterList(nn.Parameter(torch.zeros(width, width, *modes, 2)) for _ in range(2 ** (len(modes) - 1)))

    def forward(self, v):  # channels first, as in the scripts
        axes = len(self.modes)
        dims = list(range(2, 2 + axes))
        spectrum = torch.fft.rfftn(v, dim=dims)
        out = torch.zeros_like(spectrum)
        letters = "xyz"[:axes]
        for corner, weight in enumerate(self.weights):
            block = [slice(None), slice(None)]
            for axis, m in enumerate(self.modes):
                block.append(slice(-m, None) if axis < axes - 1 and corner >> axis & 1 else slice(0, m))
            block = tuple(block)
            out[block] = torch.einsum(f"bi{letters},io{letters}->bo{letters}", spectrum[block], torch.view_as_complex(weight))
        return torch.fft.irfftn(out, s=v.shape[2:], dim=dims)


class Lines(nn.Module):
    """Point-wise linear layers."""

    def __init__(self, *widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, h):
        for layer in self.layers[:-1]:
            h = F.gelu(layer(h))
        return self.layers[-1](h)


class Fno(nn.Module):
    def __init__(self, modes, width, channels=1):
        super().__init__()
        self.lifting = Lines(channels + len(modes), width)
        self.spectral = nn.ModuleList(Spectral(width, modes) for _ in range(4))
        self.skips = nn.ModuleList(nn.Linear(width, width) for _ in range(4))
        self.projection = Lines(width, 128, 1)

    def forward(self, x):  # channels last
        v = self.lifting(x)
        for i, (spectral, skip) in enumerate(zip(self.spectral, self.skips)):
            v = spectral(v.movedim(-1, 1)).movedim(1, -1) + skip(v)
            if i < 3:
                v = F.gelu(v)
        return self.projection(v)


class OneSpectral(Spectral):
    def forward(self, v):
        return super().forward(v.movedim(-1, 1)).movedim(1, -1)


for axes, grid in ((1, (9,)), (2, (8, 7)), (3, (6, 7, 8))):
    layer = OneSpectral(2, [3] * axes)
    fill_module(layer)
    record(f"spectral {axes}-D", layer, fill("field", (2, *grid, 2), 4.0))


def coordinates(grid, samples):
    axes = torch.meshgrid(*[torch.arange(n, dtype=torch.float64) / n for n in grid], indexing="ij")
    return torch.stack(axes, -1).expand(samples, *grid, len(grid))


class WithCoordinates(Fno):
    def forward(self, u):
        return super().forward(torch.cat([u, coordinates(u.shape[1:-1], u.shape[0])], -1)).flatten(1, -2)


for key, modes, grid in (("fno 1-D", [4], (11,)), ("fno 2-D", [3, 2], (8, 7))):
    network = WithCoordinates(modes, 3)
    fill_module(network)
    record(key, network, fill("field", (2, *grid, 1), 4.0))

golden["parameters"] = {  # real numbers; the scripts' own count takes a complex one as one
    "fno 1-D, width 64, 16 modes": sum(p.numel() for p in Fno([16], 64).parameters()),
    "fno 2-D, width 32, 12 modes": sum(p.numel() for p in Fno([12, 12], 32).parameters()),
}


# ---- convolutions

class Cnn(nn.Module):
    def __init__(self, conv, norm, pool, rest):
        super().__init__()
        self.body = nn.Module()
        self.body.layers = nn.ModuleList([conv(2, 2, 3, padding=1), conv(2, 3, 3, padding=1)])
        self.body.norms = nn.ModuleList([norm(2), norm(3)])
        self.head = Lines(rest, 5, 4)
        self.pool = pool

    def forward(self, x):
        h = x.movedim(-1, 1)
        for layer, norm in zip(self.body.layers, self.body.norms):
            h = self.pool(F.gelu(norm(layer(h))))
        return self.head(h.flatten(1))


for axes, conv, norm, pool, grid in (
    (1, nn.Conv1d, nn.BatchNorm1d, nn.AvgPool1d(2), (9,)),
    (2, nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d(2), (9, 8)),
    (3, nn.Conv3d, nn.BatchNorm3d, nn.AvgPool3d(2), (4, 5, 6)),
):
    rest = 3
    for n in grid:
        rest *= n // 4
    branch = Cnn(conv, norm, pool, rest)
    fill_module(branch)
    record(f"cnn {axes}-D", branch, fill("image", (3, *grid, 2), 4.0))


class Double(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1), nn.Conv2d(b, b, 3, padding=1)])

    def forward(self, h):
        for layer in self.layers:
            h = F.gelu(layer(h))
        return h


class UNet(nn.Module):
    def __init__(self, channels, width, depth):
        super().__init__()
        self.down = nn.ModuleList([Double(channels, width)] + [Double(width << l - 1, width << l) for l in range(1, depth + 1)])
        self.rise = nn.ModuleList(nn.ConvTranspose2d(width << l, width << l - 1, 2, stride=2) for l in range(depth, 0, -1))
        self.up = nn.ModuleList(Double(width << l, width << l - 1) for l in range(depth, 0, -1))
        self.output = nn.Linear(width, 1)

    def forward(self, u):
        h = torch.cat([u, coordinates(u.shape[1:-1], u.shape[0])], -1).movedim(-1, 1)
        levels = [self.down[0](h)]
        for down in self.down[1:]:
            levels.append(down(F.max_pool2d(levels[-1], 2)))
        h = levels[-1]
        for i, (rise, up) in enumerate(zip(self.rise, self.up)):
            h = up(torch.cat([levels[-2 - i], rise(h)], 1))
        return self.output(h.flatten(2).transpose(1, 2))


network = UNet(3, 2, 2)
fill_module(network)
record("u-net 2-D", network, fill("field", (2, 8, 12, 1), 4.0))


class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.first = nn.Conv2d(a, b, 3, stride=stride, padding=1)
        self.second = nn.Conv2d(b, b, 3, padding=1)
        self.firstNorm, self.secondNorm = nn.BatchNorm2d(b), nn.BatchNorm2d(b)
        if stride != 1 or a != b:
            self.shortcut, self.shortcutNorm = nn.Conv2d(a, b, 1, stride=stride), nn.BatchNorm2d(b)

    def forward(self, x):
        h = self.secondNorm(self.second(F.gelu(self.firstNorm(self.first(x)))))
        return F.gelu(h + (self.shortcutNorm(self.shortcut(x)) if hasattr(self, "shortcut") else x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Module()
        self.body.stem, self.body.stemNorm = nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2)
        self.body.blocks = nn.ModuleList([Block(2, 2, 1), Block(2, 3, 2), Block(3, 3, 1)])
        self.head = Lines(3, 4)

    def forward(self, x):
        h = F.gelu(self.body.stemNorm(self.body.stem(x.movedim(-1, 1))))
        for block in self.body.blocks:
            h = block(h)
        return self.head(h.flatten(2).mean(2))


network = ResNet()
fill_module(network)
record("resnet 2-D", network, fill("image", (3, 7, 6, 1), 4.0))

golden["torch"] = torch.__version__
with open("pytorch.json", "w", encoding="ascii") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()) + "\n}\n")
