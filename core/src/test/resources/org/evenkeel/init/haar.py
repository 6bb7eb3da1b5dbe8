# SPDX-License-Identifier: Apache-2.0
"""Haar's orthonormal vectors once more, in NumPy, one reflection after the other.

    python3 haar.py SEED NAME FROM VECTORS LENGTH START

Prints the elements from START on, the vectors counted through one after the other.
"""
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "random"))
import draw


def haar(key, start, vectors, length):
    count = vectors * length
    normal = np.array(list(draw.values(draw.normal, key, start, count, 1.0)), dtype=np.float64)
    reflections = []
    for r, x in enumerate(normal.reshape(vectors, length)):
        u = np.where(np.arange(length) < r, 0.0, x)
        u /= np.linalg.norm(u)
        q = u.copy()
        for v in reversed(reflections):
            q -= 2 * (v @ q) / (v @ v) * v
        yield q
        u[r] += 1 if u[r] >= 0 else -1
        reflections.append(u)


def main():
    seed, name, *sizes = sys.argv[1:]
    start, vectors, length, first = map(int, sizes)
    q = np.concatenate(list(haar(draw.key_of(int(seed), name), start, vectors, length)))
    print(" ".join("%.14f" % x for x in q[first:]))


if __name__ == "__main__":
    main()
