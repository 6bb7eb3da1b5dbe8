# SPDX-License-Identifier: Apache-2.0
"""Evenkeel's draws once more, in NumPy: what the golden values of the tests were made with.

    python3 draw.py normal    SEED NAME FROM COUNT STD
    python3 draw.py uniform   SEED NAME FROM COUNT BOUND
    python3 draw.py truncated SEED NAME FROM COUNT STD BOUND PROBABILITY_WITHIN_BOUND
    python3 draw.py key       SEED NAME

Prints the bits of each float in hexadecimal.
"""
import hashlib
import struct
import sys

import numpy as np

F = np.float32
TILE = 512
ROTATIONS = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]


def key_of(seed, name):
    return struct.unpack(">4I", hashlib.sha256(struct.pack(">q", seed) + name.encode()).digest()[:16])


def threefry(key, counter):
    mask = 0xFFFFFFFF
    schedule = list(key) + [0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & mask for c, k in zip(counter, key)]
    for r in range(20):
        for i, (a, b) in enumerate([(0, 1), (2, 3)] if r % 2 == 0 else [(0, 3), (2, 1)]):
            n = ROTATIONS[r % 8][i]
            x[a] = (x[a] + x[b]) & mask
            x[b] = ((x[b] << n | x[b] >> (32 - n)) & mask) ^ x[a]
        if r % 4 == 3:
            s = r // 4 + 1
            for i in range(4):
                x[i] = (x[i] + schedule[(s + i) % 5] + (s if i == 3 else 0)) & mask
    return x


def ln(x):
    bits = int(F(x).view(np.int32)) - 0x3F3504F3
    m = np.int32((bits & 0x7FFFFF) + 0x3F3504F3).view(F)
    s = (m - F(1)) / (m + F(1))
    z = s * s
    series = (F(0.29871866) * z + F(0.39977536)) * z + F(0.66666776)
    return F(bits >> 23) * F(0.6931472) + (series * z * s + F(2) * s)


def horner(x, coefficients):
    y = F(coefficients[0])
    for c in coefficients[1:]:
        y = y * x + F(c)
    return y


def signed(word):
    return word - (1 << 32) if word >> 31 else word


def normal(words, lane, std):
    first, second = words[lane & 2], words[lane | 1]
    u = F(first >> 1) * F(2.0**-31) + F(2.0**-32)
    radius = np.sqrt(F(-2) * ln(u))
    t = F(signed((second << 1 | 1) & 0xFFFFFFFF)) * F(2.0**-31)
    z = t * t
    if lane % 2:
        sine = horner(z, [1.5148513e-4, -4.6737664e-3, 7.968968e-2, -0.6459637, 1.5707964]) * t
        return F(std) * (radius * sine)
    cosine = horner(z, [2.3590119e-5, -8.9351373e-4, 1.9968592e-2, -0.2337005, 1])
    cosine = cosine * ((F(1) - t) * (F(1) + t))
    return F(std) * (radius * (-cosine if second >> 31 else cosine))


def symmetric(word):
    return F((signed(word) >> 7) | 1) * F(2.0**-24)


def uniform(words, lane, bound):
    return F(bound) * symmetric(words[lane])


def truncated(words, lane, std, bound, probability):
    x = F(probability) * symmetric(words[lane])
    y = -ln((F(1) - x) * (F(1) + x)) - F(4.5)
    factor = horner(
        y,
        [-4.3777704e-11, 2.6019326e-10, 3.095704e-9, -3.73286e-8, 9.492143e-8, 1.3056335e-6,
         -1.8902489e-5, 1.16582094e-4, -4.809701e-6, -1.0419017e-2, 0.31259114, 2.7876024])
    exact = bound * float(F(std))
    limit = F(exact)
    if limit > exact:
        limit = np.nextafter(limit, F(0))
    return max(-limit, min(limit, F(std) * (x * factor)))


def values(law, key, start, count, *parameters):
    for index in range(start, start + count):
        tile, r = divmod(index, 4 * TILE)
        counter = tile * TILE + r % TILE
        words = threefry(key, (counter & 0xFFFFFFFF, counter >> 32, 0, 0))
        yield law(words, r // TILE, *parameters)


def main():
    law, seed, name, *rest = sys.argv[1:]
    key = key_of(int(seed), name)
    if law == "key":
        print(" ".join("%08x" % k for k in key))
        return
    parameters = [float(p) for p in rest[2:]]
    drawn = values(globals()[law], key, int(rest[0]), int(rest[1]), *parameters)
    print(" ".join("%08x" % F(x).view(np.uint32) for x in drawn))


if __name__ == "__main__":
    main()
