# SPDX-License-Identifier: Apache-2.0
"""The largest stable learning rate beside 2/λ, λ the largest eigenvalue of the loss's Hessian at the initial weights, in PyTorch.

usage: stable_rate.py digits.csv > bench/results/stable-rate.csv (a table of 64 pixels and a label, such as UCI's test set of digits)

The rate is found as check finds it (djl, Stability), λ by 20 power iterations with exact products. Both are on 256 examples. Then follow
20 steps of gradient descent on 512 examples and 96 of SGD in batches of 32, at 0.7, 1.5 and, for 2/λ, 1.5 times the rate: the largest loss and
the last, as ratios to the first.
"""

import csv
import math
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
BATCH, EXAMPLES, STEPS, GRADIENTS = 256, 512, 10, 30


def normal(generator, variance, *shape):
    fan = math.prod(shape[1:])
    return torch.randn(*shape, generator=generator) * math.sqrt(variance / fan)


def perceptron(width, depth, activation, variance, inputs=64):
    g = torch.Generator().manual_seed(0)
    sizes = [inputs] + [width] * depth + [10]
    weights = [normal(g, variance, b, a) for a, b in zip(sizes, sizes[1:])]
    parameters = weights + [torch.zeros(b) for b in sizes[1:]]

    def forward(p, x):
        layers = len(p) // 2
        for i in range(layers):
            x = x @ p[i].t() + p[layers + i]
            x = activation(x) if i < layers - 1 else x
        return x

    return parameters, forward


def convolutions(variance):
    g = torch.Generator().manual_seed(0)
    shapes = [(16, 1, 3, 3), (16, 16, 3, 3), (10, 256)]
    parameters = [normal(g, variance, *s) for s in shapes] + [torch.zeros(s[0]) for s in shapes]

    def forward(p, x):
        x = F.relu(F.conv2d(x.view(-1, 1, 8, 8), p[0], p[3], padding=1))
        x = F.relu(F.conv2d(x, p[1], p[4], padding=1, stride=2))
        return x.flatten(1) @ p[2].t() + p[5]

    return parameters, forward


def residual(width, blocks):
    g = torch.Generator().manual_seed(0)
    parameters = [normal(g, 1, width, 64)]
    for _ in range(blocks):
        parameters += [normal(g, 2, width, width), normal(g, 1 / 8, width, width)]
    parameters.append(normal(g, 1, 10, width))

    def forward(p, x):
        x = x @ p[0].t()
        for b in range(blocks):
            x = x + F.relu(x @ p[1 + 2 * b].t()) @ p[2 + 2 * b].t()
        return x @ p[-1].t()

    return parameters, forward


NETWORKS = {
    "relu 64x2 he": lambda: perceptron(64, 2, F.relu, 2),
    "relu 64x2 lecun": lambda: perceptron(64, 2, F.relu, 1),
    "relu 256x2 he": lambda: perceptron(256, 2, F.relu, 2),
    "relu 48x15 he": lambda: perceptron(48, 15, F.relu, 2),
    "relu 64x4 he*4": lambda: perceptron(64, 4, F.relu, 8),
    "tanh 64x5 lecun": lambda: perceptron(64, 5, torch.tanh, 1),
    "tanh 64x5 lecun*4": lambda: perceptron(64, 5, torch.tanh, 4),
    "tanh 32x20 lecun": lambda: perceptron(32, 20, torch.tanh, 1),
    "tanh 32x20 lecun*1.5": lambda: perceptron(32, 20, torch.tanh, 1.5),
    "gelu 64x10 2.35/n": lambda: perceptron(64, 10, F.gelu, 2.35),
    "gelu 64x3 lecun": lambda: perceptron(64, 3, F.gelu, 1),
    "convolutions relu he": lambda: convolutions(2),
    "6 residual blocks": lambda: residual(64, 6),
}


def gradient(parameters, forward, x, y):
    leaves = [p.detach().requires_grad_() for p in parameters]
    loss = F.cross_entropy(forward(leaves, x), y)
    return loss.item(), torch.autograd.grad(loss, leaves)


def step(parameters, gradients, rate):
    return [p - rate * g for p, g in zip(parameters, gradients)]


def value(parameters, forward, x, y):
    with torch.no_grad():
        return F.cross_entropy(forward(parameters, x), y).item()


