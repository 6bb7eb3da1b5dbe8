#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The stream of docs/stream.md in NumPy: any slice of any tensor of a drawn file, with the bits of Java.

    python docs/stream.py model.safetensors wte.weight 0:100     # draws rows 0 to 99 and compares them with the file

As a module: Stream("model.safetensors").draw("wte.weight", 0, 1000) returns 1000 values as float32, before rounding.
"""
import hashlib
import json
import struct
import sys

import numpy as np

F, U = np.float32, np.uint32
TILE, WIDTH = 2048, 512


def key(seed, name):
    return struct.unpack(">4I", hashlib.sha256(struct.pack(">q", seed) + name.encode()).digest()[:16])


def words(k, counters):
    """Threefry4x32-20 of (low word, high word, 0, 0) of each counter: an array (4, n) of uint32."""
    ks = [U(w) for w in (*k, 0x1BD11BDA ^ k[0] ^ k[1] ^ k[2] ^ k[3])]
    x = [(counters & 0xFFFFFFFF).astype(U) + ks[0], (counters >> 32).astype(U) + ks[1],
         np.full(counters.shape, ks[2]), np.full(counters.shape, ks[3])]
    turns = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]
    for r in range(20):
        p, q = turns[r % 8]
        a, b = (1, 3) if r % 2 == 0 else (3, 1)
        for i, j, t in ((0, a, p), (2, b, q)):
            x[i] = x[i] + x[j]
            x[j] = (x[j] << U(t) | x[j] >> U(32 - t)) ^ x[i]
        if r % 4 == 3:
            g = r // 4 + 1
            for i in range(4):
                x[i] = x[i] + ks[(g + i) % 5]
            x[3] = x[3] + U(g)
    return np.stack(x)


def ln(x):
    bits = x.view(np.int32) - np.int32(0x3F3504F3)
    m = ((bits & np.int32(0x7FFFFF)) + np.int32(0x3F3504F3)).view(F)
    s = (m - F(1)) / (m + F(1))
    z = s * s
    series = (F(0.29871866) * z + F(0.39977536)) * z + F(0.66666776)
    return (bits >> 23).astype(F) * F(0.6931472) + (series * z * s + F(2) * s)


def polynomial(z, *coefficients):
    y = F(coefficients[0])
    for c in coefficients[1:]:
        y = y * z + F(c)
    return y


def symmetric(w):
    return (w.view(np.int32) >> 7 | 1).astype(F) * F(2.0**-24)


def normal(w, std):
    out = np.empty(w.shape, F)
    for i in (0, 2):
        radius = np.sqrt(F(-2) * ln((w[i] >> U(1)).astype(F) * F(2.0**-31) + F(2.0**-32)))
        t = (w[i + 1] << U(1) | U(1)).view(np.int32).astype(F) * F(2.0**-31)
        z = t * t
        sign = np.where(w[i + 1].view(np.int32) < 0, F(-1), F(1))
        cosine = polynomial(z, 2.3590119e-5, -8.9351373e-4, 1.9968592e-2, -0.2337005, 1) * ((F(1) - t) * (F(1) + t))
        sine = polynomial(z, 1.5148513e-4, -4.6737664e-3, 7.968968e-2, -0.6459637, 1.5707964) * t
        out[i], out[i + 1] = F(std) * (radius * (sign * cosine)), F(std) * (radius * sine)
    return out


def truncated(w, std, scale, shift, low, high):
    x = F(scale) * symmetric(w) + F(shift)
    y = -ln((F(1) - x) * (F(1) + x)) - F(4.5)
    factor = polynomial(y, -4.3777704e-11, 2.6019326e-10, 3.095704e-9, -3.73286e-8, 9.492143e-8, 1.3056335e-6,
                        -1.8902489e-5, 1.16582094e-4, -4.809701e-6, -1.0419017e-2, 0.31259114, 2.7876024)
    return np.maximum(F(low), np.minimum(F(high), F(std) * (x * factor)))


def values(k, law, start, count):
    """The values at indices start, start + 1, ... of a law, as float32."""
    if law["law"] == "constant":
        return np.full(count, law["value"], F)
    tiles = np.arange(start // TILE, -(-(start + count) // TILE), dtype=np.int64)
    w = words(k, (tiles[:, None] * WIDTH + np.arange(WIDTH)).ravel())
    if law["law"] == "normal":
        v = normal(w, law["std"])
    elif law["law"] == "truncated":
        v = truncated(w, *(law[n] for n in ("std", "scale", "shift", "low", "high")))
    else:
        v = F(law["bound"]) * symmetric(w)
    v = v.reshape(4, -1, WIDTH).transpose(1, 0, 2).ravel()[start % TILE:][:count]
    if law["law"] == "interval":
        v = np.maximum(F(law["low"]), np.minimum(F(law["high"]), (law["center"] + v.astype(np.float64)).astype(F)))
    return v


def narrow8(v, fraction, least, largest):
    """The bits of values in a format of 8 bits: that many of the fraction, the least exponent of a normal number, the largest."""
    codes = np.arange(256, dtype=np.int64)
    e, m = (codes & 127) >> fraction, codes & (1 << fraction) - 1
    table = np.where(e == 0, m * 2.0**(least - fraction), (m + 2.0**fraction) * 2.0**(e + least - 1 - fraction))
    size = np.minimum(np.abs(v.astype(np.float64)), largest)
    step = 2.0**(np.maximum(np.frexp(size)[1] - 1, least) - fraction)
    h = np.searchsorted(table[:128], np.minimum(np.rint(size / step) * step, largest)).astype(np.uint8)
    return h | (np.signbit(v) * 128).astype(np.uint8), lambda bits: np.where(bits < 128, 1, -1) * table[bits]


def rounded(v, dtype, law):
    """The bits of values in a narrow type, moved inside of the law's range where rounding leaves it; F32 and F64 as numbers."""
    if dtype == "F16":
        h, widen = v.astype(np.float16).view(np.uint16), lambda bits: bits.view(np.float16).astype(F)
    elif dtype == "BF16":
        b = v.view(U)
        h = ((b + U(0x7FFF) + (b >> U(16) & U(1))) >> U(16)).astype(np.uint16)
        widen = lambda bits: (bits.astype(U) << U(16)).view(F)
    elif dtype in ("F8_E4M3", "F8_E5M2"):
        h, widen = narrow8(v, 3, -6, 448) if dtype == "F8_E4M3" else narrow8(v, 2, -14, 57344)
    else:
        return v.astype(np.float64) if dtype == "F64" else v
    low, high = law.get("range", (-np.inf, np.inf))
    wide, one = widen(h), h.dtype.type(1)
    inward = ((wide > high) & (wide > 0)) | ((wide < low) & (wide < 0))
    return np.where(inward, h - one, np.where((wide > high) | (wide < low), h + one, h))


