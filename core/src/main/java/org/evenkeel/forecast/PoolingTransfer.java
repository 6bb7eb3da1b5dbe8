// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianExpectation;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.network.Layer;

/**
 * The transfer of a signal by pooling. It depends on the correlation of neighbouring positions,
 * which is not known; so the forecast is the geometric mean of two bounds, uncorrelated and
 * identical positions.
 */
final class PoolingTransfer {

  /** The least error of the logarithm of a distance behind a maximum, to either side. */
  private static final double LEAST_UNSURE = 0.3;

  /** The largest number of tokens for which attention weights are summed one by one. */
  private static final double LONGEST = 1024;

  /** The quantiles of N(0, 1) at the middles of equal shares, by their number. */
  private static final Map<Double, double[]> QUANTILES = new ConcurrentHashMap<>();

  /** The deviation of the logarithm of a distance that is known to a factor of 2. */
  private static final double UNSURE_GAP = Math.log(2) / Deviation.WIDTH;

  private PoolingTransfer() {}

  static Transfer through(Layer.Pooling layer, Signal in, int[] shape) {
    int[] output = layer.outputShape(shape);
    List<Integer> window =
        layer.global() ? Arrays.stream(shape).skip(1).boxed().toList() : layer.window();
    int stride = layer.global() ? 1 : layer.stride();
    double size = window.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    // Each output hands its gradient on, to one input or in equal parts to those of its window.
    double steps = layer.global() ? size : positions(shape) / positions(output);
    boolean max = layer.reduction() == Layer.Pooling.Reduction.MAX;
    Border.Coverage covered = // a maximum takes no zeros beyond the border
        max || layer.global()
            ? new Border.Coverage(1, 1, 1)
            : in.border().coverage(window, stride, layer.padding(), output);
    double[] apart = max ? largest(in, size) : average(in, size, covered);
    double alike = in.secondMoment() * covered.squared();
    double second = Math.sqrt(apart[1] * alike);
    double logError = Math.abs(Math.log(apart[1] / alike)) / 2;
    Border border =
        layer.global()
            ? Border.NONE
            : in.border().slid(window, stride, layer.padding(), output).border();
    double active = max ? activeLargest(in, size) : 1;
    double mean = in.gaps().mean();
    // The distance is gap/second, which both have bounds.
    double ratio = largestGap(mean, apart, active) / mean / (apart[1] / alike);
    double bounds = mean > 0 ? Math.abs(Math.log(ratio)) / 2 : 0;
    double unsure = Math.max(bounds, LEAST_UNSURE) / Deviation.WIDTH;
    Signal out =
        new Signal(
            (apart[0] + in.mean() * covered.once()) / 2,
            second,
            in.norms(),
            // What two inputs have in common they have at all positions.
            max
                ? in.gaps().map(gap -> Math.sqrt(gap * largestGap(gap, apart, active)))
                : in.gaps().map(gap -> Math.max(0, second - (alike - covered.squared() * gap))),
            in.common(),
            max ? in.deviation().plus(0, unsure * unsure, 0) : in.deviation(),
            in.logError() + logError,
            in.units(),
            border,
            null);
    double share = max ? Math.sqrt(active) / steps : covered.once() / (steps * size);
    double slopeError = Math.abs(Math.log(active)) / 2;
    return new Transfer(
        out,
        1,
        0,
        back -> {
          Gradient shared = back.through(share, 0, 1, 0).plusLogError(slopeError);
          return shared.withBorder(
              layer.global()
                  ? Border.of(shape)
                  : shared.border().slidBack(window, stride, layer.padding(), shape).border());
        });
  }

  /** The gap of two inputs' maxima over uncorrelated positions, at most their variance. */
  private static double largestGap(double gap, double[] largest, double active) {
    return Math.min(gap * active, Math.max(0, largest[1] - largest[0] * largest[0]));
  }

  /** E[f'²] at the maximum over uncorrelated positions, by that at any: up to 2 for ReLU. */
  private static double activeLargest(Signal in, double size) {
    if (!(in.origin() instanceof Signal.Activated origin) || origin.secondMoment() == 0) {
      return 1;
    }
    double deviation = Math.sqrt(origin.secondMoment());
    double largest =
        GaussianExpectation.of(
            z -> {
              double slope = origin.function().derivative(deviation * z);
              return slope * slope * size * Math.pow(NormalDistribution.cdf(z), size - 1);
            });
    double any = origin.function().slopeSecondMoment(origin.secondMoment());
    return any > 0 && largest > 0 ? largest / any : 1;
  }

