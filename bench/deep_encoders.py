"""Encoders of many blocks, trained by Adam without warm-up: which depths and starts train.

Sequences of 16 tokens are the `brackets` of evenkeel-data: brackets and two letters, the class is how deep they nest, 1 to 4. Blocks
have width 32, 4 heads and 64 inner units of GELU; weights are N(0, 1/fan-in), biases 0. A row for each training: the arrangement of
norms, the blocks, the learning rate, the seed, the mean loss of the first and of the last 30 steps (the guess has ln 4 = 1.386) and the
second moment of the gradient at the first block over that at the last one, before training.

    python bench/deep_encoders.py bench/results/deep-encoders.csv [ARRANGEMENT BLOCKS ...]
"""

import csv
import math
import os
import sys

import torch
from torch import nn

TOKENS, CLASSES, WIDTH, HEADS, INNER = 16, 4, 32, 4, 64
BATCH, STEPS = 16, 150
FIELDS = ["norm", "blocks", "rate", "seed", "first", "last", "gradient"]


def brackets(count, generator):
    """Tokens 0 and 1 are brackets, 2 and 3 letters; equally many of each depth."""
    rows, labels = [], []
    while len(rows) < count:
        kinds = torch.randint(4, (TOKENS,), generator=generator).tolist()
        depth = deepest = 0
        for i, kind in enumerate(kinds):
            if kind == 1 and depth == 0:
                kinds[i] = 0
            depth += (kinds[i] == 0) - (kinds[i] == 1)
            deepest = max(deepest, depth)
        if deepest - 1 == len(rows) % CLASSES:
            rows.append(kinds)
            labels.append(deepest - 1)
    return torch.tensor(rows), torch.tensor(labels)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (f(x).view(b, t, HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        weights = (q @ k.transpose(2, 3) / math.sqrt(d // HEADS)).softmax(-1)
        return self.output((weights @ v).transpose(1, 2).reshape(b, t, d))


class Encoder(nn.Module):
    """norm: pre, post, deepnorm; t-fixup and auto: post-norm whose weights have the scales of these rules."""

    def __init__(self, norm, blocks):
        super().__init__()
        self.norm = norm
        self.alpha = (2 * blocks) ** 0.25 if norm == "deepnorm" else 1
        self.table = nn.Embedding(4, WIDTH)
        self.positions = nn.Parameter(torch.randn(TOKENS, WIDTH))
        self.branches = nn.ModuleList()
        for _ in range(blocks):
            self.branches.append(Attention())
            self.branches.append(nn.Sequential(nn.Linear(WIDTH, INNER), nn.GELU(), nn.Linear(INNER, WIDTH)))
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in self.branches)
        self.head = nn.Linear(WIDTH, CLASSES)
        for name, p in self.named_parameters():
            if p.dim() > 1 and "weight" in name and "table" not in name:
                nn.init.normal_(p, std=p.shape[1] ** -0.5)
                scaled = "branches" in name and "query" not in name and "key" not in name
                if scaled and norm == "deepnorm":
                    p.data.mul_((8 * blocks) ** -0.25)
                if scaled and norm == "t-fixup":
                    p.data.mul_(0.67 * blocks ** -0.25)
                if norm == "auto" and ("output" in name or ".2.weight" in name):
                    p.data.mul_(0.25)
            elif name.endswith("bias"):
                nn.init.zeros_(p)

    def forward(self, tokens, streams=None):
        x = self.table(tokens) + self.positions
        for branch, norm in zip(self.branches, self.norms):
            x = x + branch(norm(x)) if self.norm == "pre" else norm(self.alpha * x + branch(x))
            if streams is not None:
                x.retain_grad()
                streams.append(x)
        return self.head(x.mean(1))


def train(norm, blocks, rate, seed, data):
    torch.manual_seed(seed)
    model = Encoder(norm, blocks)
    loss = nn.CrossEntropyLoss()
    streams = []
    loss(model(data[0][:BATCH], streams), data[1][:BATCH]).backward()
    gradient = float((streams[0].grad**2).mean() / (streams[-2].grad**2).mean())
    optimizer = torch.optim.Adam(model.parameters(), rate)
    losses = []
    for step in range(STEPS):
        i = torch.randint(len(data[0]), (BATCH,))
        optimizer.zero_grad()
        one = loss(model(data[0][i]), data[1][i])
        one.backward()
        optimizer.step()
        losses.append(float(one))
        if not math.isfinite(losses[-1]):
            break
    return sum(losses[:30]) / 30, sum(losses[-30:]) / len(losses[-30:]), gradient


def main():
    torch.set_num_threads(1)
    file = sys.argv[1]
    data = brackets(4000, torch.Generator().manual_seed(0))
    cases = [(sys.argv[i], int(sys.argv[i + 1])) for i in range(2, len(sys.argv), 2)]
    cases = cases or [(n, b) for b in (4, 12, 24, 48, 96) for n in ("post", "pre", "deepnorm", "t-fixup")]
    done = set()
    if os.path.exists(file):
        with open(file) as f:
            done = {tuple(row[k] for k in FIELDS[:4]) for row in csv.DictReader(f)}
    else:
        with open(file, "w") as f:
            f.write(",".join(FIELDS) + "\n")
    for norm, blocks in cases:
        for rate in (0.001,):
            for seed in (0,):
                if (norm, str(blocks), str(rate), str(seed)) in done:
                    continue
                row = [norm, blocks, rate, seed] + ["%.4g" % x for x in train(norm, blocks, rate, seed, data)]
                with open(file, "a") as f:
                    f.write(",".join(map(str, row)) + "\n")
                print(*row, flush=True)


main()
