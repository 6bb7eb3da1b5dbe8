# SPDX-License-Identifier: Apache-2.0
"""Draws part J of the labelled set: `python3 bench/as_written.py > bench/src/main/resources/org/evenkeel/bench/labels/written.tsv`.

Fifteen kinds of networks as people write them, four of each; size and start are drawn by a fixed seed. Starts that are too small, too
large or too deep for their network have about half of the weight, so that about half of the networks should not train.
"""

import random

DRAW = random.Random(20261130)
PYTORCH = "lecun*0.3333 --distribution uniform --bias-variance {}"


def one(*choices):
    return DRAW.choice(choices)


def chain(*layers):
    return "[" + ", ".join(layers) + "]"


def network(shape, *layers):
    return "--network {input: " + shape + ", layers: " + chain(*layers) + "}"


def act(function):
    return "{activation: " + function + "}"


def repeat(times, *layers):
    return "{repeat: {times: %d, layers: %s}}" % (times, chain(*layers))


def conv(channels, kernel=3, stride=1):
    extra = ", stride: %d" % stride if stride > 1 else ""
    return "{convolution: {channels: %d, kernel: %d, padding: %d%s}}" % (channels, kernel, kernel // 2, extra)


def norm(over):
    return "{normalization: " + over + "}"


def constant_biases(value):
    return " --rules {rules: [{kind: bias, rule: constant(%s)}]}" % value


def scales(value):
    return " --rules {rules: [{kind: scale, rule: constant(%s)}]}" % value


def usual(fan=64):
    """A start that a person would write, or one that is off."""
    return one("auto", "he", "glorot", "glorot --distribution uniform", PYTORCH.format(round(1 / (3 * fan), 5)),
               "normal(0.01)", "normal(0.02)", "truncated-normal(0.1)", "normal(0.5)", "normal(1)", "he*0.05", "he*8", "lecun*0.2")


def lenet():
    f, pool, channels, kernel = one("relu", "tanh", "sigmoid", "gelu", "leaky-relu"), one("max", "average"), one(6, 8), one(3, 5)
    rule = usual(channels * 9)
    pooling = "{pooling: {reduction: %s, window: 2}}" % pool
    tail = ["flatten", "{dense: 48}", act(f), "{dense: 10}"]
    biases = constant_biases(one("0.1", "0.1", "-0.5")) if DRAW.random() < 0.3 else ""
    return "lenet", network("[1, 8, 8]", conv(channels, kernel), act(f), pooling, conv(2 * channels, kernel), act(f), pooling,
                            *tail) + " --rule " + rule.split(" --bias")[0] + biases


def strided():
    f, over, depth = one("relu", "relu", "elu", "silu", "tanh"), one("none", "none", "batch", "layer"), one(2, 4, 8, 14)
    block = [conv(8)] + ([norm(over)] if over != "none" else []) + [act(f)]
    return "strided-" + over, network("[1, 8, 8]", conv(8, 3, 2), act(f), repeat(depth, *block), "{pooling: average}",
                                      "{dense: 10}") + " --rule " + usual(72)


def residual():
    pre, f, over, depth = one(True, False), one("relu", "gelu", "tanh"), one("none", "batch", "layer"), one(4, 10, 20)
    n = [norm(over)] if over != "none" else []
    if pre:
        blocks = ["{residual: %s}" % chain(*n, act(f), "{dense: 48}", *n, act(f), "{dense: 48}")]
    else:
        blocks = ["{residual: %s}" % chain("{dense: 48}", *n, act(f), "{dense: 48}", *n), act(f)]
    gamma = scales(one("0", "0.1")) if n and DRAW.random() < 0.3 else ""
    return ("preact-" if pre else "postact-") + over, network("[64]", "{dense: 48}", repeat(depth, *blocks), *([] if not pre else n),
                                                             "{dense: 10}") + " --rule " + usual(48) + gamma


def transformer():
    pre, blocks, heads = one(True, False), one(1, 2, 3), one(1, 4)
    attention = "{attention: {heads: %d}}" % heads
    feed = ["{convolution: {channels: 64, kernel: 1, axes: 1}}", act(one("gelu", "relu")), "{convolution: {channels: 32, kernel: 1, axes: 1}}"]
    token = norm("token")
    if pre:
        inner = ["{residual: %s}" % chain(token, attention), "{residual: %s}" % chain(token, *feed)]
    else:
        inner = ["{residual: %s}" % chain(attention), token, "{residual: %s}" % chain(*feed), token]
    end = one(["flatten"], ["{token: {position: first}}"])
    return ("prenorm" if pre else "postnorm"), network("[8, 8]", "{convolution: {channels: 32, kernel: 1, axes: 1}}",
        repeat(blocks, *inner), *([token] if pre else []), *end, "{dense: 10}") + " --rule " + one(
            "normal(0.02)", "glorot --distribution uniform", "auto", "truncated-normal(0.02)", "normal(0.002)", "normal(0.5)", "he*10")


def perceptron(width, depth, f, rule):
    return "--layers 64,%dx%d,10 --activation %s --rule %s" % (width, depth, f, rule)


def bias():
    f = one("relu", "gelu", "silu", "tanh", "sigmoid", "elu")
    return "bias", perceptron(one(32, 64), one(3, 5, 8, 12), f, one("he", "he", "auto", "glorot")) + constant_biases(
        one("-2", "-1", "-0.5", "0.1", "0.5", "1", "2"))


def mean():
    low, high = one((0, 0.1), (-0.05, 0.1), (-0.2, 0.3), (-0.1, 0.05), (0, 0.3), (-0.3, 0.2))
    return "mean", perceptron(one(32, 64), one(2, 3, 5, 8), one("relu", "tanh", "sigmoid", "selu", "leaky-relu"),
                              "uniform(%s,%s)" % (low, high))


def orthogonal():
    return "orthogonal", perceptron(one(32, 48), one(6, 12, 24), one("relu", "tanh", "gelu", "softsign", "hard-tanh", "identity"),
                                    "orthogonal(%s)" % one("0.1", "0.5", "0.8", "1", "1.1", "1.4142", "2", "4"))


def library():
    width, f = one(32, 64), one("relu", "tanh", "sigmoid", "gelu", "elu", "leaky-relu")
    rule, name = one((PYTORCH.format(round(1 / (3 * width), 5)), "pytorch"), ("glorot --distribution uniform", "keras"), ("djl", "djl"))
    return name, perceptron(width, one(3, 6, 10, 16, 24), f, rule)


def bottleneck():
    return "bottleneck", "--layers 64,64x%d,%d,64x%d,10 --activation %s --rule %s" % (
        one(1, 3, 6), one(1, 2, 3, 6), one(1, 3, 6), one("relu", "tanh", "gelu", "selu"), one("auto", "he", "lecun", "glorot", "he*0.3"))


def mixed():
    first, second = DRAW.sample(["relu", "tanh", "sigmoid", "gelu", "selu", "softplus", "hard-tanh"], 2)
    return "mixed", network("[64]", repeat(one(2, 4, 8), "{dense: 48}", act(first), "{dense: 48}", act(second)),
                            "{dense: 10}") + " --rule " + usual(48)


def dropout():
    rate = one("0.1", "0.25", "0.5", "0.8")
    f = one("relu", "tanh", "selu", "gelu")
    return "dropout", network("[64]", repeat(one(2, 4, 8, 14), "{dense: 64}", act(f), "{dropout: %s}" % rate),
                              "{dense: 10}") + " --rule " + usual(64)


def hard():
    f, depth = one("Relu6", "HardSigmoid", "HardSwish"), one("Shallow", "Middle", "Deep")
    return "hard", "--block-factory org.evenkeel.bench.labels.HardNetwork$%s%s --rule %s" % (f, depth, usual(64))


def gamma():
    over, f, depth = one("batch", "layer", "rms"), one("relu", "tanh", "gelu"), one(2, 4, 8, 12)
    return "gamma", network("[64]", repeat(depth, "{dense: 48}", norm(over), act(f)), "{dense: 10}") + " --rule " + one(
        "he", "auto", "glorot", "normal(0.02)") + scales(one("0", "0.01", "0.1", "0.5", "3"))


def recurrent():
    cell = one("rnn", "rnn_relu", "gru", "lstm")
    layers = ["{recurrent: {cell: %s, units: 32}}" % cell] * one(1, 1, 2)
    return cell, network("[8, 8]", *layers, "{token: {position: last}}", "{dense: 10}") + " --rule " + one(
        "glorot --distribution uniform", "orthogonal", "lecun*0.3333 --distribution uniform --bias-variance 0.0104", "normal(0.01)",
        "normal(0.05)", "auto", "he*6", "normal(1)")


def head():
    depth, f = one(2, 4, 8), one("relu", "tanh", "gelu")
    return "head", perceptron(48, depth, f, one("auto", "he", "glorot")) + (
        " --rules {rules: [{name: dense%d.weight, rule: normal(%s)}]}" % (depth + 1, one("0.0001", "0.01", "1", "10", "100")))


KINDS = [("convolution", lenet), ("convolution", strided), ("residual", residual), ("transformer", transformer), ("bias", bias),
         ("mean", mean), ("orthogonal", orthogonal), ("library-default", library), ("bottleneck", bottleneck), ("mixed", mixed),
         ("dropout", dropout), ("hard", hard), ("normalized", gamma), ("recurrent", recurrent), ("head", head)]

if __name__ == "__main__":
    print("id\tkind\toptions")
    for kind, draw in KINDS:
        seen = set()
        while len(seen) < 4:
            name, options = draw()
            if options not in seen:
                seen.add(options)
                print("j-%s-%d\t%s\t%s" % (name, len(seen), kind, options))
