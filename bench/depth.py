"""Trains deep networks on a table of digits from several starts: docs/critical.md has its results.

bench/depth.py EVENKEEL DIGITS.csv OUT.csv [--depths 100,50] [--starts auto,activation,...] [--activations gelu,...]
bench/depth.py EVENKEEL DIGITS.csv OUT.csv --sprint --depths 3,8 --starts auto,he,glorot,lecun --seeds 10 --every 1

EVENKEEL is the command, which draws the weights; what is in OUT.csv is not trained again. Each cell is one network of dense layers
of 128 and one start, trained by plain SGD with batches of 32 for at most 40 epochs: five learning rates with one seed as one batched
network until the first of them has a validation accuracy of 90 % at the end of an epoch, then seeds 1 and 2 at the best rate. A run also
ends after 10 epochs below 20 %, when its numbers are no longer finite, or when its cell has had its share of processor time ("cut", as are
the slower rates of a grid).

--sprint is for shallow networks: all rates and all seeds are one batched network, a run ends with the first check that sees 90 %, and
the cell when one rate has more than half of its seeds there, which decides the median. Needs PyTorch.
"""

import argparse
import csv
import functools
import json
import os
import pathlib
import subprocess
import tempfile
import time

import torch

RATES = [0.0003, 0.001, 0.003, 0.01, 0.03]
SPRINT = [0.04, 0.08, 0.16, 0.32, 0.64]
WIDTH, EPOCHS, BATCH, TARGET = 128, 40, 32, 0.9
F = torch.nn.functional
ACTIVATIONS = {
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": F.softplus,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "mish": F.mish,
    "tanh": torch.tanh,
    "elu": F.elu,
    "selu": F.selu,
    "leaky-relu": lambda x: F.leaky_relu(x, 0.2),
    "softsign": F.softsign,
    "hard-tanh": F.hardtanh,
    "erf": torch.erf,
}
# Starts by the word of Evenkeel's rule that draws them; the others say how they differ.
STARTS = {
    "auto": "auto",
    "activation": "activation",
    "glorot": "glorot",
    "he": "he",
    "lecun": "lecun",
    "critical": "critical",
    "orthogonal": "orthogonal",
    "data": "activation",  # then each layer scaled to second moment 1 on a batch, as by LSUV and the start data
    "torch": None,  # torch.nn.Linear's own
    "batch-norm": "activation",  # with batch normalization before each activation
}


def examples(file):
    rows = [[float(x) for x in row] for row in list(csv.reader(open(file)))[1:]]
    table = torch.tensor(rows)[torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))]
    x, y = table[:, :-1], table[:, -1].long()
    x = (x - x.mean()) / x.std()
    held = len(x) // 5
    return x[held:], y[held:], x[:held], y[:held]


def tensors(file):
    """The float32 tensors of a safetensors file."""
    data = pathlib.Path(file).read_bytes()
    size = int.from_bytes(data[:8], "little")
    read = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            read[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    return read


NAMED = {"he", "glorot", "lecun", "orthogonal"}  # draws that no activation changes


def drawn(evenkeel, rule, activation, depth, seed, inputs, classes):
    if rule is None:
        torch.manual_seed(seed)
        sizes = [inputs] + [WIDTH] * depth + [classes]
        layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        return [layer.weight.detach() for layer in layers], [layer.bias.detach() for layer in layers]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "w.safetensors")
        layers = f"{inputs},{WIDTH}x{depth},{classes}"
        name = "leaky-relu(0.2)" if activation == "leaky-relu" else activation
        subprocess.run(
            [evenkeel, "draw", "--layers", layers, "--activation", name, "--rule", rule, "--seed", str(seed), "-o", file, "--quiet"],
            check=True, stdout=subprocess.DEVNULL)
        read = tensors(file)
    order = sorted({name.rsplit(".", 1)[0] for name in read}, key=lambda name: int("".join(c for c in name if c.isdigit()) or 10**9))
    return [read[name + ".weight"] for name in order], [read[name + ".bias"] for name in order]


def forward(weights, biases, f, x, normalize=False, scale=False):
    for l, (w, b) in enumerate(zip(weights, biases)):
        z = torch.baddbmm(b[:, None], x, w)
        if scale:  # data-dependent: second moment 1
            factor = z.pow(2).mean((1, 2), keepdim=True).sqrt()
            w /= factor
            z /= factor
        if l == len(weights) - 1:
            return z
        if normalize:
            z = F.batch_norm(z.transpose(0, 1).reshape(z.shape[1], -1), None, None, training=True).reshape(z.shape[1], z.shape[0], -1).transpose(0, 1)
        x = f(z)


def chosen(places, parameters):
    return [p.detach()[places].clone() for p in parameters]


