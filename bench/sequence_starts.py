# SPDX-License-Identifier: Apache-2.0
"""What a start is worth for transformers: encoders of 12 and 24 blocks on generated brackets, a GPT-2 of 6 blocks on sums and on a text.

The text is three of this project's pages as they were at a commit, 86,586 characters. Each row of bench/results/sequence-starts.csv is one training by `evenkeel train`; rows that are there are not trained again.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
RESULTS = HOME / "bench" / "results" / "sequence-starts.csv"
WIDTH = 32
HEADS = 4
TARGET = 0.85
TRAINING = "--optimizer adam --learning-rate 2e-3 --batch 64 --epochs".split()
# 34 batches of sequences are an epoch of the text, 100 an epoch of what is generated.
EPOCHS = {"brackets": "5", "sums": "5", "text": "15"}
TEXT = "b7985615", ["docs/lecture.md", "docs/signal.md", "docs/critical.md"]
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


def gpt2_starts(blocks):
    """A start of GPT-2 is a rule for all weights, its preset, or T-Fixup but for the queries, keys and values, which are one layer."""
    ends = ["*.attn.c_proj.weight", "*.mlp.c_fc.weight", "*.mlp.c_proj.weight"]
    file = "rules:\n" + "".join('  - {name: "%s", rule: "t-fixup(%d)"}\n' % (name, blocks) for name in ends)
    file += "".join('  - {name: "*.%s.weight", rule: "t-fixup-embedding(%d)"}\n' % (table, blocks) for table in ("wte", "wpe"))
    return {"djl": ("djl", None), "auto": ("auto", None), "data": ("data", None), "gpt2": (None, "gpt2"), "t-fixup": ("glorot", file),
            "small-init": ("small-init(%d)" % WIDTH, None)}


def text(folder):
    """The text of three pages, from the history of this repository."""
    commit, pages = TEXT
    parts = [subprocess.run(["git", "show", commit + ":" + page], cwd=HOME, stdout=subprocess.PIPE, check=True).stdout for page in pages]
    (folder / "text.txt").write_bytes(b"".join(parts))
    return str(folder / "text.txt")


def train(command, network, start, warm_up, seed, folder, task):
    rule, file = start
    if "\n" in network:
        (folder / "network.yaml").write_text(network)
        network = str(folder / "network.yaml")
    words = ["train", "--network", network, "--seed", str(seed), "--target-accuracy", str(TARGET), "--format", "json",
             "--quiet"] + TRAINING + [EPOCHS[task]]
    words += ["--data", "text:" + text(folder)] if task == "text" else ["--data", task, "--examples", "8000"]
    if rule:
        words += ["--rule", rule]
    if file and "\n" in file:
        (folder / "rules.yaml").write_text(file)
        file = str(folder / "rules.yaml")
    if file:
        words += ["--rules", file]
    if warm_up:
        words += ["--warm-up", str(warm_up)]
    done = subprocess.run(command + words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3, 4):
        raise RuntimeError(" ".join(words) + ": " + done.stderr)
    return json.loads(done.stdout)["runs"][0]


def number(value):
    return "" if value is None else "%.4g" % value


def runs(given):
    """What is trained: the first columns of its row, its network and its start."""
    for seed in given.seeds.split(","):
        for kind in given.networks.split(","):
            for blocks in map(int, given.blocks.split(",")):
                pre = kind == "pre-norm"
                known = gpt2_starts(blocks) if kind.startswith("gpt2") else starts(pre, blocks)
                for name in known if given.starts is None else given.starts.split(","):
                    for warm_up in given.warm_ups.split(","):
                        if name not in known:
                            continue
                        scale = "%.4f" % (2 * blocks) ** -0.25 if name == "deepnorm" else "1"
                        if kind == "gpt2":
                            task, sizes = "sums", "vocabulary=10,tokens=16"
                        elif kind == "gpt2-text":
                            task, sizes = "text", "vocabulary=133,positions=32,tokens=32"
                        else:
                            task, network = "brackets", encoder(pre, blocks, scale)
                        if task != "brackets":
                            network = "gpt2(layers=%d,width=%d,heads=%d,%s,dropout=0)" % (blocks, WIDTH, HEADS, sizes)
                        key = (task, "gpt2" if task == "text" else kind, str(blocks), name, warm_up, seed)
                        yield key, network, known[name]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--networks", default="post-norm,pre-norm")
    options.add_argument("--blocks", default="12,24")
    options.add_argument("--starts")
    options.add_argument("--warm-ups", default="0,0.1")
    options.add_argument("--seeds", default="0")
    options.add_argument("--output", type=pathlib.Path, default=RESULTS)
    given = options.parse_args()
    command = os.environ.get("EVENKEEL", str(HOME / "evenkeel")).split()
    rows = list(csv.reader(given.output.open()))[1:] if given.output.exists() else []
    if not given.output.exists():
        given.output.write_text(",".join(COLUMNS) + "\n")
    known = {tuple(row[:6]) for row in rows}
    for key, network, start in runs(given):
        if key in known:
            continue
        with tempfile.TemporaryDirectory() as folder:
            run = train(command, network, start, float(key[4]), key[5], pathlib.Path(folder), key[0])
        epochs = run["epochs"]
        last = epochs[-1]
        row = list(key) + [run["state"], run.get("stepsToTarget") or "", number(last["validationAccuracy"]),
                           number(max(e["validationAccuracy"] or 0 for e in epochs)), number(last["validationLoss"]), last["steps"],
                           " ".join(number(e["validationLoss"]) for e in epochs)]
        with given.output.open("a") as out:
            csv.writer(out, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
