// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import org.jspecify.annotations.Nullable;

/**
 * The second moments of a sequence of vectors at each step t, with steps that are close before it:
 * of one input, E[x_t·x_(t-d)], and of two inputs, E[x_t·x'_(t-d)], d from 0 to {@value #LAGS}.
 */
public final class TokenSeries {

  /** The most steps between two that are known of. */
  static final int LAGS = 6;

  private final double[][] same;
  private final double[][] other;

  private TokenSeries(double[][] same, double[][] other) {
    this.same = same;
    this.other = other;
  }

  /** A series of so many steps of which nothing is set yet. */
  static TokenSeries empty(int steps) {
    return new TokenSeries(new double[steps][LAGS + 1], new double[steps][LAGS + 1]);
  }

  /** The same moments at all steps, however far they are from one another. */
  public static TokenSeries even(TokenMoments moments, int steps) {
    TokenSeries series = empty(steps);
    for (int t = 0; t < steps; t++) {
      for (int lag = 0; lag <= LAGS; lag++) {
        series.same[t][lag] = lag == 0 ? moments.same() : moments.times();
        series.other[t][lag] = lag == 0 ? moments.inputs() : moments.apart();
      }
    }
    return series;
  }

  /**
   * Moments by those of each step.
   *
   * @param correlation of any two steps
   */
  static TokenSeries alike(double[] second, double correlation) {
    TokenSeries series = empty(second.length);
    for (int t = 0; t < second.length; t++) {
      for (int lag = 0; lag <= Math.min(t, LAGS); lag++) {
        double product = (lag == 0 ? 1 : correlation) * Math.sqrt(second[t] * second[t - lag]);
        series.set(t, lag, product, product);
      }
    }
    return series;
  }

  /** Sets the moments of a step and the one so far before it. */
  void set(int t, int lag, double ofOne, double ofTwo) {
    same[t][lag] = ofOne;
    other[t][lag] = ofTwo;
  }

  /** Takes the moments of one step for another one's. */
  void copy(int from, int to) {
    same[to] = same[from].clone();
    other[to] = other[from].clone();
  }

  /** E[x_t·x_(t-lag)], of one input or of two. */
  public double at(int t, int lag, boolean ofOne) {
    return (ofOne ? same : other)[t][lag];
  }

  /** The number of steps. */
  public int steps() {
    return same.length;
  }

  /** The same from the last step to the first. */
  public TokenSeries reversed() {
    TokenSeries result = empty(steps());
    for (int t = 0; t < steps(); t++) {
      for (int lag = 0; lag <= Math.min(t, LAGS); lag++) {
        int from = steps() - 1 - t + lag;
        result.set(t, lag, same[from][lag], other[from][lag]);
      }
    }
    return result;
  }

  /** So many times these moments and so many times others. */
  public TokenSeries sum(double factor, TokenSeries more, double otherFactor) {
    TokenSeries result = empty(steps());
    for (int t = 0; t < steps(); t++) {
      for (int lag = 0; lag <= LAGS; lag++) {
        result.set(
            t,
            lag,
            factor * same[t][lag] + otherFactor * more.same[t][lag],
            factor * other[t][lag] + otherFactor * more.other[t][lag]);
      }
    }
    return result;
  }

  /** The correlation of two inputs, mean over the steps. */
  public double correlation() {
    double one = 0;
    double two = 0;
    for (int t = 0; t < steps(); t++) {
      one += same[t][0];
      two += other[t][0];
    }
    return one == 0 ? 1 : Math.max(-1, Math.min(1, two / one));
  }

  /** Two inputs that have so much more in common, at all steps alike. */
  public TokenSeries alike(double more) {
    TokenSeries result = times(1);
    for (int t = 0; t < steps(); t++) {
      for (int lag = 0; lag <= LAGS; lag++) {
        result.other[t][lag] += more * same[t][lag];
      }
    }
    return result;
  }

  /** All with so many times E[x_t²] more, mean over the steps. */
  TokenSeries shifted(double share) {
    double second = 0;
    for (double[] step : same) {
      second += step[0] / steps();
    }
    TokenSeries result = times(1);
    for (int t = 0; t < steps(); t++) {
      for (int lag = 0; lag <= LAGS; lag++) {
        result.same[t][lag] += share * second;
        result.other[t][lag] += share * second;
      }
    }
    return result;
  }

  /** The sum of two, unknown if one of them is. */
  public static @Nullable TokenSeries sum(@Nullable TokenSeries one, @Nullable TokenSeries other) {
    return one == null || other == null ? null : one.sum(1, other, 1);
  }

  /** So many times these moments. */
  public TokenSeries times(double factor) {
    return sum(factor, this, 0);
  }

  /** The same with another mean of E[x_t²], as masks give that each step has of its own. */
  public TokenSeries masked(double mean) {
    double sum = 0;
    for (double[] step : same) {
      sum += step[0] / steps();
    }
    TokenSeries result = times(1);
    for (int t = 0; t < steps() && sum > 0; t++) {
      result.same[t][0] *= mean / sum;
    }
    return result;
  }
}
