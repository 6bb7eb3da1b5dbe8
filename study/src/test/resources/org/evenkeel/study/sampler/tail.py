# SPDX-License-Identifier: Apache-2.0
# Prints the coefficients in Tail.java: a Chebyshev series for log(erfc(x) exp(x²) / t) with
# t = 2 / (2 + x), in y = 2 t - 1, and rows for its test. Run as: /usr/bin/python3 tail.py
from mpmath import cos, erfc, exp, log, mp, mpf, pi

mp.dps = 60
N = 80


def smooth(y):
    t = (y + 1) / 2
    x = 2 / t - 2
    return log(erfc(x) * exp(x * x) / t)


nodes = [cos(pi * (k + mpf(1) / 2) / N) for k in range(N)]
at = [smooth(y) for y in nodes]
for j in range(28):
    c = 2 * sum(at[k] * cos(pi * j * (k + mpf(1) / 2) / N) for k in range(N)) / N
    print(mp.nstr(c / 2 if j == 0 else c, 20) + ",")
for z in (0, -0.1, -0.5, -1, -2.5, -6, -12, -25, -40, -100, -1000):
    print('"%s, %s",' % (z, mp.nstr(log(erfc(-mpf(z) / mp.sqrt(2)) / 2), 18)))