def train(starts, rates, seeds, f, data, start, given, first=False):
    """The runs of one batched network. If first, those of a grid end with its first to be at the target."""
    x, y, held, answers = data
    weights = [torch.stack([s[0][l].T for s in starts]).contiguous() for l in range(len(starts[0][0]))]
    biases = [torch.stack([s[1][l] for s in starts]).contiguous() for l in range(len(weights))]
    normalize = start == "batch-norm"
    if start == "data":
        forward(weights, biases, f, x[:256].expand(len(rates), -1, -1), scale=True)
    alive = list(range(len(rates)))
    runs = [dict(state="cut", accuracy=0.0, best=0.0, steps85="", steps90="", epochs=0) for _ in rates]
    order = [torch.Generator().manual_seed(1000 + seed) for seed in seeds]
    speed = torch.tensor(rates)
    began, step = time.process_time(), 0

    def decided():
        reached = [rate for rate, run in zip(rates, runs) if run["state"] == "reached"]
        return first and any(2 * reached.count(rate) > rates.count(rate) for rate in reached)

    for epoch in range(EPOCHS):
        places = {r: torch.randperm(len(x), generator=order[r]) for r in alive}
        for at in range(0, len(x), BATCH):
            parameters = [p.requires_grad_() for p in weights + biases]
            batch = torch.stack([places[r][at : at + BATCH] for r in alive])
            out = forward(weights, biases, f, x[batch], normalize)
            loss = F.cross_entropy(out.flatten(0, 1), y[batch].flatten(), reduction="sum") / batch.shape[1]
            gradients = torch.autograd.grad(loss, parameters)
            step += 1
            last = at + BATCH >= len(x)
            with torch.no_grad():
                for p, g in zip(parameters, gradients):
                    p.sub_(speed.reshape(-1, *[1] * (g.dim() - 1)) * g)
                weights, biases = [w.detach() for w in weights], [b.detach() for b in biases]
                if step % given.every != 0 and not last:
                    continue
                out = forward(weights, biases, f, held.expand(len(alive), -1, -1), normalize)
                right = (out.argmax(2) == answers).float().mean(1)
                finite = torch.isfinite(out).all(2).all(1)
            for j, r in enumerate(alive):
                run = runs[r]
                run["accuracy"] = round(right[j].item(), 4) if finite[j] else 0.0
                run["epochs"] = epoch + 1
                run["best"] = max(run["best"], run["accuracy"])
                for share in (85, 90):
                    if run["accuracy"] >= share / 100 and not run[f"steps{share}"]:
                        run[f"steps{share}"] = step
                if not finite[j]:
                    run["state"] = "diverged"
                elif run["accuracy"] >= TARGET and (last or given.sprint):
                    run["state"] = "reached"
                elif last and epoch == 9 and run["best"] < 0.2:
                    run["state"] = "chance"
                elif last and epoch == EPOCHS - 1:
                    run["state"] = "ended"
            keep = [j for j, r in enumerate(alive) if runs[r]["state"] == "cut"]
            if not keep or (last or given.sprint) and decided() or last and time.process_time() - began > given.budget:
                return runs
            if len(keep) < len(alive) and (last or given.sprint):
                alive, speed = [alive[j] for j in keep], speed[keep]
                weights, biases = chosen(keep, weights), chosen(keep, biases)
    return runs


def best(rates, runs):
    """The rate of a grid with one seed that was first, or went furthest, and did not diverge."""
    return min(zip(rates, runs), key=lambda one: (one[1]["state"] == "diverged", one[1]["steps90"] or 10**6, -one[1]["best"]))[0]


def cell(draw, f, data, start, given):
    """Rows of (seed, rate, run)."""
    seeds = range(given.seeds)
    if given.sprint:
        drawn_once = [draw(seed) for seed in seeds]
        grid = [(seed, rate) for rate in given.rates for seed in seeds]
        runs = train([drawn_once[s] for s, _ in grid], [r for _, r in grid], [s for s, _ in grid], f, data, start, given, first=True)
        return [(seed, rate, run) for (seed, rate), run in zip(grid, runs)]
    rates = given.rates
    runs = train([draw(0)] * len(rates), rates, [0] * len(rates), f, data, start, given, first=True)
    rows = [(0, rate, run) for rate, run in zip(rates, runs)]
    if given.seeds > 1:
        rate, more = best(rates, runs), seeds[1:]
        again = train([draw(s) for s in more], [rate] * len(more), more, f, data, start, given)
        rows += [(s, rate, run) for s, run in zip(more, again)]
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evenkeel")
    parser.add_argument("digits")
    parser.add_argument("out")
    parser.add_argument("--depths", default="100,50")
    parser.add_argument("--starts", default=",".join(STARTS))
    parser.add_argument("--activations", default=",".join(ACTIVATIONS))
    parser.add_argument("--rates", help="learning rates")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--every", type=int, default=15, help="steps between two checks")
    parser.add_argument("--sprint", action="store_true", help="all rates and seeds at once, each to its first check at the target")
    parser.add_argument("--budget", type=float, default=120, help="seconds of one core after which a cell is cut")
    given = parser.parse_args()
    given.rates = [float(rate) for rate in given.rates.split(",")] if given.rates else SPRINT if given.sprint else RATES
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    data = examples(given.digits)
    fields = ["activation", "layers", "start", "seed", "rate", "state", "accuracy", "best", "steps85", "steps90", "epochs"]
    once = functools.lru_cache(maxsize=3 * given.seeds)(drawn)
    done = set()
    if os.path.exists(given.out):
        done = {(r["activation"], int(r["layers"]), r["start"], int(r["seed"])) for r in csv.DictReader(open(given.out))}
    with open(given.out, "a", newline="") as file:
        table = csv.DictWriter(file, fields, lineterminator="\n")
        if not done:
            table.writeheader()
        for depth in map(int, given.depths.split(",")):
            for start in given.starts.split(","):
                for activation in given.activations.split(","):
                    if (activation, depth, start, 0) in done:
                        continue
                    rule = STARTS[start]
                    shared = "relu" if rule in NAMED else activation
                    draw = lambda seed: once(given.evenkeel, rule, shared, depth, seed, data[0].shape[1], 10)
                    for seed, rate, run in cell(draw, ACTIVATIONS[activation], data, start, given):
                        table.writerow(dict(activation=activation, layers=depth, start=start, seed=seed, rate=rate, **run))
                    file.flush()


if __name__ == "__main__":
    main()
