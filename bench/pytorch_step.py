#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Microseconds of one PyTorch training step: 30 hidden layers of 64 ReLU units, batch 64, SGD, one thread."""
import statistics
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
widths = [64] + [64] * 30 + [10]
layers = []
for n_in, n_out in zip(widths, widths[1:]):
    linear = torch.nn.Linear(n_in, n_out)
    torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
    torch.nn.init.zeros_(linear.bias)
    layers += [linear, torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
loss = torch.nn.CrossEntropyLoss()
steps, batch = 100, 64
x = torch.randn(steps * batch, 64)
y = torch.randint(10, (steps * batch,))


def epoch():
    order = torch.randperm(steps * batch)
    shuffled_x, shuffled_y = x[order], y[order]
    for i in range(steps):
        part = slice(i * batch, (i + 1) * batch)
        optimizer.zero_grad()
        value = loss(model(shuffled_x[part]), shuffled_y[part])
        value.backward()
        value.item()
        optimizer.step()


for _ in range(10):
    epoch()
times = []
for _ in range(30):
    begin = time.perf_counter()
    epoch()
    times.append((time.perf_counter() - begin) / steps * 1e6)
print(f"{statistics.median(times):.0f}")