def largest_eigenvalue(parameters, forward, x, y):
    leaves = [p.detach().requires_grad_() for p in parameters]
    slopes = torch.autograd.grad(F.cross_entropy(forward(leaves, x), y), leaves, create_graph=True)

    def largest(shift, iterations):
        g = torch.Generator().manual_seed(0)
        v = [torch.randn(p.shape, generator=g) for p in leaves]
        quotient = 0.0
        for _ in range(iterations):
            norm = math.sqrt(sum((a * a).sum().item() for a in v))
            v = [a / norm for a in v]
            product = torch.autograd.grad(sum((a * b).sum() for a, b in zip(slopes, v)), leaves, retain_graph=True)
            product = [a.detach() + shift * b for a, b in zip(product, v)]
            quotient = sum((a * b).sum().item() for a, b in zip(product, v))
            v = product
        return quotient - shift

    found = largest(0, 20)
    return found if found > 0 else largest(-found, 60)  # the largest in size was a negative one


def stable_rate(parameters, forward, x, y):
    before, first = gradient(parameters, forward, x, y)
    gradients = 1

    def falls(rate):
        return value(step(parameters, first, rate), forward, x, y) <= before

    rate, low, high = 0.1 * before / sum((g * g).sum().item() for g in first), 0, math.inf
    while low == 0 or high == math.inf:
        low, high, rate = (rate, high, rate * 4) if falls(rate) else (low, rate, rate / 4)
    for _ in range(3):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if falls(middle) else (low, middle)
    low, rate = 0, high / 2
    while low == 0 or high / low > 1.6:
        here, unstable = step(parameters, first, rate), 0
        for t in range(1, STEPS + 1):
            if t < STEPS and gradients >= GRADIENTS:
                return low, high, gradients
            if t < STEPS:
                loss, slopes = gradient(here, forward, x, y)
                gradients += 1
            else:
                loss = value(here, forward, x, y)
            if not loss <= before:
                unstable = t
                break
            here = step(here, slopes, rate)
        low, high = (low, rate) if unstable else (rate, high)
        rate = math.sqrt(low * high) if low > 0 else high / (4 if unstable <= 2 else 2.5)
    return low, high, gradients


def descent(parameters, forward, x, y, rate, steps, batch):
    g = torch.Generator().manual_seed(0)
    before = largest = last = value(parameters, forward, x, y)
    order, at = torch.randperm(len(x), generator=g), 0
    for t in range(steps):
        if at + batch > len(x):
            order, at = torch.randperm(len(x), generator=g), 0
        one = order[at:at + batch] if batch < len(x) else slice(None)
        at += batch
        parameters = step(parameters, gradient(parameters, forward, x[one], y[one])[1], rate)
        if batch == len(x) or t % 8 == 7:
            last = value(parameters, forward, x, y)
            last = last if math.isfinite(last) else math.inf
            largest = max(largest, last)
            if last == math.inf:
                break
    return f"{largest / before:.3g},{last / before:.3g}"


def main():
    rows = list(csv.reader(open(sys.argv[1])))
    table = torch.tensor([[float(v) for v in row] for row in rows[1:]])
    table = table[torch.randperm(len(table), generator=torch.Generator().manual_seed(0))][:EXAMPLES]
    x, y = table[:, :-1], table[:, -1].long()
    x = (x - x.mean()) / x.std()
    tests = [f"{rule}{factor}{kind}" for rule, factor in (("rate", 0.7), ("rate", 1.5), ("hessian", 1.5)) for kind in ("Descent", "Sgd")]
    print("network,twoOverLambda,rate,low,high,gradients," + ",".join(f"{t}Largest,{t}Last" for t in tests))
    for name, make in NETWORKS.items():
        parameters, forward = make()
        hessian = 2 / largest_eigenvalue(parameters, forward, x[:BATCH], y[:BATCH])
        low, high, gradients = stable_rate(parameters, forward, x[:BATCH], y[:BATCH])
        rate = math.sqrt(low * high) if low else high
        found = [descent(parameters, forward, x, y, r, *how)
                 for r in (0.7 * rate, 1.5 * rate, 1.5 * hessian) for how in ((20, len(x)), (96, 32))]
        print(f"{name},{hessian:.3g},{rate:.3g},{low:.3g},{high:.3g},{gradients}," + ",".join(found), flush=True)


if __name__ == "__main__":
    main()
