// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.study.gp.PosteriorPaths;
import org.evenkeel.study.space.Domain;

/**
 * How much one hyperparameter matters: its main effect as a share of the variance of the surface
 * over the whole space, S_j = Var(E[f | x_j]) / Var(f) (Sobol' 1993; functional ANOVA of a surface:
 * Hutter et al., ICML 2014). Shares of independent hyperparameters sum to at most 1; what is
 * missing are interactions.
 *
 * <p>Of the two usual ways this one is taken because its shares add up, they come with the
 * uncertainty of the surface, and a hyperparameter without influence gets about 0. PED-ANOVA
 * compares the best tenth with the rest: four trials of forty, from which no interval is narrow,
 * and whose divergence is above 0 by chance alone.
 *
 * @param name the hyperparameter
 * @param share the median of S_j over draws of the surface
 * @param interval its interval
 */
public record Importance(String name, double share, Interval interval) {
  private static final int LEVELS = 12;
  private static final int OTHERS = 32;

  /** The importance of each hyperparameter of a surface, in the order of the space. */
  public static List<Importance> of(Surface surface, List<String> names) {
    Encoding encoding = surface.encoding;
    List<double[]> others = surface.search.points(OTHERS);
    int hyperparameters = names.size();
    int draws = surface.paths.size();
    double[][] shares = new double[hyperparameters][draws];
    double[][][][] values = new double[hyperparameters][][][];
    for (int j = 0; j < hyperparameters; j++) {
      values[j] = values(surface, encoding.index(names.get(j)), others);
    }
    for (int draw = 0; draw < draws; draw++) {
      double total = 0;
      double[] main = new double[hyperparameters];
      for (int j = 0; j < hyperparameters; j++) {
        double[] split = split(values[j][draw]);
        main[j] = split[0];
        total += split[1] / hyperparameters;
      }
      double sum = 0;
      for (double v : main) {
        sum += v;
      }
      for (int j = 0; j < hyperparameters; j++) {
        // Both are estimates from a design, which may leave the sum above the total by a little.
        double all = Math.max(total, sum);
        shares[j][draw] = all > 0 ? main[j] / all : 0;
      }
    }
    List<Importance> importances = new ArrayList<>();
    double sum = 0;
    double[] medians = new double[hyperparameters];
    for (int j = 0; j < hyperparameters; j++) {
      double[] sorted = shares[j].clone();
      Arrays.sort(sorted);
      medians[j] = Interval.quantile(sorted, 0.5);
      sum += medians[j];
    }
    for (int j = 0; j < hyperparameters; j++) {
      importances.add(
          new Importance(
              names.get(j), medians[j] / Math.max(1, sum), Interval.of(shares[j], Interval.LEVEL)));
    }
    return importances;
  }

  /** Values by draw, level of one hyperparameter, and point of the others. */
  private static double[][][] values(Surface surface, int j, List<double[]> others) {
    PosteriorPaths paths = surface.paths;
    Domain domain = surface.encoding.domain(j);
    int levels = (int) Math.min(LEVELS, domain.size());
    double[][][] values = new double[paths.size()][levels][others.size()];
    for (int level = 0; level < levels; level++) {
      for (int o = 0; o < others.size(); o++) {
        double[] point = others.get(o).clone();
        point[j] = (level + 0.5) / levels;
        double[] features = surface.encoding.encode(point);
        double[] basis = null;
        for (int draw = 0, last = -1; draw < paths.size(); draw++) {
          if (paths.group(draw) != last) {
            last = paths.group(draw);
            basis = paths.basis(last, features);
          }
          values[draw][level][o] = paths.value(draw, basis);
        }
      }
    }
    return values;
  }

  /**
   * Variance of the level means, with the part that interactions leave in them by chance taken out
   * (two-way analysis of variance), and variance of all.
   */
  private static double[] split(double[][] values) {
    int a = values.length;
    int b = values[0].length;
    double[] row = new double[a];
    double[] column = new double[b];
    double mean = 0;
    for (int i = 0; i < a; i++) {
      for (int j = 0; j < b; j++) {
        row[i] += values[i][j] / b;
        column[j] += values[i][j] / a;
        mean += values[i][j] / (a * (double) b);
      }
    }
    double between = 0;
    double rest = 0;
    double all = 0;
    for (int i = 0; i < a; i++) {
      between += (row[i] - mean) * (row[i] - mean) / a;
      for (int j = 0; j < b; j++) {
        double interaction = values[i][j] - row[i] - column[j] + mean;
        rest += interaction * interaction;
        all += (values[i][j] - mean) * (values[i][j] - mean) / (a * (double) b);
      }
    }
    double error = rest / Math.max(1, (a - 1) * (b - 1)) / b * (a - 1) / a;
    return new double[] {Math.max(0, between - error), all};
  }
}
