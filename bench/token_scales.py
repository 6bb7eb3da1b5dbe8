# SPDX-License-Identifier: Apache-2.0
"""What the scale of a table of tokens is worth: beside positions, and where the head of a GPT-2 shares it.

Each row of bench/results/token-scales.csv is one training by `evenkeel train`, by plain gradient descent at learning rate 0.1 in batches of
32 (500 steps) or by Adam at 0.002 in batches of 64 (320 steps); rows that are there are not trained again.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
RESULTS = HOME / "bench" / "results" / "token-scales.csv"
TRAINING = {
    "sgd": "--learning-rate 0.1 --batch 32 --epochs 4 --examples 5000".split(),
    "adam": "--optimizer adam --learning-rate 2e-3 --batch 64 --epochs 4 --examples 6400".split(),
}
COLUMNS = ["network", "start", "optimizer", "seed", "state", "accuracies", "losses"]
NORM = "- normalization: token"


POSITIONS = ((1, "0.1768"), (1, "0.02"), (1, "0.003"), (3, "0.1768"), (10, "0.1768"), (10, 1), (10, 3), (10, 10), (30, 3), (30, 30),
             (100, "0.1768"), (100, 10), (100, 30), (100, 100))


def encoder(pre, blocks, task, positions="sinusoidal"):
    """Blocks of width 32 with positions, which tell a class for all tokens or, causal, for each."""
    attention = "- attention: {heads: 4%s}" % (", causal: true" if task == "sums" else "")
    lines = ["input: 16", "layers:", "  - embedding: {vocabulary: %d, units: 32, name: table}" % (10 if task == "sums" else 4),
             "  - positions: " + positions, "  - repeat:", "      times: %d" % blocks, "      name: block", "      layers:"]
    for branch in ([attention], ["- dense: 128", "- activation: gelu", "- dense: 32"]):
        lines += ["        - residual:"] + ["            " + line for line in ([NORM] if pre else []) + branch]
        lines += [] if pre else ["        " + NORM]
    lines += ["  " + NORM] if pre else []
    lines += ["  - dense: {units: 10, name: head}"] if task == "sums" else \
             ["  - pooling: {reduction: average, axes: 1}", "  - dense: {units: 4, name: head}"]
    return "\n".join(lines) + "\n"


def table(*names_and_deviations):
    return "rules:\n" + "".join('  - {name: "%s", rule: "normal(%s)"}\n' % pair for pair in names_and_deviations)


def runs():
    """The name, the description, the task, the starts with their rules, and the optimizers."""
    small = "%.4f" % 32 ** -0.5
    for name, pre, blocks, task in (("pre-2", True, 2, "brackets"), ("post-2", False, 2, "brackets"), ("pre-4-sums", True, 4, "sums"),
                                    ("pre-6", True, 6, "brackets")):
        starts = [("table " + std, "lecun", table(("table.weight", std))) for std in ("0.02", "0.1", "0.7")]
        yield name, encoder(pre, blocks, task), task, starts + [("auto", "auto", None)], TRAINING
    starts = [("table %s, positions %s" % two, "lecun", table(("table.weight", two[0]), ("positions1.weight", two[1]))) for two in POSITIONS]
    for name, pre in (("pre-4-learned", True), ("post-4-learned", False)):
        yield name, encoder(pre, 4, "brackets", "learned"), "brackets", starts if pre else starts[::4], ["adam"]
    for name, more in (("gpt2-4", ""), ("gpt2-4-untied", ",tied=false")):
        network = "gpt2(layers=4,width=32,heads=4,vocabulary=10,positions=16,tokens=16,dropout=0%s)" % more
        starts = [("auto", "auto", None)]
        if not more:
            starts += [("auto, table " + small, "auto", table(("*.wte.weight", small))),
                       ("auto, both tables " + small, "auto", table(("*.wte.weight", small), ("*.wpe.weight", small))),
                       ("small-init(32)", "small-init(32)", None)]
        yield name, network, "sums", starts, TRAINING


def train(network, task, start, optimizer):
    _, rule, file = start
    command = os.environ.get("EVENKEEL", str(HOME / "evenkeel")).split()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if "\n" in network:
            (folder / "network.yaml").write_text(network)
            network = str(folder / "network.yaml")
        words = ["train", "--network", network, "--data", task, "--rule", rule, "--format", "json", "--quiet"] + TRAINING[optimizer]
        if file:
            (folder / "rules.yaml").write_text(file)
            words += ["--rules", str(folder / "rules.yaml")]
        done = subprocess.run(command + words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3, 4):
        raise RuntimeError(" ".join(words) + ": " + done.stderr)
    return json.loads(done.stdout)["runs"][0]


def main():
    rows = list(csv.reader(RESULTS.open()))[1:] if RESULTS.exists() else []
    if not RESULTS.exists():
        RESULTS.write_text(",".join(COLUMNS) + "\n")
    known = {tuple(row[:4]) for row in rows}
    for name, network, task, starts, optimizers in runs():
        for start in starts:
            for optimizer in optimizers:
                key = (name, start[0], optimizer, "0")
                if key in known:
                    continue
                run = train(network, task, start, optimizer)
                epochs = run["epochs"]
                row = list(key) + [run["state"], " ".join("%.3f" % e["validationAccuracy"] for e in epochs),
                                   " ".join("%.4g" % e["validationLoss"] for e in epochs)]
                with RESULTS.open("a") as out:
                    csv.writer(out, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
