// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.evenkeel.study.gp.GaussianProcess;
import org.evenkeel.study.gp.ParameterPosterior;
import org.evenkeel.study.gp.PosteriorPaths;
import org.evenkeel.study.space.CategoricalDomain;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * The posterior of a surface over the unit cube, on the scale of its observations: moments, draws,
 * and where they are lowest.
 */
final class SurfacePosterior {
  private static final int PROCESSES = 16;
  private static final int DRAWS_OF_EACH = 16;
  private static final int CANDIDATES = 256;

  /** The noise of a bound, as a share of the range of the other values. */
  private static final double BOUND_NOISE = 0.1;

  private static final double FIRST_STEP = 0.04;
  private static final double LAST_STEP = 0.004;
  private static final double END = 1 - 1e-9;

  final Encoding encoding;
  final PosteriorPaths paths;
  private final List<GaussianProcess> processes;
  private final double center;
  private final double scale;

  /** The minimizer of each draw, and that of the mean. */
  final double[][] minimizers;

  final double[] optimum;

  SurfacePosterior(Encoding encoding, Observations observations, long seed) {
    this.encoding = encoding;
    int n = observations.y.length;
    double[][] points =
        observations.trials.stream()
            .map(trial -> encoding.point(trial.setting()))
            .toArray(double[][]::new);
    double[][] x = Arrays.stream(points).map(encoding::encode).toArray(double[][]::new);
    double mean = Arrays.stream(observations.y).average().orElse(0);
    double squares = Arrays.stream(observations.y).map(v -> (v - mean) * (v - mean)).sum();
    center = mean;
    scale = squares > 0 ? Math.sqrt(squares / n) : 1;
    double[] y = Arrays.stream(observations.y).map(v -> (v - center) / scale).toArray();
    double[] extraNoise =
        Arrays.stream(observations.extraNoise).map(v -> v / (scale * scale)).toArray();
    liftBounds(observations.bound, x, y, extraNoise);
    SplittableRandom random = new SplittableRandom(seed);
    ParameterPosterior parameters =
        new ParameterPosterior(new GaussianProcess.Data(x, encoding.owners(), y, extraNoise));
    processes = parameters.draw(parameters.mode(), PROCESSES, random);
    paths = new PosteriorPaths(processes, DRAWS_OF_EACH, random);
    List<double[]> candidates = points(CANDIDATES);
    candidates.addAll(Arrays.asList(points));
    minimizers = minimizers(candidates);
    optimum = lowestMean(candidates, new boolean[encoding.size()]);
  }

  /** Raises a bound to the prediction from the other trials where that is higher. */
  private void liftBounds(boolean[] bound, double[][] x, double[] y, double[] extraNoise) {
    int[] known = IntStream.range(0, bound.length).filter(i -> !bound[i]).toArray();
    if (known.length == y.length || known.length < encoding.size() + 3) {
      return;
    }
    double[][] knownX = Arrays.stream(known).mapToObj(i -> x[i]).toArray(double[][]::new);
    double[] knownY = Arrays.stream(known).mapToDouble(i -> y[i]).toArray();
    double[] knownNoise = Arrays.stream(known).mapToDouble(i -> extraNoise[i]).toArray();
    double range = Arrays.stream(knownY).max().orElse(0) - Arrays.stream(knownY).min().orElse(0);
    GaussianProcess.Data data =
        new GaussianProcess.Data(knownX, encoding.owners(), knownY, knownNoise);
    GaussianProcess process = new ParameterPosterior(data).mode();
    for (int i = 0; i < bound.length; i++) {
      if (bound[i]) {
        double predicted = process.mean(process.covariances(x[i]));
        y[i] = Math.max(y[i], Math.min(predicted, y[i] + range));
        extraNoise[i] = BOUND_NOISE * BOUND_NOISE * range * range;
      }
    }
  }

  private double[][] minimizers(List<double[]> candidates) {
    double[][] best = new double[paths.size()][];
    double[] lowest = new double[paths.size()];
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    for (double[] point : candidates) {
      double[] values = paths.values(encoding.encode(point));
      for (int draw = 0; draw < lowest.length; draw++) {
        if (values[draw] < lowest[draw]) {
          lowest[draw] = values[draw];
          best[draw] = point;
        }
      }
    }
    boolean[] free = new boolean[encoding.size()];
    int draw = 0;
    for (int process = 0; process < paths.processes(); process++) {
      for (ToDoubleFunction<double[]> function : paths.functions(process)) {
        best[draw] = descend(best[draw], free, p -> function.applyAsDouble(encoding.encode(p)));
        draw++;
      }
    }
    return best;
  }

  /** The minimizer of the mean, from the best of some candidates; fixed coordinates stay. */
  double[] lowestMean(List<double[]> candidates, boolean[] fixed) {
    double[] best = candidates.stream().min(Comparator.comparingDouble(this::mean)).orElseThrow();
    return descend(best, fixed, this::mean);
  }

  /** The first points of the Sobol sequence, without point 0, which is a corner. */
  List<double[]> points(int count) {
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(encoding.size());
    sobol.skipTo(1);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(sobol.nextVector());
    }
    return points;
  }

  /**
   * A lower point near another by a pattern search (Hooke and Jeeves 1961): steps along each
   * coordinate, halved while none gains. Choices stay, and so do fixed coordinates.
   */
  private double[] descend(double[] from, boolean[] fixed, ToDoubleFunction<double[]> function) {
    double[] best = from.clone();
    double lowest = function.applyAsDouble(best);
    for (double step = FIRST_STEP; step >= LAST_STEP; step /= 2) {
      boolean gained = true;
      for (int round = 0; gained && round < 8; round++) {
        gained = false;
        for (int i = 0; i < best.length; i++) {
          if (fixed[i] || encoding.domain(i) instanceof CategoricalDomain) {
            continue;
          }
          double size = Math.max(step, 1 / encoding.domain(i).size());
          for (int sign = -1; sign <= 1; sign += 2) {
            double[] tried = best.clone();
            tried[i] = Math.min(END, Math.max(0, tried[i] + sign * size));
            double value = tried[i] == best[i] ? lowest : function.applyAsDouble(tried);
            if (value < lowest) {
              lowest = value;
              best = tried;
              gained = true;
              break;
            }
          }
        }
      }
    }
    return best;
  }

  /** The mean at a point over all processes. */
  double mean(double[] point) {
    return moments(point, false)[0];
  }

  /** Mean and standard deviation at a point over all processes. */
  double[] moments(double[] point) {
    return moments(point, true);
  }

  private double[] moments(double[] point, boolean withVariance) {
    double[] features = encoding.encode(point);
    double first = 0;
    double second = 0;
    for (GaussianProcess process : processes) {
      double[] covariances = process.covariances(features);
      double mean = process.mean(covariances);
      first += mean;
      second += mean * mean + (withVariance ? process.variance(covariances) : 0);
    }
    int n = processes.size();
    double mean = first / n;
    return new double[] {mean, Math.sqrt(Math.max(0, second / n - mean * mean))};
  }

  /** A value of the posterior on the scale of the observations. */
  double unscaled(double value) {
    return center + scale * value;
  }
}
