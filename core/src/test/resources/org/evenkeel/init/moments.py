# SPDX-License-Identifier: Apache-2.0
"""Mean and variance of N(0, 1) within bounds, in 60 digits: the rows of TruncatedMomentsTest.

    python3 moments.py
"""
from mpmath import exp, mp, mpf, ncdf, npdf, quad

mp.dps = 60
BOUNDS = [("-2", "2"), ("-1", "1"), ("-3", "1"), ("-1", "3"), ("0.5", "2"), ("-0.001", "0.001"), ("0", "inf"),
          ("-inf", "0"), ("-inf", "inf"), ("1", "inf"), ("-inf", "-5"), ("3", "3.001"), ("10", "12"), ("10", "inf"),
          ("19.9", "20.5"), ("-40", "-19.5"), ("19.99", "inf"), ("-inf", "-19.99"), ("-1e-6", "8"), ("-8", "8"),
          ("-100", "0.1"), ("-0.7", "0.7"), ("-20", "-19.999"), ("-50", "-0.5")]


def moments(low, high):
    """By quadrature of exp(-t (t/2 + d)) about the densest point d, which does not cancel."""
    densest = max(low, min(high, mpf(0)))
    a, b = max(low - densest, mpf(-60)), min(high - densest, mpf(60))
    cuts = [a + (b - a) * i / 64 for i in range(65)]
    weight = [quad(lambda t: t**k * exp(-t * (t / 2 + densest)), cuts) for k in range(3)]
    mean = weight[1] / weight[0]
    return densest + mean, weight[2] / weight[0] - mean**2


for low, high in BOUNDS:
    mean, variance = moments(mpf(low), mpf(high))
    if abs(mpf(low)) < 8 and abs(mpf(high)) < 8:  # the closed form must agree
        p = ncdf(mpf(high)) - ncdf(mpf(low))
        closed = (npdf(mpf(low)) - npdf(mpf(high))) / p
        assert abs(closed - mean) < mpf(10) ** -25, (low, high)
    print('"%s, %s, %s, %s",' % (low.replace("inf", "Infinity"), high.replace("inf", "Infinity"),
                                 mp.nstr(mp.chop(mean, mpf(10) ** -50), 20), mp.nstr(variance, 20)))
