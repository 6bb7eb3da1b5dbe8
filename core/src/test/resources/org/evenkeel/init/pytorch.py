# SPDX-License-Identifier: Apache-2.0
"""What PyTorch's torch.nn.init does, as a table: the expected values of PyTorchTest.

    python3 pytorch.py

writes pytorch.csv beside this file. Standard deviations and bounds are those that PyTorch passes to
Tensor.normal_ and Tensor.uniform_, not measured ones. The column "factor" is what PyTorch's variance
is of the one that keeps the signal (or the gradient, for fan_out) in that kind of layer: 1 where
PyTorch is right. Layers are written as:

    dense IN OUT | convolution IN OUT GROUPS KERNEL... | transposed IN OUT GROUPS STRIDE KERNEL...
    fused IN OUT... | matrix ROWS COLUMNS
"""
import csv
import math
import os
import warnings
import zlib

import numpy as np
import torch
from torch.nn import init

warnings.simplefilter("ignore")
ROWS = []
GROUPED = "pytorch#23854: fan_out counts the outputs of all groups"
TRANSPOSED = "pytorch#7865: fan_in and fan_out of a transposed convolution change places, strides are ignored"
PACKED = "pytorch#166378: the packed in_proj_weight is taken for one layer of three times as many units"


def row(function, layer, arguments, statistic, value, error=0.0, factor=1.0, note="", verdict=""):
    verdict = verdict or ("wrong" if factor != 1 else "right")
    ROWS.append([function, layer, arguments, statistic, value if isinstance(value, str) else repr(float(value)),
                 repr(float(error)), repr(float(factor)), verdict, note])


def passed(function, shape, **arguments):
    """The standard deviation or the bound that an initializer asks for."""
    seen = []
    normal, uniform = torch.Tensor.normal_, torch.Tensor.uniform_
    torch.Tensor.normal_ = lambda self, mean, std: seen.append(std) or self
    torch.Tensor.uniform_ = lambda self, low, high: seen.append(high) or self
    try:
        function(torch.empty(shape), **arguments)
    finally:
        torch.Tensor.normal_, torch.Tensor.uniform_ = normal, uniform
    (value,) = seen
    return value


