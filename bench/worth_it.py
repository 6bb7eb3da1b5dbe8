# SPDX-License-Identifier: Apache-2.0
"""Tables of trainings for bench/worth-it: small networks over multipliers, learning rates and seeds at once, by plain SGD, in PyTorch.

usage: worth_it.py FOLDER SET (with the data that WorthIt wrote there; the set is first, settle or judge). Writes networks.txt and, for each network, table-NAME.csv: a multiplier, a
learning rate, a seed, and the validation losses of the epochs. A table that is there is not trained again.
"""

import math
import pathlib
import sys

import torch

torch.set_num_threads(1)
MULTIPLIERS = [0.25 * 16 ** (i / 8) for i in range(9)]
RATES = [0.02 * 100 ** (j / 6) for j in range(7)]
SEEDS = range(51)  # three of trials, and the most fresh ones of a comparison
BATCH = 32
EPOCHS = 8
UNITS = {"first": 8, "settle": 8, "judge": 10}
ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "selu": torch.selu, "gelu": torch.nn.functional.gelu,
               "silu": torch.nn.functional.silu}
RIGHT = {"relu": ("he", 2), "tanh": ("lecun", 1), "selu": ("lecun", 1), "gelu": ("2.35/n", 2.35)}
FEATURES = {"moons": (2, 2), "circles": (2, 2), "spirals": (2, 2), "digits": (36, 10)}


def networks(chosen):
    """Data, hidden layers, activation, rule, and its variance times fan-in."""
    yield from {"first": first, "settle": settle, "judge": judge}[chosen]()


def wrong(variance):
    return f"{variance}/n", variance


def settle():
    """What the comparison's seeds were settled on."""
    for data, depths in ("moons25", (2, 4, 6)), ("moons35", (3, 5, 6)), ("circles15", (2, 4, 5)):
        for activation, depth in zip(("relu", "tanh", "gelu"), depths):
            yield data, depth, activation, *RIGHT[activation]
    for activation, depth in ("relu", 3), ("tanh", 4), ("selu", 4), ("gelu", 3):
        yield "digits20", depth, activation, *RIGHT[activation]
    for data in "moons25", "moons35", "digits20":
        yield from [(data, 5, "tanh", *wrong(0.35)), (data, 5, "relu", *wrong(0.8)), (data, 4, "selu", *wrong(2.5))]
    yield from [("spirals5", 3, "relu", "he", 2), ("spirals5", 3, "tanh", *wrong(0.5)), ("circles15", 6, "gelu", *wrong(0.8))]


def judge():
    """What it is judged by: named before any of them was trained."""
    for data, depths in ("moons22", (2, 3, 4, 5)), ("moons38", (3, 4, 6, 2)), ("circles10", (3, 5, 2, 4)), ("circles30", (2, 4, 5, 3)):
        for activation, depth in zip(("relu", "tanh", "selu", "gelu"), depths):
            yield data, depth, activation, *RIGHT[activation]
    for data in "digits25", "digits40":
        for activation, depth in ("relu", 4), ("tanh", 3), ("selu", 5), ("gelu", 2), ("relu", 6), ("tanh", 6):
            yield data, depth, activation, *RIGHT[activation]
    for data in "moons22", "moons38", "circles30", "digits40":
        yield from [(data, 6, "tanh", *wrong(0.45)), (data, 6, "relu", *wrong(1.2)), (data, 5, "gelu", *wrong(1))]
    yield from [("spirals10", 4, "relu", "he", 2), ("spirals10", 4, "tanh", *wrong(0.4)), ("moons38", 5, "selu", *wrong(3))]


def first():
    """The networks by which the first comparison, of six seeds, was judged."""
    yield from [("moons30", 6, "relu", "0.7/n", 0.7), ("moons30", 6, "tanh", "0.4/n", 0.4)]
    for data in "moons40", "moons30":
        for activation, depth in ("relu", 2), ("tanh", 3), ("selu", 5), ("gelu", 4), ("relu", 6), ("tanh", 6):
            yield data, depth, activation, *RIGHT[activation]
    for activation, depth in ("relu", 5), ("tanh", 5), ("gelu", 5), ("selu", 6):
        yield "digits30", depth, activation, *RIGHT[activation]
    yield from [("digits30", 6, "relu", "lecun", 1), ("digits30", 5, "selu", "0.4/n", 0.4), ("digits30", 5, "gelu", "0.9/n", 0.9)]
    for data in "moons40", "moons20", "circles20":
        for activation, depth in ("relu", 3), ("tanh", 5), ("selu", 3), ("gelu", 6), ("tanh", 2):
            yield data, depth, activation, *RIGHT[activation]
    yield from [("moons20", 6, "relu", "0.9/n", 0.9), ("moons20", 6, "tanh", "0.3/n", 0.3)]


