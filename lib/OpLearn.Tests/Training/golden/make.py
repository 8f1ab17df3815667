"""Writes adam.json, the numbers that AdamGoldenTests.cs compares with: run with Debian's python3-torch (1.13) in this folder.

A network of 3 sensors and one coordinate with five hidden units is fitted to given numbers by torch.optim. Weights, inputs and targets
come from a formula (fill) that both sides compute exactly; stored are the losses of each step and the weights at the end, in float64.
"""
import json
import os
import sys
import torch
import torch.nn as nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Models", "golden"))
from fill import fill  # noqa: E402, the formula; it sets float64 and one thread

functions, locations, target = fill("functions", (4, 3), 2.0), fill("locations", (5, 1), 2.0), fill("target", (4, 5, 2), 2.0)
joined = torch.cat([functions[:, None, :].expand(4, 5, 3), locations[None].expand(4, 5, 1)], -1)
STEPS = 40


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Module()
        self.network.layers = nn.ModuleList([nn.Linear(4, 5), nn.Linear(5, 2)])
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.copy_(fill(name, tuple(parameter.shape)))

    def forward(self, x):
        return self.network.layers[1](torch.tanh(self.network.layers[0](x)))


golden = {}
for key, make, decay in (
    ("adam", lambda p: torch.optim.Adam(p, lr=0.02), None),
    ("adam, other betas", lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-4), None),
    ("adam, weight decay", lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1), None),
    ("adamw", lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1), None),
    ("adam, exponential", lambda p: torch.optim.Adam(p, lr=0.02), lambda k: 0.5 ** (k / 10)),
):
    model = Network()
    optimizer = make(model.parameters())
    losses = []
    for step in range(STEPS):
        if decay is not None:
            optimizer.param_groups[0]["lr"] = 0.02 * decay(step)
        optimizer.zero_grad()
        loss = (model(joined) - target).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    golden[key] = {"losses": losses, "weights": {name: p.detach().reshape(-1).tolist() for name, p in model.named_parameters()}}

golden["torch"] = torch.__version__
with open("adam.json", "w", encoding="ascii") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()) + "\n}\n")
