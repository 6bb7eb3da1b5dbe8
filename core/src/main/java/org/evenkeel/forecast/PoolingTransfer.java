// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.network.Layer;
import org.evenkeel.sample.Deviation;

/**
 * The transfer of a signal by pooling. It depends on the correlation of neighbouring positions,
 * which is not known; so the forecast is the geometric mean of two bounds: positions that are all
 * alike, and positions that differ as much as two inputs do, as in images of noise.
 */
final class PoolingTransfer {

  /** The steps and the ends of sums over Gaussians; sums of equal steps converge exponentially. */
  private static final double STEP = 0.25;

  private static final double END = 6;

  /**
   * γ√(1 - c) of maxima over 2×2 positions of correlation c whose second moments differ, as next to
   * a border, by simulation behind ReLU: 0.42, 0.43, 0.46 and 0.47 for c = 0, 0.5, 0.8 and 0.9. The
   * maximum's second moment grows by the relative variance of theirs times 0.15, 0.38, 0.8 and 1.2,
   * which is γ - 0.25.
   */
  private static final double PREFERRED = 0.44;

  private static final double LESS_IN_MEAN = 0.25;

  private static final double MOST_PREFERRED = 3;

  private PoolingTransfer() {}

  /** The transfer, with a remark where it has bounds alone. */
  static Transfer through(Passage passage, Layer.Pooling layer, Signal in, int[] shape) {
    if (!isKnown(layer, in) && !in.gaps().asInputs()) {
      passage.remark(
          "pooling: positions may be all alike or differ as inputs do, and the range is for both");
    }
    return through(layer, in, shape);
  }

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
    Pooled alike = Pooled.ofAlike(in, covered);
    if (isKnown(layer, in)) {
      Deviation more =
          in.origin() instanceof Signal.Steps states ? states.average() : Deviation.NONE;
      Deviation all = in.deviation().plus(more.signal(), more.distance(), 0);
      return overTokens(in.with(all, in.logError()), size, shape);
    }
    Pooled apart = max ? Pooled.largest(in, size) : Pooled.average(in, size, covered);
    boolean noise = in.gaps().asInputs();
    alike = noise ? apart : alike;
    double logError = Math.abs(Math.log(apart.secondMoment / alike.secondMoment)) / 2;
    boolean differ = alike.gap > 0 && apart.gap > 0;
    double preferred = max && noise && !layer.global() ? preferred(in) : 0;
    double larger =
        preferred == 0
            ? 1
            : 1
                + Math.max(0, preferred - LESS_IN_MEAN)
                    * in.border().within(window, stride, layer.padding(), output);
    double gap = larger * (differ ? Math.sqrt(apart.gap * alike.gap) / in.gaps().mean() : 1);
    double unsure =
        differ
            ? Math.abs(Math.log(apart.gap / alike.gap * (alike.secondMoment / apart.secondMoment)))
                / 2
            : 0;
    double second = larger * Math.sqrt(apart.secondMoment * alike.secondMoment);
    Border border =
        layer.global()
            ? Border.NONE
            : in.border().slid(window, stride, layer.padding(), output).border();
    Signal out =
        new Signal(
            (apart.mean + alike.mean) / 2,
            second,
            in.norms(),
            in.gaps().map(each -> each * gap),
            in.common(),
            in.deviation().unsure(in.deviation().unsure() + unsure),
            in.logError() + logError,
            in.units(),
            border,
            null);
    double slope = noise ? apart.slope : Math.sqrt(apart.slope);
    double share = max ? slope / steps : covered.once() / (steps * size);
    double slopeError = noise ? 0 : Math.abs(Math.log(apart.slope)) / 2;
    return new Transfer(
        out,
        1,
        0,
        back -> {
          Gradient shared = back.through(share, 0, 1, 0).plusLogError(slopeError);
          return shared
              .withTokens(
                  layer.global()
                      ? shared.secondMoment()
                      : back.products().tokens() == 0 ? 0 : Double.NaN)
              .withBorder(
                  layer.global()
                      ? Border.of(shape)
                      : preferred == 0
                          ? shared
                              .border()
                              .slidBack(window, stride, layer.padding(), shape)
                              .border()
                          : shared
                              .border()
                              .routedBack(
                                  in.border().power(preferred),
                                  window,
                                  stride,
                                  layer.padding(),
                                  shape));
        });
  }

  /**
   * The power γ of a position's second moment by which it is likely to have the maximum: the more
   * positions are alike, the more does the largest of them.
   */
  private static double preferred(Signal in) {
    double distance =
        in.origin() instanceof Signal.Activated known ? known.distance() : in.distances().mean();
    return Math.min(MOST_PREFERRED, PREFERRED / Math.sqrt(Math.max(0, Math.min(1, distance))));
  }

  /** Whether it is known how alike the positions are that a layer takes the mean of. */
  static boolean isKnown(Layer.Pooling layer, Signal in) {
    return layer.global()
        && layer.reduction() == Layer.Pooling.Reduction.AVERAGE
        && !Double.isNaN(in.gaps().tokens());
  }

  /** The mean over all positions, of which n - 1 in n pairs are two. */
  private static Transfer overTokens(Signal in, double size, int[] shape) {
    double excess = Math.max(0, in.gaps().tokens() - in.secondMoment()); // no two differ by more
    double tokens = in.gaps().tokens() - excess;
    double second = in.secondMoment() - tokens + tokens / size;
    double across = (1 - 1 / size) * (in.secondMoment() - in.gaps().across() + excess);
    Signal out =
        new Signal(
            in.mean(),
            second,
            in.norms(),
            in.gaps()
                .map(gap -> second - (in.secondMoment() - gap) / size - across)
                .same(in.gaps().same() / size),
            in.common(),
            in.deviation(),
            in.logError(),
            in.units(),
            Border.NONE,
            null);
    return new Transfer(
        out,
        1,
        0,
        back -> {
          Gradient shared = back.through(1 / (size * size), 0, 1, 0);
          return shared.withTokens(shared.secondMoment()).withBorder(Border.of(shape));
        });
  }

  /**
   * A signal behind pooling in one of the two cases.
   *
   * @param mean its mean
   * @param secondMoment its second moment
   * @param gap that of two inputs, mean over the pairs
   * @param slope E[f'²] of the activation before at what is pooled, by that at any position
   */
  private record Pooled(double mean, double secondMoment, double gap, double slope) {

    /** Positions that are all alike. */
    static Pooled ofAlike(Signal in, Border.Coverage covered) {
      return new Pooled(
          in.mean() * covered.once(),
          in.secondMoment() * covered.squared(),
          in.gaps().mean() * covered.squared(),
          1);
    }

    /** The mean over positions that differ as two inputs do, and zeros. */
    static Pooled average(Signal in, double size, Border.Coverage covered) {
      double gap = Double.isNaN(in.gaps().mean()) ? in.variance() : in.gaps().mean();
      double apart = Math.min(gap, in.variance()) * covered.once() / size;
      double second = Math.max(0, in.secondMoment() - gap) * covered.squared() + apart;
      return new Pooled(in.mean() * covered.once(), second, apart, 1);
    }

    /**
     * The maximum over n positions that differ as two inputs do: for a rising f that of {@code f(√q
     * (√c s + √(1 - c) t))}, where s ~ N(0, 1) is what they have in common and t is the largest of
     * n, with density n φ(t) Φ(t)^(n-1). So do the positions of another input, with the same s.
     */
    static Pooled largest(Signal in, double size) {
      Signal.Activated origin = in.origin() instanceof Signal.Activated known ? known : null;
      double variance = origin == null ? in.variance() : origin.secondMoment();
      double distance = origin == null ? in.distances().mean() : origin.distance();
      double apart = Double.isNaN(distance) ? 1 : Math.min(1, distance);
      double own = Math.sqrt(variance * apart);
      double shared = Math.sqrt(variance * (1 - apart));
      double[] largest = weightsOfLargest(size);
      double mean = 0;
      double second = 0;
      double common = 0;
      double slopes = 0;
      double step = apart == 1 ? 2 * END : STEP; // at 0 alone where nothing is shared
      for (double s = apart == 1 ? 0 : -END; s <= END; s += step) {
        double weight = apart == 1 ? 1 : STEP * NormalDistribution.density(s);
        double meanHere = 0;
        for (int i = 0; i < largest.length; i++) {
          double density = largest[i];
          double z = shared * s + own * (i * STEP - END);
          double value = origin == null ? in.mean() + z : origin.function().apply(z);
          double slope = origin == null ? 1 : origin.function().derivative(z);
          meanHere += density * value;
          second += weight * density * value * value;
          slopes += weight * density * slope * slope;
        }
        mean += weight * meanHere;
        common += weight * meanHere * meanHere;
      }
      double any = origin == null ? 1 : origin.function().slopeSecondMoment(variance);
      return new Pooled(
          mean,
          second,
          Math.min(in.gaps().mean() * 2, Math.max(0, second - common)),
          any > 0 && slopes > 0 ? slopes / any : 1);
    }

    private static double[] weightsOfLargest(double size) {
      double[] weights = new double[(int) (2 * END / STEP) + 1];
      for (int i = 0; i < weights.length; i++) {
        double t = i * STEP - END;
        double others = Math.pow(NormalDistribution.cdf(t), size - 1);
        weights[i] = STEP * size * NormalDistribution.density(t) * others;
      }
      return weights;
    }
  }

  private static double positions(int[] shape) {
    return Arrays.stream(shape).skip(1).asDoubleStream().reduce(1, (a, b) -> a * b);
  }
}
