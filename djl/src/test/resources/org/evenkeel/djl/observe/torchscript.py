# SPDX-License-Identifier: Apache-2.0
"""Writes torchscript.pt, a traced network of 4 inputs, three hidden ReLU layers of 4 and 2 outputs.

Its weights are PyTorch's defaults, so its signal vanishes. Run with PyTorch 1.13 or later.
"""
import torch

torch.manual_seed(0)
layers = []
for _ in range(3):
    layers += [torch.nn.Linear(4, 4), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers, torch.nn.Linear(4, 2))
torch.jit.trace(model, torch.zeros(1, 4)).save("torchscript.pt")
