// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of a sequence of normal variables of mean 0, each drawn given the latest ones before it:
 * with K their covariance matrix, k the covariances of the next variable with them and v its
 * variance, {@code k·K⁻¹·values} and what is left of v, {@code v - k·K⁻¹·k}.
 */
final class GaussianPaths {

  /** A share of a variance that is as good as 0. */
  private static final double NOTHING = 1e-9;

  private final int window;
  private final Normals normals;
  private final int sample;
  private final List<double[]> values = new ArrayList<>();
  private final List<double[]> covariances = new ArrayList<>();

  /**
   * No variables yet.
   *
   * @param window the number of variables that the next one is drawn given
   */
  GaussianPaths(int window, int sample, Normals normals) {
    this.window = window;
    this.sample = sample;
    this.normals = normals;
  }

  /** The number of variables that the next one is drawn given. */
  int known() {
    return Math.min(window, values.size());
  }

  /**
   * The next variable.
   *
   * @param withLatest its covariance with each of the {@link #known} ones, the latest first
   */
  double[] next(double variance, double[] withLatest) {
    int known = known();
    double[][] root = new double[known][known];
    double[] solved = new double[known];
    double left = variance;
    double[] drawn = new double[sample];
    // Of L·Lᵀ = K: forward substitution gives the share of each, as independent variables.
    for (int row = 0; row < known; row++) {
      double sum = withLatest[row];
      for (int column = 0; column <= row; column++) {
        double product = covariance(row, column);
        for (int k = 0; k < column; k++) {
          product -= root[row][k] * root[column][k];
        }
        root[row][column] =
            row == column
                ? Math.sqrt(Math.max(product, NOTHING * covariance(row, row) + Double.MIN_NORMAL))
                : product / root[column][column];
      }
      for (int k = 0; k < row; k++) {
        sum -= root[row][k] * solved[k];
      }
      solved[row] = sum / root[row][row];
      left -= solved[row] * solved[row];
    }
    for (int row = known - 1; row >= 0; row--) {
      double factor = solved[row];
      for (int k = row + 1; k < known; k++) {
        factor -= root[k][row] * solved[k];
      }
      solved[row] = factor / root[row][row];
      double[] past = values.get(values.size() - 1 - row);
      for (int j = 0; j < sample && solved[row] != 0; j++) {
        drawn[j] += solved[row] * past[j];
      }
    }
    normals.addTo(drawn, Math.sqrt(Math.max(0, left)));
    double[] own = new double[known + 1];
    own[0] = variance;
    System.arraycopy(withLatest, 0, own, 1, known);
    values.add(drawn);
    covariances.add(own);
    if (values.size() > window) {
      values.remove(0);
      covariances.remove(0);
    }
    return drawn;
  }

  /** The covariance of two of the latest variables, the latest being number 0. */
  private double covariance(int one, int other) {
    int later = Math.min(one, other);
    int distance = Math.abs(one - other);
    double[] own = covariances.get(covariances.size() - 1 - later);
    return distance < own.length ? own[distance] : 0;
  }
}
