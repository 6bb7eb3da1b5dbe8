# SPDX-License-Identifier: Apache-2.0
"""What a start is worth for transformers: encoders of 12 and 24 blocks on generated brackets.

Each row of bench/results/sequences.csv is one training by `evenkeel train`; rows that are there are not trained again.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
RESULTS = HOME / "bench" / "results" / "sequences.csv"
WIDTH = 32
HEADS = 4
TARGET = 0.85
TRAINING = "--optimizer adam --learning-rate 2e-3 --batch 64 --epochs 5".split()
COLUMNS = ["task", "network", "blocks", "start", "warm-up", "seed", "state", "steps to target", "accuracy", "best accuracy",
           "loss", "steps", "losses"]


def block(pre, scale):
    """One block of an encoder, as the lines of a list of layers."""
    norm = "- normalization: token"
    lines = []
    for branch in (["- attention: {heads: %d}" % HEADS],
                   ["- dense: %d" % (4 * WIDTH), "- activation: gelu", "- dense: %d" % WIDTH]):
        lines += ["- residual:", "    scale: %s" % scale, "    branch:"]
        lines += ["      " + line for line in ([norm] if pre else []) + branch]
        lines += [] if pre else [norm]
    return lines


def encoder(pre, blocks, scale):
    """An encoder of sequences of 16 tokens of 4 kinds, with the mean of its tokens as what 4 classes are told by."""
    lines = ["input: 16", "layers:", "  - embedding: {vocabulary: 4, units: %d, name: table}" % WIDTH, "  - positions: learned",
             "  - repeat:", "      times: %d" % blocks, "      name: block", "      layers:"]
    lines += ["        " + line for line in block(pre, scale)]
    lines += ["  - normalization: token"] if pre else []
    lines += ["  - pooling: {reduction: average, axes: 1}", "  - dense: {units: 4, name: head}"]
    return "\n".join(lines) + "\n"


def rules(blocks, inside, ends, table):
    """A rule file for value and feed-forward weights, the last weights of each branch, and the table of tokens."""
    entries = [("*.attention1.value.weight", inside), ("*.dense1.weight", inside), ("*.attention1.output.weight", ends),
               ("*.dense2.weight", ends), ("table.weight", table), ("positions1.weight", table)]
    return "rules:\n" + "".join('  - {name: "%s", rule: "%s"}\n' % entry for entry in entries if entry[1])


# A start is a rule for all weights, and rules for those that its paper treats otherwise.
def starts(pre, blocks):
    table = "normal(%.4f)" % WIDTH ** -0.5
    found = {
        "djl": ("djl", None),
        "auto": ("auto", None),
        "data": ("data", None),
        "gpt2": ("normal(0.02)", rules(blocks, None, "gpt2(%d)" % blocks, None)),
        "t-fixup": ("glorot", rules(blocks, "t-fixup(%d)" % blocks, "t-fixup(%d)" % blocks, "t-fixup-embedding(%d)" % blocks)),
    }
    if not pre:
        found["deepnorm"] = ("glorot", rules(blocks, "deepnorm(%d)" % blocks, "deepnorm(%d)" % blocks, table))
    return found


def train(command, network, start, warm_up, seed, folder, task):
    rule, file = start
    (folder / "network.yaml").write_text(network)
    words = ["train", "--network", str(folder / "network.yaml"), "--rule", rule, "--seed", str(seed), "--target-accuracy",
             str(TARGET), "--format", "json", "--quiet"] + TRAINING + task
    if file:
        (folder / "rules.yaml").write_text(file)
        words += ["--rules", str(folder / "rules.yaml")]
    if warm_up:
        words += ["--warm-up", str(warm_up)]
    done = subprocess.run(command + words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3, 4):
        raise RuntimeError(" ".join(words) + ": " + done.stderr)
    return json.loads(done.stdout)["runs"][0]


def number(value):
    return "" if value is None else "%.4g" % value


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--blocks", default="12,24")
    options.add_argument("--seeds", default="0")
    options.add_argument("--output", type=pathlib.Path, default=RESULTS)
    given = options.parse_args()
    command = os.environ.get("EVENKEEL", str(HOME / "evenkeel")).split()
    rows = list(csv.reader(given.output.open()))[1:] if given.output.exists() else []
    if not rows:
        given.output.write_text(",".join(COLUMNS) + "\n")
    known = {tuple(row[:6]) for row in rows}
    for seed in given.seeds.split(","):
        for blocks in map(int, given.blocks.split(",")):
            for pre in (False, True):
                for name, start in starts(pre, blocks).items():
                    for warm_up in (0, 0.1):
                        scale = "%.4f" % (2 * blocks) ** -0.25 if name == "deepnorm" else "1"
                        key = ("brackets", "pre-norm" if pre else "post-norm", str(blocks), name, str(warm_up), seed)
                        if key in known:
                            continue
                        with tempfile.TemporaryDirectory() as folder:
                            run = train(command, encoder(pre, blocks, scale), start, warm_up, seed, pathlib.Path(folder),
                                        ["--data", "brackets", "--examples", "8000"])
                        epochs = run["epochs"]
                        row = list(key) + [run["state"], run.get("stepsToTarget") or "", number(epochs[-1]["validationAccuracy"]),
                                           number(max(e["validationAccuracy"] or 0 for e in epochs)),
                                           number(epochs[-1]["validationLoss"]), epochs[-1]["steps"],
                                           " ".join(number(e["validationLoss"]) for e in epochs)]
                        with given.output.open("a") as out:
                            csv.writer(out, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
