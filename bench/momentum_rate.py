# SPDX-License-Identifier: Apache-2.0
"""Learning rates with momentum beside the largest stable one without, in PyTorch: which are best, and which are stable.

usage: momentum_rate.py digits20.csv (rows of a part, a label and 36 pixels, as bench/worth-it writes them)

Of each network: the rate of stable_rate.py; for momentum 0 and 0.9 the best of 18 rates by validation loss over 100 steps in batches of 32, those
within 5 % of it, and the largest at which no full batch of 20 raises the loss above its start, all as shares of that rate; then the best loss, the
last and the largest as ratios to the first, at 0.7 and 1.5 times the rate, times 1, 1 + momentum, and 1 - momentum.
"""

import math
import sys

import torch
import torch.nn.functional as F

from stable_rate import gradient, perceptron, stable_rate, step, value

MOMENTUM, STEPS, BATCH, FULL_STEPS = 0.9, 100, 32, 20
NETWORKS = {
    "relu 48x6 he": (48, 6, F.relu, 2),
    "relu 48x12 lecun": (48, 12, F.relu, 1),
    "tanh 48x5 lecun": (48, 5, torch.tanh, 1),
    "tanh 32x12 lecun*1.5": (32, 12, torch.tanh, 1.5),
    "gelu 48x8 2.35/n": (48, 8, F.gelu, 2.35),
    "selu 32x6 lecun": (32, 6, F.selu, 1),
}


def moved(parameters, velocity, gradients, rate, momentum):
    velocity = [momentum * v + g for v, g in zip(velocity, gradients)]
    return step(parameters, velocity, rate), velocity


def train(parameters, forward, data, rate, momentum):
    x, y, vx, vy = data
    g = torch.Generator().manual_seed(0)
    velocity = [torch.zeros_like(p) for p in parameters]
    first = best = largest = last = value(parameters, forward, vx, vy)
    order, at = torch.randperm(len(x), generator=g), 0
    for t in range(STEPS):
        if at + BATCH > len(x):
            order, at = torch.randperm(len(x), generator=g), 0
        one, at = order[at:at + BATCH], at + BATCH
        parameters, velocity = moved(parameters, velocity, gradient(parameters, forward, x[one], y[one])[1], rate, momentum)
        if t % 10 == 9:
            last = value(parameters, forward, vx, vy)
            if not math.isfinite(last):
                return best, math.inf, math.inf
            best, largest = min(best, last), max(largest, last)
    return best, last / first, largest / first


def is_stable(parameters, forward, data, rate, momentum):
    x, y = data[:2]
    before = value(parameters, forward, x, y)
    velocity = [torch.zeros_like(p) for p in parameters]
    for _ in range(FULL_STEPS):
        parameters, velocity = moved(parameters, velocity, gradient(parameters, forward, x, y)[1], rate, momentum)
        if not value(parameters, forward, x, y) <= before:
            return False
    return True


def main():
    rows = [line.strip().split(",") for line in open(sys.argv[1])]
    data = []
    for part in "train", "val":
        chosen = [row for row in rows if row[0] == part]
        data += [torch.tensor([[float(v) for v in row[2:]] for row in chosen]), torch.tensor([int(row[1]) for row in chosen])]
    for name, sizes in NETWORKS.items():
        parameters, forward = perceptron(*sizes, inputs=36)
        low, high, _ = stable_rate(parameters, forward, *data[:2])
        rate = math.sqrt(low * high) if low else high
        print(f"{name}: rate {rate:.3g}")
        for momentum in 0, MOMENTUM:
            shares = [2 ** (k / 2) for k in range(-14, 4)]
            losses = [train(parameters, forward, data, s * rate, momentum)[0] for s in shares]
            best = min(losses)
            near = [s for s, loss in zip(shares, losses) if loss <= 1.05 * best]
            stable = [s for s in shares if is_stable(parameters, forward, data, s * rate, momentum)]
            print(f"  momentum {momentum}: best loss {best:.3f} at {shares[losses.index(best)]:.3f}, within 5 % from {min(near):.3f}"
                  f" to {max(near):.3f}, stable up to {max(stable, default=0):.3f}")
        for share in 0.7, 1.5:
            for factor, momentum in (1, 0), (1 + MOMENTUM, MOMENTUM), (1 - MOMENTUM, MOMENTUM):
                found = train(parameters, forward, data, share * factor * rate, momentum)
                print(f"  {share} times {factor:.1f}, momentum {momentum}: " + " ".join(f"{f:.3g}" for f in found), flush=True)


if __name__ == "__main__":
    main()
