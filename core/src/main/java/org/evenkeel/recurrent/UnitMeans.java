// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.Arrays;
import java.util.List;

/** Means over a sample of units. */
final class UnitMeans {

  private UnitMeans() {}

  /** The mean product of two quantities of a unit. */
  static double product(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < one.length; j++) {
      sum += one[j] * other[j];
    }
    return sum / one.length;
  }

  /** The mean products of the last of some values with itself and with so many before it. */
  static double[] products(List<double[]> all, int most) {
    double[] last = all.get(all.size() - 1);
    double[] products = new double[Math.min(most, all.size() - 1) + 1];
    for (int i = 0; i < products.length; i++) {
      products[i] = product(last, all.get(all.size() - 1 - i));
    }
    return products;
  }

  /** The covariance of two positive quantities of a unit, relative to their means. */
  static double covariance(double[] one, double[] other) {
    double first = Arrays.stream(one).sum();
    double next = Arrays.stream(other).sum();
    return first == 0 || next == 0
        ? 0
        : product(one, other) * one.length * one.length / (first * next) - 1;
  }

  /** (h - h')² less the mean of h² and h'², of each unit relative to that of all. */
  static double[] distances(double[] one, double[] other, double[] gaps) {
    double gap = Arrays.stream(gaps).sum();
    double both = Arrays.stream(one).sum() + Arrays.stream(other).sum();
    double[] result = new double[gaps.length];
    for (int j = 0; j < gaps.length; j++) {
      result[j] = gap == 0 ? 0 : gaps.length * (gaps[j] / gap - (one[j] + other[j]) / both);
    }
    return result;
  }
}
