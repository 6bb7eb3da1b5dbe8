// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleBinaryOperator;
import org.evenkeel.gaussian.KernelPanel;
import org.evenkeel.gaussian.LogPanel;
import org.evenkeel.gaussian.Mehler;
import org.evenkeel.gaussian.MomentPanel;
import org.evenkeel.gaussian.MomentPanel.Moment;

/**
 * A shape whose moments and kernels are interpolated in q, within about 1e-12: a forecast of many
 * layers evaluates them at as many second moments that lie close together. What is computed for one
 * unit of ln q is kept, some 100 kB each.
 *
 * <p>For built-in functions alone, which are analytic but perhaps at 0. Where √q is long beside
 * features of length 1, which would need finer grids, and for what weights depend on, whose bits
 * must stay, the exact shape is asked.
 *
 * @param exact the shape itself
 */
record Interpolated(
    Shape exact,
    Map<Integer, MomentPanel> moments,
    Map<Integer, Optional<Mehler[]>> series,
    Map<Long, KernelPanel> gaps,
    Map<Long, KernelPanel> slopes)
    implements Shape {

  /**
   * The ln q up to which kernels with a kink are interpolated: beyond it their grids would grow.
   */
  private static final int GENTLE = 3;

  /** The same for Hermite series. */
  private static final int SMOOTH = 6;

  /** The same for moments. */
  private static final int MOST = 10;

  private static final double[] KINK = {0};

  /** The smallest ln q of a panel: below it a function is its tangent at 0. */
  private static final int LEAST = -70;

  Interpolated(Shape exact) {
    this(
        exact,
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>());
  }

  @Override
  public double apply(double x) {
    return exact.apply(x);
  }

  @Override
  public double derivative(double x) {
    return exact.derivative(x);
  }

  @Override
  public double[] kinks() {
    return exact.kinks();
  }

  @Override
  public boolean positivelyHomogeneous() {
    return exact.positivelyHomogeneous();
  }

  @Override
  public boolean bounded() {
    return exact.bounded();
  }

  private static boolean isWithin(double q, int most) {
    int panel = LogPanel.of(q);
    return panel >= LEAST && panel < most;
  }

  private double moment(double q, Moment moment) {
    return moments
        .computeIfAbsent(
            LogPanel.of(q), panel -> MomentPanel.of(exact::apply, exact::derivative, panel))
        .at(q, moment);
  }

  @Override
  public double mean(double q) {
    return isWithin(q, MOST) ? moment(q, Moment.MEAN) : exact.mean(q);
  }

  @Override
  public double secondMoment(double q) {
    return isWithin(q, MOST) ? moment(q, Moment.SECOND) : exact.secondMoment(q);
  }

  @Override
  public double slopeSecondMoment(double q) {
    return isWithin(q, MOST) ? moment(q, Moment.SLOPE_SECOND) : exact.slopeSecondMoment(q);
  }

  /** Where f(0) is not 0, both sides of 0 cancel for small q. */
  @Override
  public double secondMomentSlope(double q) {
    return isWithin(q, MOST) && (q > 0.1 || exact.apply(0) == 0)
        ? moment(q, Moment.MOVING) / q
        : exact.secondMomentSlope(q);
  }

  @Override
  public double fourthMoment(double q) {
    return isWithin(q, MOST) ? moment(q, Moment.FOURTH) : exact.fourthMoment(q);
  }

  @Override
  public double slopeFourthMoment(double q) {
    return isWithin(q, MOST) ? moment(q, Moment.SLOPE_FOURTH) : exact.slopeFourthMoment(q);
  }

  @Override
  public DualKernel kernels(double q) {
    if (exact.closed()) {
      return exact.kernels(q);
    }
    if (exact.kinks().length > 0) {
      return isWithin(q, GENTLE) ? new BetweenAngles(q, LogPanel.factors(q)) : exact.kernels(q);
    }
    if (!isWithin(q, SMOOTH)) {
      return exact.kernels(q);
    }
    Optional<Mehler[]> known = series.computeIfAbsent(LogPanel.of(q), this::series);
    return known.isEmpty()
        ? exact.kernels(q)
        : new QuadratureKernel(
            exact, q, Optional.of(Mehler.between(LogPanel.factors(q), known.get())));
  }

  private Optional<Mehler[]> series(int panel) {
    double[] points = LogPanel.points(panel);
    Mehler[] all = new Mehler[points.length];
    for (int i = 0; i < points.length; i++) {
      Optional<Mehler> one = Mehler.of(exact::apply, exact::derivative, points[i]);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all[i] = one.get();
    }
    return Optional.of(all);
  }

  /** The kernels of a function with a kink at 0, by their quotients with those of its tangent. */
  private final class BetweenAngles implements DualKernel {

    private final double q;
    private final double[] factors;

    BetweenAngles(double q, double[] factors) {
      this.q = q;
      this.factors = factors;
    }

    @Override
    public double q() {
      return q;
    }

    @Override
    public double kernel(double distance) {
      return secondMoment(q) - kernelGap(distance);
    }

    @Override
    public double slopeKernel(double distance) {
      DoubleBinaryOperator g = (m, e) -> exact.derivative(m + e) * exact.derivative(m - e);
      double angle = KernelPanel.angle(distance);
      return slopeSecondMoment(q)
          * panel(slopes, g, (at, d) -> slopeSecondMoment(at), angle).at(factors, angle);
    }

    @Override
    public double kernelGap(double distance) {
      double angle = KernelPanel.angle(distance);
      DoubleBinaryOperator g =
          (m, e) -> {
            double difference = QuadratureKernel.difference(exact, m, e, KINK);
            return difference * difference / 2;
          };
      return slopeSecondMoment(q)
          * q
          * distance
          * panel(gaps, g, (at, d) -> slopeSecondMoment(at) * at * d, angle).at(factors, angle);
    }

    private KernelPanel panel(
        Map<Long, KernelPanel> known,
        DoubleBinaryOperator g,
        DoubleBinaryOperator scale,
        double angle) {
      int panel = LogPanel.of(q);
      int interval = KernelPanel.interval(angle);
      return known.computeIfAbsent(
          panel * 1000L + interval, any -> KernelPanel.of(g, scale, panel, interval));
    }
  }
}
