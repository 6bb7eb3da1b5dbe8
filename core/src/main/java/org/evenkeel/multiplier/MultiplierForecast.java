// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.multiplier;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;

/**
 * The forecast over a start's variance multiplier: the multipliers that cannot train, and the one
 * that keeps signal and gradient most level.
 *
 * <pre>
 * m         the multiplier
 * F(m)      q_last/q_first, forward second moments
 * G(m)      g_first/g_last hidden, second moments of the gradient
 * optimum   argmin over m of |ln F(m)| + |ln G(m)|
 * </pre>
 *
 * <p>For a positively homogeneous activation both are m^(L-1) times what they are at 1, so that the
 * optimum undoes a wrong rule: 2 for 1/n with ReLU. For tanh a larger m keeps the signal's scale
 * but lets the gradient grow; the optimum is near G = 1.
 *
 * @param network the network
 * @param start its start, whose own multiplier does not count
 * @param input what enters
 */
public record MultiplierForecast(Network network, Start start, InputSignal input) {

  /** F and G below which nothing is learnt. */
  private static final double VANISHED = 1e-10;

  /** F and G above which the first steps diverge. */
  private static final double EXPLODED = 1e8;

  /** G above which training fails whatever the signal does. */
  private static final double GRADIENT_EXPLODED = 1e16;

  /** The second moment above which squares overflow in single precision. */
  private static final double OVERFLOW = 1e36;

  private static final double LOWEST = 1e-6;
  private static final double HIGHEST = 1e6;

  /** Steps of the search for the optimum, evenly from 0.1 to 10 in ln m. */
  private static final int STEPS = 16;

  /** Brings an edge to within 1 %, and the optimum to within 0.2 %. */
  private static final int HALVINGS = 12;

  /**
   * A range of multipliers that may train.
   *
   * @param low the lowest; 0 if it is below 1e-6
   * @param high the highest; infinite if it is above 1e6
   */
  public record Range(double low, double high) {}

  /**
   * The reason why a multiplier cannot train; empty if it may, or if there is no forecast.
   *
   * @param multiplier the multiplier, positive and finite
   * @throws IllegalArgumentException if it is not, or a rule cannot draw one of the layers
   */
  public Optional<String> untrainable(double multiplier) {
    return untrainable(profile(multiplier));
  }

  /**
   * The reason why a network with this profile cannot be trained; empty if it may. F and G are
   * judged together: both vanished (below 1e-10), both exploded (above 1e8), a gradient beyond
   * 1e16, or a signal that overflows. What was measured takes precedence over what was predicted.
   *
   * @param profile what was measured or predicted before the first step
   */
  public static Optional<String> untrainable(SignalProfile profile) {
    if (profile.layers().size() < 2) {
      return Optional.empty();
    }
    LayerSignal last = last(profile);
    OptionalDouble f = forward(profile);
    OptionalDouble g = gradient(profile);
    if (last.forward().isAbove(OVERFLOW)) {
      return reason(
          "the signal overflows: second moment %.1e at %s", last.forward().known(), last.name());
    } else if (g.isEmpty()) {
      return Optional.empty();
    }
    double gradient = g.getAsDouble();
    if (f.isPresent()) {
      double forward = f.getAsDouble();
      if (forward < VANISHED && gradient < VANISHED) {
        return reason("signal and gradient vanish: %.1e and %.1e over depth", forward, gradient);
      } else if (forward > EXPLODED && gradient > EXPLODED) {
        return reason("signal and gradient explode: %.1e and %.1e over depth", forward, gradient);
      }
    }
    return gradient > GRADIENT_EXPLODED
        ? reason("the gradient explodes: %.1e over depth", gradient)
        : Optional.empty();
  }

  /** The multipliers around the optimum that may work; empty if there is none or no forecast. */
  public Optional<Range> range() {
    OptionalDouble best = optimum();
    if (best.isEmpty() || untrainable(best.getAsDouble()).isPresent()) {
      return Optional.empty();
    }
    double middle = Math.log(best.getAsDouble());
    Predicate<Double> works = ln -> untrainable(Math.exp(ln)).isEmpty();
    double low = edge(middle, Math.log(LOWEST), works);
    double high = edge(middle, Math.log(HIGHEST), works);
    return Optional.of(
        new Range(
            low <= Math.log(LOWEST) ? 0 : Math.exp(low),
            high >= Math.log(HIGHEST) ? Double.POSITIVE_INFINITY : Math.exp(high)));
  }

  private static double edge(double inside, double outside, Predicate<Double> works) {
    if (works.test(outside)) {
      return outside;
    }
    double good = inside;
    double bad = outside;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (good + bad) / 2;
      if (works.test(middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  /**
   * The multiplier between 0.1 and 10 of the smallest |ln F| + |ln G|; empty if there is no
   * forecast, or if the multiplier changes neither.
   */
  public OptionalDouble optimum() {
    double step = Math.log(100) / STEPS;
    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i <= STEPS; i++) {
      double ln = (i - STEPS / 2) * step;
      double fault = fault(ln);
      if (fault < least) {
        least = fault;
        best = ln;
      }
      most = Math.max(most, fault);
    }
    if (!(most - least > 1e-6)) {
      return OptionalDouble.empty();
    }
    double low = best - step;
    double high = best + step;
    for (int i = 0; i < HALVINGS; i++) {
      double third = (high - low) / 3;
      if (fault(low + third) <= fault(high - third)) {
        high -= third;
      } else {
        low += third;
      }
    }
    return OptionalDouble.of(Math.exp((low + high) / 2));
  }

  /** |ln F| + |ln G|; infinite where one is not known. */
  private double fault(double lnMultiplier) {
    SignalProfile profile = profile(Math.exp(lnMultiplier));
    OptionalDouble forward = forward(profile);
    OptionalDouble gradient = gradient(profile);
    double fault =
        forward.isPresent() && gradient.isPresent()
            ? Math.abs(Math.log(forward.getAsDouble())) + Math.abs(Math.log(gradient.getAsDouble()))
            : Double.POSITIVE_INFINITY;
    return Double.isNaN(fault) ? Double.POSITIVE_INFINITY : fault; // as for 0/0
  }

  private SignalProfile profile(double multiplier) {
    return Forecast.of(network, Weights.of(start.withMultiplier(multiplier)), input);
  }

  /** F; empty if it is not known. */
  private static OptionalDouble forward(SignalProfile profile) {
    Double first = profile.layers().get(0).forward().known();
    Double last = last(profile).forward().known();
    return first == null || last == null ? OptionalDouble.empty() : OptionalDouble.of(last / first);
  }

  /** G; empty if it is not known. */
  private static OptionalDouble gradient(SignalProfile profile) {
    Double first = profile.layers().get(0).gradient().known();
    return first == null ? OptionalDouble.empty() : OptionalDouble.of(first);
  }

  private static LayerSignal last(SignalProfile profile) {
    List<LayerSignal> layers = profile.layers();
    return layers.get(layers.size() - 1);
  }

  private static Optional<String> reason(String format, Object... numbers) {
    return Optional.of(String.format(Locale.ROOT, format, numbers));
  }
}