def load(file):
    rows = [line.split(",") for line in open(file)]
    for part in "train", "val":
        chosen = [row for row in rows if row[0] == part]
        yield torch.tensor([[float(x) for x in row[2:]] for row in chosen]), torch.tensor([int(row[1]) for row in chosen])


def run(file, sizes, activation, variance):
    """The losses by multiplier, rate, seed and epoch; weights and order of a seed are the same at every multiplier and rate."""
    (x, y), (vx, vy) = load(file)
    settings, seeds = len(MULTIPLIERS) * len(RATES), len(SEEDS)
    multipliers = torch.tensor(MULTIPLIERS).view(-1, 1).expand(-1, len(RATES)).reshape(1, settings, 1, 1)
    rates = torch.tensor(RATES).view(1, -1).expand(len(MULTIPLIERS), -1).reshape(1, settings, 1, 1)
    generators = [torch.Generator().manual_seed(1000 * seed + 7) for seed in SEEDS]
    weights, biases = [], []
    for a, b in zip(sizes, sizes[1:]):
        drawn = torch.stack([torch.randn(a, b, generator=g) for g in generators]) * math.sqrt(variance / a)
        weights.append((drawn.unsqueeze(1) * multipliers.sqrt()).clone().requires_grad_())
        biases.append(torch.zeros(seeds, settings, 1, b).requires_grad_())

    def losses(h, labels):
        for i, (w, b) in enumerate(zip(weights, biases)):
            h = torch.matmul(h, w) + b
            h = activation(h) if i < len(weights) - 1 else h
        return -torch.log_softmax(h, -1).gather(3, labels).mean((2, 3))

    found = torch.full((len(MULTIPLIERS), len(RATES), seeds, EPOCHS), math.nan)
    for epoch in range(EPOCHS):
        orders = torch.stack([torch.randperm(len(x), generator=g) for g in generators])
        for i in range(0, len(x), BATCH):
            chosen = orders[:, i:i + BATCH]
            labels = y[chosen].unsqueeze(1).unsqueeze(-1).expand(-1, settings, -1, 1)
            gradients = torch.autograd.grad(losses(x[chosen].unsqueeze(1), labels).sum(), weights + biases)
            with torch.no_grad():
                for parameter, gradient in zip(weights + biases, gradients):
                    parameter -= rates * gradient
        with torch.no_grad():
            told = losses(vx.view(1, 1, *vx.shape), vy.view(1, 1, -1, 1).expand(seeds, settings, -1, 1))
            found[:, :, :, epoch] = told.t().reshape(len(MULTIPLIERS), len(RATES), seeds)
    return found


def main():
    folder, chosen = pathlib.Path(sys.argv[1]), sys.argv[2]
    lines = []
    for number, (data, depth, activation, rule, variance) in enumerate(networks(chosen), 1):
        name = f"{chosen[0]}{number:02d}"
        features, classes = FEATURES[data.rstrip("0123456789")]
        sizes = [features] + depth * [UNITS[chosen]] + [classes]
        lines.append(f"{name} {data} {'-'.join(map(str, sizes))} {activation} {rule} {variance} {EPOCHS}")
        table = folder / f"table-{name}.csv"
        if table.exists():
            continue
        found = run(folder / f"{data}.csv", sizes, ACTIVATIONS[activation], variance)
        rows = ["%.6g,%.6g,%d,%s" % (multiplier, rate, seed, " ".join("%.5g" % x for x in found[i, j, seed].tolist()).replace("nan", "NaN").replace("inf", "NaN"))
                for i, multiplier in enumerate(MULTIPLIERS) for j, rate in enumerate(RATES) for seed in SEEDS]
        table.write_text("\n".join(rows) + "\n")
        print(lines[-1], file=sys.stderr)
    (folder / f"networks-{chosen}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