  private static double positions(int[] shape) {
    return Arrays.stream(shape).skip(1).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /**
   * The mean of values over tokens, weighted by attention.
   *
   * @param units the number of units of the values
   * @param least the share of the second moment that is left of tokens with nothing in common
   */
  static Signal attended(Signal values, int units, double least) {
    double second = values.secondMoment() * Math.sqrt(least);
    return new Signal(
        0,
        second,
        values.norms(),
        values.gaps().map(gap -> attendedGap(gap, values.secondMoment(), second)),
        values.common(),
        values.deviation().plus(0, UNSURE_GAP * UNSURE_GAP, 0),
        values.logError() - Math.log(least) / 2,
        Math.min(units, values.units()),
        values.border(),
        null);
  }

  /**
   * The gap behind attention, halfway between two cases: what two inputs have in common they have
   * at all positions, so that it stays, or at the same position alone, so that it shrinks as much.
   */
  private static double attendedGap(double gap, double before, double second) {
    double everywhere = Math.max(0, second - (before - gap));
    double once = before == 0 ? 0 : gap * second / before;
    return (everywhere + once) / 2;
  }

  /** Mean and second moment of the mean over uncorrelated positions and zeros. */
  private static double[] average(Signal in, double size, Border.Coverage covered) {
    double square = in.mean() * in.mean();
    return new double[] {
      in.mean() * covered.once(), square * covered.squared() + in.variance() * covered.once() / size
    };
  }

  /**
   * Mean and second moment of the maximum over uncorrelated positions: for a rising f and z ~ N(0,
   * 1) that of f(√q z) with density n φ(z) Φ(z)^(n-1).
   */
  private static double[] largest(Signal in, double size) {
    if (Double.isNaN(in.secondMoment())) {
      return new double[] {Double.NaN, Double.NaN};
    }
    Signal.Activated origin = in.origin() instanceof Signal.Activated known ? known : null;
    double deviation = Math.sqrt(origin == null ? in.variance() : origin.secondMoment());
    DoubleUnaryOperator value =
        z -> origin == null ? in.mean() + deviation * z : origin.function().apply(deviation * z);
    double[] moments = new double[2];
    for (int power = 1; power <= 2; power++) {
      int k = power;
      moments[power - 1] =
          GaussianExpectation.of(
              z -> {
                double x = value.applyAsDouble(z);
                return (k == 1 ? x : x * x) * size * Math.pow(NormalDistribution.cdf(z), size - 1);
              });
    }
    return moments;
  }

  /** Σa², a the softmax over so many logits at the quantiles of N(0, λ²). */
  static double squaredWeights(double tokens, double logits) {
    if (Double.isNaN(logits)) {
      return Double.NaN;
    }
    double deviation = Math.sqrt(logits);
    double most = deviation * NormalDistribution.quantile(1 - 0.5 / tokens);
    double sum = 0;
    double squares = 0;
    for (double quantile : QUANTILES.computeIfAbsent(tokens, PoolingTransfer::quantiles)) {
      double weight = Math.exp(deviation * quantile - most);
      sum += weight;
      squares += weight * weight;
    }
    return squares / (sum * sum);
  }

  private static double[] quantiles(double tokens) {
    double[] quantiles = new double[(int) Math.ceil(tokens)];
    for (int token = 0; token < quantiles.length; token++) {
      quantiles[token] = NormalDistribution.quantile((token + 0.5) / tokens);
    }
    return quantiles;
  }

  /**
   * The mean over t of Σa² where the t-th of so many tokens sees t of them. Between lengths that
   * double, and beyond the longest, Σa² is taken for a power of t.
   */
  static double causalWeights(double tokens, double logits) {
    double from = 1;
    double before = 1;
    double power = 0;
    double sum = 1;
    while (from < tokens) {
      double to = Math.min(2 * from, tokens);
      double weights =
          from < LONGEST ? squaredWeights(to, logits) : before * Math.pow(to / from, power);
      power = Math.log(weights / before) / Math.log(to / from);
      for (double t = from + 1; t <= to; t++) {
        sum += before * Math.pow(t / from, power);
      }
      from = to;
      before = weights;
    }
    return sum / tokens;
  }
}