def tensor_shape(layer):
    kind, *sizes = layer.split()
    n = [int(size) for size in sizes]
    if kind == "dense":
        return [n[1], n[0]]
    if kind == "convolution":
        return [n[1], n[0] // n[2], *n[3:]]
    if kind == "transposed":
        return [n[0], n[1] // n[2], *n[4:]]
    if kind == "fused":
        return [sum(n[1:]), n[0]]
    return n


def fans(layer):
    """n_in and n_out of the kind of layer, by counting terms."""
    kind, *sizes = layer.split()
    n = [int(size) for size in sizes]
    if kind == "convolution":
        taps = math.prod(n[3:])
        return n[0] // n[2] * taps, n[1] // n[2] * taps
    if kind == "transposed":
        taps = math.prod(n[4:])
        return n[0] // n[2] * taps / n[3] ** len(n[4:]), n[1] // n[2] * taps
    return n[0], n[1]


def expectation(g):
    """E[g(z)], z ~ N(0, 1), by the trapezoidal rule."""
    z = np.linspace(-12, 12, 2_400_001)
    return float(np.sum(g(z) * np.exp(-z * z / 2)) * (z[1] - z[0]) / math.sqrt(2 * math.pi))


def gains():
    second = {
        "sigmoid": expectation(lambda z: 1 / (1 + np.exp(-z)) ** 2),
        "tanh": expectation(lambda z: np.tanh(z) ** 2),
        "selu": 1.0,
    }
    notes = {
        "sigmoid": "not a gain: E[f(z)^2] is %.6f" % second["sigmoid"],
        "tanh": "5/3 makes E[x^2] 1.095 and the gradient grow by 1.21 a layer where activations settle",
        "selu": "3/4 is empirical; SELU keeps variance 1 with gain 1",
    }
    for name in ["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
                 "conv_transpose3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]:
        gain = init.calculate_gain(name)
        factor = gain**2 * second[name] if name in second else 1.0
        row("calculate_gain", "", name, "gain", gain, factor=factor, note=notes.get(name, ""),
            verdict="differs" if name in second else "right")
    for slope in [0.0, 0.1, 0.2, 1.0, -0.5, math.sqrt(5)]:
        row("calculate_gain", "", "leaky_relu %r" % slope, "gain", init.calculate_gain("leaky_relu", slope))
    for name in ["gelu", "silu", "mish", "elu", "softplus", "softsign", "hardtanh", "glu", "geglu", "swiglu"]:
        try:
            init.calculate_gain(name)
            raise AssertionError(name)
        except ValueError:
            row("calculate_gain", "", name, "none", "", verdict="none")


def variance_scaling():
    layers = ["dense 300 500", "dense 1 1000", "dense 784 10", "convolution 4 6 1 7", "convolution 3 16 1 3 5",
              "convolution 64 128 1 1 1", "convolution 2 3 1 2 2 2", "convolution 8 12 4 3 3",
              "convolution 32 64 32 3 3", "convolution 6 6 6 5", "transposed 16 64 1 1 3 3",
              "transposed 16 64 1 2 4 4", "transposed 64 32 4 2 4 4", "transposed 8 4 1 3 3",
              "fused 64 64 64 64"]
    for layer in layers:
        n_in, n_out = fans(layer)
        shape = tensor_shape(layer)
        taps = math.prod(shape[2:])
        theirs = {"fan_in": shape[1] * taps, "fan_out": shape[0] * taps}
        ours = {"fan_in": n_in, "fan_out": n_out}
        kind, groups = layer.split()[0], 1
        note = {"transposed": TRANSPOSED, "fused": PACKED}.get(kind, GROUPED)
        for mode in ["fan_in", "fan_out"]:
            factor = ours[mode] / theirs[mode]
            for arguments in [{"nonlinearity": "relu"}, {"nonlinearity": "linear"}, {"nonlinearity": "leaky_relu", "a": 0.2},
                              {"nonlinearity": "leaky_relu", "a": math.sqrt(5)}]:
                text = " ".join([mode, arguments["nonlinearity"], repr(arguments.get("a", 0.0))])
                why = note if factor != 1 else ""
                row("kaiming_normal_", layer, text, "std",
                    passed(init.kaiming_normal_, shape, mode=mode, **arguments), factor=factor, note=why)
                row("kaiming_uniform_", layer, text, "bound",
                    passed(init.kaiming_uniform_, shape, mode=mode, **arguments), factor=factor, note=why)
        factor = (n_in + n_out) / (theirs["fan_in"] + theirs["fan_out"])
        why = note if factor != 1 else ""
        for gain in [1.0, 1.5]:
            row("xavier_normal_", layer, repr(gain), "std", passed(init.xavier_normal_, shape, gain=gain), factor=factor, note=why)
            row("xavier_uniform_", layer, repr(gain), "bound", passed(init.xavier_uniform_, shape, gain=gain), factor=factor, note=why)


def truncated():
    draws = 10_000_000
    torch.manual_seed(0)
    for std, a, b in [(1, -2, 2), (0.02, -0.04, 0.04), (0.02, -2, 2), (0.5, -1, 3), (1, 0, 2), (1, -0.5, 0.25), (2, 1, 5)]:
        x = init.trunc_normal_(torch.empty(draws), 0.0, std, a, b).double()
        mean, variance = float(x.mean()), float(x.var())
        fourth = float(((x - mean) ** 4).mean())
        arguments = "%r %r %r" % (std, a, b)
        row("trunc_normal_", "", arguments, "mean", mean, math.sqrt(variance / draws))
        row("trunc_normal_", "", arguments, "variance", variance, math.sqrt((fourth - variance**2) / draws))
        row("trunc_normal_", "", arguments, "min", float(x.min()))
        row("trunc_normal_", "", arguments, "max", float(x.max()))


def numbers(tensor):
    return " ".join("%g" % v for v in tensor.flatten().tolist())


def structured():
    for layer, groups in [("convolution 2 2 1 3", 1), ("convolution 2 3 1 3 3", 1), ("convolution 3 2 1 2", 1),
                          ("convolution 4 4 2 3", 2), ("convolution 4 6 2 3 4", 2), ("convolution 6 4 2 1 3", 2),
                          ("convolution 4 4 4 3 3", 4), ("convolution 2 2 1 3 3 3", 1)]:
        row("dirac_", layer, str(groups), "tensor", numbers(init.dirac_(torch.empty(tensor_shape(layer)), groups)))
    for layer in ["dense 3 3", "dense 3 5", "dense 5 2"]:
        row("eye_", layer, "", "tensor", numbers(init.eye_(torch.empty(tensor_shape(layer)))))
    torch.manual_seed(0)
    for layer in ["dense 6 6", "dense 6 4", "dense 4 6", "convolution 5 4 1 3", "convolution 2 12 1 2 2",
                  "convolution 4 8 1 3 3", "convolution 2 40 1 2 3 2", "transposed 12 3 1 1 2 2"]:
        shape = tensor_shape(layer)
        w = init.orthogonal_(torch.empty(shape), 1.5).double().reshape(shape[0], -1)
        sides = {"rows": w @ w.T, "columns": w.T @ w}
        good = [side for side, gram in sides.items() if torch.allclose(gram, 2.25 * torch.eye(len(gram)).double(), atol=1e-5)]
        row("orthogonal_", layer, "1.5", "orthonormal", " ".join(good))
    for (rows, columns), sparsity in [((100, 40), 0.9), ((40, 100), 0.75), ((7, 5), 0.5)]:
        w = init.sparse_(torch.empty(rows, columns), sparsity)
        zeros = sorted(set((w == 0).sum(dim=0).tolist()))
        spread = len(set((w == 0).sum(dim=1).tolist()))
        row("sparse_", "matrix %d %d" % (rows, columns), repr(sparsity), "zeros of a column", " ".join(map(str, zeros)),
            note="columns are inputs: PyTorch counts the units of an input, Martens the inputs of a unit; rows have %s"
            % ("one count" if spread == 1 else "counts that differ"), verdict="differs")


def half_precision():
    """Checksums over all 16-bit numbers and over what lies between neighbours."""
    codes = np.arange(0x10000, dtype=np.uint16)
    row("float16", "", "numpy", "crc32 of values but NaN", "%08x" % checksum(codes.view(np.float16).astype(np.float32)))
    positive = codes[:0x7C00].view(np.float16).astype(np.float32)
    middles = middles_of(np.append(positive, np.float32(65536)))
    with np.errstate(over="ignore"):
        rounded = middles.astype(np.float16).view(np.uint16)
    row("float16", "", "numpy", "crc32 of rounded", "%08x" % zlib.crc32(rounded.astype(">u2").tobytes()))
    values = torch.from_numpy(codes.view(np.int16).copy()).view(torch.bfloat16).float().numpy()
    row("bfloat16", "", "torch", "crc32 of values but NaN", "%08x" % checksum(values))
    middles = middles_of(values[:0x7F80])
    rounded = torch.from_numpy(middles).to(torch.bfloat16).view(torch.int16).numpy()
    row("bfloat16", "", "torch", "crc32 of rounded", "%08x" % zlib.crc32(rounded.astype(">i2").tobytes()))


def middles_of(values):
    """Half way between neighbours, with the floats below and above."""
    middle = ((values[1:].astype(np.float64) + values[:-1]) / 2).astype(np.float32)
    down, up = np.nextafter(middle, np.float32(0)), np.nextafter(middle, np.float32(np.inf))
    return np.stack([down, middle, up], axis=1).flatten()


def checksum(values):
    return zlib.crc32(values[~np.isnan(values)].view(np.uint32).astype(">u4").tobytes())


def main():
    gains()
    variance_scaling()
    truncated()
    structured()
    half_precision()
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pytorch.csv")
    with open(path, "w", newline="") as file:
        file.write("# PyTorch %s, NumPy %s; written by: python3 pytorch.py\n" % (torch.__version__, np.__version__))
        writer = csv.writer(file, delimiter="|", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(["function", "layer", "arguments", "statistic", "value", "error", "factor", "verdict", "note"])
        writer.writerows(ROWS)


if __name__ == "__main__":
    main()
