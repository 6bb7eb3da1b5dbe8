// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a recurrent layer on its way back through time.
 *
 * @param second Σ_gates σ_w² E[δa_t²], step by step: E[(dL/dx_t)²] times features over units
 * @param times the mean of the same products over pairs of steps
 * @param near these products of steps that are close
 * @param scatter the relative variance over units of what a unit adds at each step
 */
public record BackwardField(
    List<Double> second, double times, TokenSeries near, List<Double> scatter) {

  /** The seed of a sample of its own. */
  private static final long SEED = 2;

  /** A copy of the lists. */
  public BackwardField {
    second = List.copyOf(second);
    scatter = List.copyOf(scatter);
  }

  private static BackwardField of(
      double[] second, double times, TokenSeries near, double[] scatter) {
    return new BackwardField(
        Arrays.stream(second).boxed().toList(),
        times,
        near,
        Arrays.stream(scatter).boxed().toList());
  }

  /** The field behind a forward one, by products of what reads the states. */
  static BackwardField of(RecurrentField forward, TokenSeries read) {
    List<Gate> sums = forward.sums();
    int sample = forward.sample();
    int steps = read.steps();
    Normals normals = new Normals(sample, SEED);
    GaussianPaths paths = new GaussianPaths(TokenSeries.LAGS, sample, normals);
    List<List<double[]>> later = new ArrayList<>();
    sums.forEach(any -> later.add(new ArrayList<>()));
    double[] ofC = new double[sample];
    double[] own = new double[sample]; // of h, by a path of the unit's own
    double[][] sum = new double[sums.size()][sample];
    double[] unit = new double[sums.size()];
    double[] out = new double[sums.size() + 2];
    double[] result = new double[steps];
    double[] scatter = new double[steps];
    TokenSeries near = TokenSeries.empty(steps);
    double product = 0;
    for (int t = steps - 1; t >= 0; t--) {
      double[][] gates = forward.gates(t);
      double[] kept = forward.kept(t, 0);
      double[] after = forward.kept(t, 1);
      double[] before = forward.before(t);
      double variance = read.at(t, 0, true);
      double[] covariances = new double[paths.known()];
      for (int lag = 0; lag < covariances.length; lag++) {
        covariances[lag] = read.at(t + 1 + lag, lag + 1, true);
      }
      for (int g = 0; g < sums.size() && t < steps - 1; g++) {
        double[] products = UnitMeans.products(later.get(g), TokenSeries.LAGS);
        variance += sums.get(g).state() * products[0];
        for (int lag = 0; lag < covariances.length && lag + 1 < products.length; lag++) {
          covariances[lag] += sums.get(g).state() * products[lag + 1];
        }
      }
      double[] ofH = paths.next(variance, covariances);
      double[] next = new double[sample];
      double[] all = new double[sample];
      double[][] delta = new double[sums.size()][sample];
      for (int j = 0; j < sample; j++) {
        for (int g = 0; g < unit.length; g++) {
          unit[g] = gates[g][j];
        }
        double here = ofH[j] + own[j];
        forward.cell().back(unit, kept[j], before[j], after[j], ofC[j], here, out);
        for (int g = 0; g < unit.length; g++) {
          double weight = sums.get(g).input();
          delta[g][j] = out[g];
          all[j] += weight * out[g] * out[g];
          product += weight * out[g] * sum[g][j] / sample;
          sum[g][j] += out[g];
        }
        ofC[j] = out[unit.length];
        next[j] = out[unit.length + 1];
        result[t] += all[j] / sample;
      }
      for (int g = 0; g < unit.length; g++) {
        later.get(g).add(delta[g]);
        double[] products = UnitMeans.products(later.get(g), TokenSeries.LAGS);
        for (int lag = 0; lag < products.length; lag++) {
          double more = sums.get(g).input() * products[lag];
          near.set(t + lag, lag, near.at(t + lag, lag, true) + more, 0);
        }
        if (later.get(g).size() > TokenSeries.LAGS + 1) {
          later.get(g).remove(0);
        }
      }
      own = next;
      scatter[t] = UnitMeans.covariance(all, all);
    }
    double pairs = steps * (steps - 1) / 2.0;
    return of(result, pairs == 0 ? result[0] : product / pairs, near, scatter);
  }
}
