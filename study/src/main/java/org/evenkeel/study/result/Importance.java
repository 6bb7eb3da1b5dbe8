// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The importance of one hyperparameter: its main effect as a share of the variance of the surface
 * over the whole space, S_j = Var(E[f | x_j]) / Var(f) (Sobol' 1993; functional ANOVA of a surface:
 * Hutter et al., ICML 2014). Shares of independent hyperparameters sum to at most 1; the rest are
 * interactions.
 *
 * <p>Of the two usual measures, this one is additive, includes the uncertainty of the surface, and
 * is about 0 for a hyperparameter without influence. PED-ANOVA compares the best tenth of the
 * trials with the rest: four trials of forty, which give wide intervals and a divergence that is
 * above 0 by chance alone.
 *
 * @param name the hyperparameter
 * @param share the median of S_j over draws of the surface
 * @param interval its interval
 */
public record Importance(String name, double share, Interval interval) {
  private static final int LEVELS = 12;
  private static final int POINTS = 32;

  /** The levels of each of two hyperparameters together, and the most that are paired. */
  private static final int PAIR_LEVELS = 6;

  private static final int MOST_PAIRED = 6;

  /** The importance of each hyperparameter of a surface, in the order of the names. */
  public static List<Importance> of(Surface surface, List<String> names) {
    SurfacePosterior posterior = surface.posterior;
    List<double[]> points = posterior.points(POINTS);
    int p = names.size();
    int draws = posterior.paths.size();
    double[][] shares = new double[p][draws];
    double[] total = new double[draws];
    double[] sum = new double[draws];
    for (int j = 0; j < p; j++) {
      double[][][] values = values(posterior, posterior.encoding.index(names.get(j)), points);
      for (int draw = 0; draw < draws; draw++) {
        double[] variances = variances(values[draw]);
        shares[j][draw] = variances[0];
        sum[draw] += variances[0];
        total[draw] += variances[1] / p;
      }
    }
    List<Interval> intervals = new ArrayList<>();
    double[] medians = new double[p];
    for (int j = 0; j < p; j++) {
      for (int draw = 0; draw < draws; draw++) {
        // Both are estimates from a design, so the sum may exceed the total by a little.
        double all = Math.max(total[draw], sum[draw]);
        shares[j][draw] = all > 0 ? shares[j][draw] / all : 0;
      }
      Arrays.sort(shares[j]);
      medians[j] = Interval.quantile(shares[j], 0.5);
      intervals.add(Interval.of(shares[j], Interval.LEVEL));
    }
    double all = Math.max(1, Arrays.stream(medians).sum());
    return IntStream.range(0, p)
        .mapToObj(j -> new Importance(names.get(j), medians[j] / all, intervals.get(j)))
        .toList();
  }

  /**
   * The interaction of each pair of hyperparameters: the share of the variance that the two explain
   * together beyond what each explains alone, the largest first. Its name is theirs with a ×.
   * Together with the main effects they sum to at most 1. Empty for more than six hyperparameters.
   *
   * @param mains the main effects of all hyperparameters of the surface
   */
  public static List<Importance> interactions(Surface surface, List<Importance> mains) {
    if (mains.size() > MOST_PAIRED) {
      return List.of();
    }
    SurfacePosterior posterior = surface.posterior;
    List<double[]> points = posterior.points(POINTS);
    List<Importance> pairs = new ArrayList<>();
    for (int j = 0; j < mains.size(); j++) {
      for (int k = j + 1; k < mains.size(); k++) {
        double[] shares = pair(posterior, mains.get(j).name(), mains.get(k).name(), points);
        pairs.add(
            new Importance(
                mains.get(j).name() + " × " + mains.get(k).name(),
                Interval.quantile(shares, 0.5),
                Interval.of(shares, Interval.LEVEL)));
      }
    }
    double left = Math.max(0, 1 - mains.stream().mapToDouble(Importance::share).sum());
    double all = pairs.stream().mapToDouble(Importance::share).sum();
    double scale = all > left ? left / all : 1;
    return pairs.stream()
        .map(one -> new Importance(one.name(), scale * one.share(), one.interval()))
        .sorted(Comparator.comparingDouble(Importance::share).reversed())
        .toList();
  }

  /** The share of the interaction of two hyperparameters in each draw, sorted. */
  private static double[] pair(
      SurfacePosterior posterior, String first, String second, List<double[]> points) {
    int j = posterior.encoding.index(first);
    int k = posterior.encoding.index(second);
    int a = (int) Math.min(PAIR_LEVELS, posterior.encoding.domain(j).size());
    int b = (int) Math.min(PAIR_LEVELS, posterior.encoding.domain(k).size());
    int n = points.size();
    int draws = posterior.paths.size();
    double[][][] together = new double[draws][a * b][n];
    double[][][] ofFirst = new double[draws][a][b * n];
    double[][][] ofSecond = new double[draws][b][a * n];
    for (int x = 0; x < a; x++) {
      for (int y = 0; y < b; y++) {
        for (int o = 0; o < n; o++) {
          double[] point = points.get(o).clone();
          point[j] = (x + 0.5) / a;
          point[k] = (y + 0.5) / b;
          double[] drawn = posterior.paths.values(posterior.encoding.encode(point));
          for (int draw = 0; draw < draws; draw++) {
            together[draw][x * b + y][o] = drawn[draw];
            ofFirst[draw][x][y * n + o] = drawn[draw];
            ofSecond[draw][y][x * n + o] = drawn[draw];
          }
        }
      }
    }
    double[] shares = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      double[] closed = variances(together[draw]);
      double beyond = closed[0] - variances(ofFirst[draw])[0] - variances(ofSecond[draw])[0];
      shares[draw] = closed[1] > 0 ? Math.max(0, beyond) / closed[1] : 0;
    }
    Arrays.sort(shares);
    return shares;
  }

  /** Values by draw, level of one hyperparameter, and point of the others. */
  private static double[][][] values(SurfacePosterior posterior, int j, List<double[]> points) {
    int levels = (int) Math.min(LEVELS, posterior.encoding.domain(j).size());
    double[][][] values = new double[posterior.paths.size()][levels][points.size()];
    for (int level = 0; level < levels; level++) {
      for (int o = 0; o < points.size(); o++) {
        double[] point = points.get(o).clone();
        point[j] = (level + 0.5) / levels;
        double[] drawn = posterior.paths.values(posterior.encoding.encode(point));
        for (int draw = 0; draw < drawn.length; draw++) {
          values[draw][level][o] = drawn[draw];
        }
      }
    }
    return values;
  }

  /**
   * The variance of the level means, less the part that interactions add to it by chance (two-way
   * analysis of variance), and the variance of all values.
   */
  private static double[] variances(double[][] values) {
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
