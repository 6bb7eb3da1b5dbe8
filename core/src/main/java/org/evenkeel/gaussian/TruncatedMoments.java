// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * Mean and variance of N(0, 1) conditioned on low ≤ z ≤ high.
 *
 * <p>By quadrature, where the closed forms cancel: both about the point of the interval next to 0,
 * over as much of it as carries weight.
 *
 * @param mean E[z; low ≤ z ≤ high]/P
 * @param variance E[(z - mean)²; low ≤ z ≤ high]/P
 */
public record TruncatedMoments(double mean, double variance) {

  /** Beyond this distance from its densest point a normal density is 0 in double precision. */
  private static final double REACH = 39;

  private static final int PANELS = 64;
  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** The moments, for low below high. */
  public static TruncatedMoments of(double low, double high) {
    double densest = Math.max(low, Math.min(high, 0));
    double from = Math.max(low, densest - REACH);
    double to = Math.min(high, densest + REACH);
    double weight = 0;
    double first = 0;
    double second = 0;
    double half = (to - from) / PANELS / 2;
    for (int panel = 0; panel < PANELS; panel++) {
      double center = from + (2 * panel + 1) * half;
      for (int i = 0; i < RULE.size(); i++) {
        double offset = center + half * RULE.node(i) - densest;
        double w = RULE.weight(i) * StrictMath.exp(-offset * (offset / 2 + densest));
        weight += w;
        first += w * offset;
        second += w * offset * offset;
      }
    }
    double mean = first / weight;
    return new TruncatedMoments(densest + mean, second / weight - mean * mean);
  }
}