def orthonormal(k, start, count, length):
    """Orthonormal vectors by Haar's measure, a row each, from normal values start, start + 1, ...: float64."""
    rows = np.arange(count)
    v = values(k, {"law": "normal", "std": 1}, start, count * length).astype(np.float64).reshape(count, length)
    v[np.arange(length) < rows[:, None]] = 0
    sums = np.zeros((count, 8))
    for eight in np.pad(v * v, ((0, 0), (0, -length % 8))).reshape(count, -1, 8).swapaxes(0, 1):
        sums = sums + eight
    norm = np.sqrt(((sums[:, 0] + sums[:, 4]) + (sums[:, 1] + sums[:, 5])) + ((sums[:, 2] + sums[:, 6]) + (sums[:, 3] + sums[:, 7])))
    v = v / norm[:, None]
    sign = np.where(v[rows, rows] < 0, -1.0, 1.0)
    v[rows, rows] += sign

    def subtract(z, factors, vectors):
        """Subtracts the sum of factors times vectors from rows of z, four at once as long as there are four."""
        whole = len(vectors) // 4 * 4
        t = lambda j: factors[:, j, None] * vectors[j]
        for j in range(0, whole, 4):
            z -= (t(j) + t(j + 1)) + (t(j + 2) + t(j + 3))
        for j in range(whole, len(vectors)):
            z -= t(j)

    p = np.zeros((count, count))  # p[j, i] = v_j . v_i for i < j
    subtract(p, v, -v.T)
    y = p - sign[:, None] * v[:, :count].T
    for block in range((count - 1) // 64 * 64, -1, -64):
        end = min(block + 64, count)
        for j in range(block + 60, block - 1, -4):
            for r, to in [(slice(j + 4, None), j + 4)] + [(slice(r, r + 1), r) for r in range(j + 1, min(j + 4, count))]:
                for a in range(min(to, count) - 1, j - 1, -1):
                    y[r, a] /= np.abs(v[a, a])
                    y[r, j:a] -= y[r, a, None] * p[a, j:a]
                subtract(y[r, block:j], y[r, j:to], p[j:to, block:j])
        for j in range(block, end, 4):
            for r, to in [(slice(j + 4, None), j + 4)] + [(slice(r, r + 1), r) for r in range(j + 1, min(j + 4, count))]:
                subtract(y[r, :block], y[r, j:to], p[j:to, :block])
    q = v.copy()
    q[rows, rows] -= sign
    for block in range(0, count, 64):
        for r in range(block, min(block + 64, count)):
            subtract(q[r:r + 1], y[r:r + 1, block:r], v[block:r])
        subtract(q[block:block + 64], y[block:block + 64], v[:block])
    return q


def is_delta(m, outputs, inputs, taps):
    """Whether a matrix between as many outputs as inputs is at the kernel's center alone."""
    return m["delta"] and taps > 1 and outputs == inputs > 1


def centered_kernel(w, kernel):
    """Kernels with a matrix at their center and zeros elsewhere."""
    center = 0
    for size in kernel:
        center = center * size + size // 2
    kernels = np.zeros((*w.shape, int(np.prod(kernel, dtype=np.int64))))
    kernels[:, :, center] = w
    return kernels


def structured(k, start, m, fan, outputs, inputs, taps, places):
    """Rows of weights that are centered, orthogonal or both, with the inputs of a place side by side; None if they are neither."""
    size, group = inputs * taps, taps if inputs == 1 else inputs
    deviation, centered = np.sqrt(m["scale"] / fan), m["centered"] and group > 1
    if m["orthogonal"] and min(outputs, size) <= 1024:
        dimensions = size // group * (group - 1) if centered else size
        q = orthonormal(k, start, min(outputs, dimensions), max(outputs, dimensions))
        rows = deviation * np.sqrt(inputs * places * max(1.0, outputs / dimensions)) * (q if outputs <= dimensions else q.T)
        if not centered:
            return rows
        rows = rows.reshape(outputs, -1, group - 1)
        total = np.zeros(rows.shape[:2])
        for i in range(group - 1):
            total = total + rows[:, :, i]
        root = np.sqrt(float(group))
        first = (-total / root)[:, :, None]
        return np.concatenate([first, rows - (total / (root * (root + 1)))[:, :, None]], 2).reshape(outputs, size)
    if not centered:
        return None
    w = values(k, {"law": "normal", "std": 1}, start, outputs * size).astype(np.float64).reshape(outputs, -1, group)
    total = np.zeros(w.shape[:2])
    for i in range(group):
        total = total + w[:, :, i]
    return deviation * np.sqrt(group / (group - 1.0)) * (w - (total / group)[:, :, None])


def mirrored(k, start, m, fan, outputs, inputs, taps, places):
    """Weights between pairs of units of opposite sign, of the last unit of an odd number besides, as outputs, inputs, taps."""
    out_pairs, in_pairs = m["outputs"] * (outputs // 2), m["inputs"] * (inputs // 2)
    rows, columns = outputs - out_pairs, (in_pairs or inputs) * taps
    length = m["scale"] / fan * inputs * places / (2 if in_pairs else 1)
    if min(rows, columns) <= 512:
        q = orthonormal(k, start, min(rows, columns), max(rows, columns))
        w = np.sqrt(length * max(1.0, rows / columns)) * (q if rows <= columns else q.T)
    else:
        q = values(k, {"law": "normal", "std": 1}, start, rows * columns).astype(np.float64)
        w = np.sqrt(length * (1.0 / columns)) * q.reshape(rows, columns)
    w = w.reshape(rows, -1, taps)
    w = np.concatenate([w[:out_pairs], -w[:out_pairs], w[out_pairs:]])
    return np.concatenate([w, -w, np.zeros((outputs, inputs % 2, taps))], 1) if in_pairs else w


def matrix(k, start, m, part):
    """One matrix of a tensor whose values depend on each other, in its row-major order, as float32."""
    outputs, inputs, taps = part["outputs"], part["inputs"], int(np.prod(part["kernel"], dtype=np.int64))
    fan, delta = part.get("fanIn"), "delta" in m and is_delta(m, outputs, inputs, taps)
    if m["law"] == "orthogonal":
        rows = inputs if part["inputsFirst"] else outputs
        columns = outputs * inputs * taps // rows
        q = orthonormal(k, start, min(rows, columns), max(rows, columns))
        return (m["gain"] * (q if rows <= columns else q.T)).astype(F).ravel()
    if m["law"] == "delta-orthogonal":
        w = centered_kernel(m["gain"] * orthonormal(k, start, inputs, outputs).T, part["kernel"])
    elif m["law"] == "mirrored":
        delta = delta and m["inputs"] and m["outputs"] and outputs - outputs // 2 <= 512
        w = mirrored(k, start, m, fan, outputs, inputs, 1 if delta else taps, taps)
    elif m["law"] == "structured":
        delta = delta and m["orthogonal"] and outputs <= 1024
        w = structured(k, start, m, fan, outputs, inputs, 1 if delta else taps, taps)
        if w is None:
            return values(k, {"law": "normal", "std": np.sqrt(m["scale"] / fan)}, start, outputs * inputs * taps)
        w = w.reshape(outputs, 1, -1) if inputs == 1 else w.reshape(outputs, -1, inputs).swapaxes(1, 2)
    else:
        raise ValueError(m["law"] + " is not part of the specification")
    if delta:
        w = centered_kernel(w[:, :, 0], part["kernel"])
    return (w.swapaxes(0, 1) if part["inputsFirst"] else w).astype(F).ravel()


class Stream:
    def __init__(self, path):
        with open(path, "rb") as f:
            size = struct.unpack("<Q", f.read(8))[0]
            self.header = json.loads(f.read(size))
        self.path, self.begin = path, 8 + size
        self.meta = json.loads(self.header["__metadata__"]["evenkeel"])

    def draw(self, name, start, count, dtype="F32"):
        """Values of the whole tensor from an index on, in its row-major order."""
        tensor, out, at = self.meta["tensors"][name], [], 0
        whole = tensor.get("whole", {"parts": []})
        if whole.get("law") == "paired-normal":
            v = values(key(self.meta["seed"], name), {"law": "normal", "std": whole["std"]}, 0, whole["parts"][0]["count"])
            pairs = len(v) // 2
            v[pairs:2 * pairs] = -v[:pairs]
            return rounded(v[start:start + count], dtype, {})
        for part in whole["parts"]:
            size = part["outputs"] * part["inputs"] * int(np.prod(part["kernel"], dtype=np.int64))
            for begin in range(at, at + part["count"] * size, size):
                low, high = max(start, begin), min(start + count, begin + size)
                if low < high:
                    drawn = matrix(key(self.meta["seed"], name), begin, whole, part)
                    out.append(rounded(drawn[low - begin:high - begin], dtype, {}))
            at += part["count"] * size
        for size, law in tensor.get("parts", []):
            law, low, high = self.meta["laws"][law], max(start, at), min(start + count, at + size)
            if low < high:
                v = values(key(self.meta["seed"], name), law, low, high - low)
                if "zeros" in tensor:
                    i = np.arange(low, high)
                    v = np.where((i >= tensor["zeros"][0]) & (i < tensor["zeros"][1]), F(0), v)
                out.append(rounded(v, dtype, law))
            at += size
        return np.concatenate(out)

    def stored(self, name, start, count):
        """The same elements as the file has them."""
        entry = self.header[name]
        kind = {"F32": "<f4", "F64": "<f8", "F16": "<u2", "BF16": "<u2"}.get(entry["dtype"], "u1")
        offset = self.begin + entry["data_offsets"][0] + start * np.dtype(kind).itemsize
        return np.fromfile(self.path, kind, count, offset=offset)


if __name__ == "__main__":
    stream, name = Stream(sys.argv[1]), sys.argv[2]
    shape = stream.header[name]["shape"]
    low, high = (int(end) for end in (sys.argv[3] if len(sys.argv) > 3 else f"0:{shape[0]}").split(":"))
    row = int(np.prod(shape[1:], dtype=np.int64))
    drawn = stream.draw(name, low * row, (high - low) * row, stream.header[name]["dtype"])
    found = stream.stored(name, low * row, (high - low) * row)
    same = np.array_equal(drawn.view(np.uint8), found.view(np.uint8))
    print(f"{name}[{low}:{high}]: {drawn.size} values, {'bit for bit' if same else 'different'}")
    sys.exit(0 if same else 3)
