// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;

/**
 * What theory says of the multiplier on the first weights' variance, before anything is trained.
 *
 * <p>Let f be the second moment of the last layer's pre-activation over that of the first, and g
 * that of the gradient at the first layer over that at the last hidden one. The gradient of a
 * layer's weights is a product of what comes forward and what comes back, so over the network it
 * scales as f·g. A multiplier cannot work where f·g leaves 10^±10: the first steps then move no
 * weight, or every weight by many times its size, at any learning rate that suits another layer.
 * That is a cautious bound; much of what lies within does not train either.
 *
 * <p>The optimum is the multiplier with the smallest max(|ln f|, |ln g|): signal and gradient cannot
 * both be kept level by most activations, and this is the fairest middle. For ReLU it is He's
 * variance; for deep tanh networks it lies above 1/n, where q decays like 1/depth.
 *
 * @param low the lowest multiplier that may work, not below 0.01
 * @param high the highest, not above 100
 * @param optimum the multiplier that keeps signal and gradient most level
 */
public record MultiplierForecast(double low, double high, double optimum) {

  /** The bound on f·g and on its inverse; calibrated by bench/multiplier-grid. */
  private static final double HOPELESS = 1e10;

  private static final double LOWEST = 1e-2;
  private static final double HIGHEST = 1e2;

  /** Points of the first look over the whole range, and halvings of what is left. */
  private static final int COARSE = 33;

  private static final int FINE = 14;

  /**
   * The forecast for a start.
   *
   * @param start the start; its own multiplier does not count
   * @param input what enters
   * @return empty where theory says nothing of the network, or no multiplier can work
   */
  public static Optional<MultiplierForecast> of(Network network, Start start, InputSignal input) {
    // Neither f nor g hangs on how alike the inputs are, which takes longest to forecast.
    InputSignal alone =
        new InputSignal(
            input.secondMoment(), input.mean(), Double.NaN, input.spread(), input.norms());
    DoubleFunction<SignalProfile> forecast =
        log -> Forecast.of(network, Weights.of(start.withMultiplier(Math.exp(log))), alone);
    DoubleUnaryOperator score = log -> score(forecast.apply(log));
    DoublePredicate works = log -> hopeless(forecast.apply(log)).isEmpty();
    double from = Math.log(LOWEST);
    double step = (Math.log(HIGHEST) - from) / (COARSE - 1);
    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < COARSE; i++) {
      double value = score.applyAsDouble(from + i * step);
      if (value < least) {
        least = value;
        best = from + i * step;
      }
    }
    if (Double.isNaN(best) || !works.test(best)) {
      return Optional.empty();
    }
    double optimum = minimum(score, best - step, best + step);
    return Optional.of(
        new MultiplierForecast(
            Math.exp(bound(works, optimum, Math.log(LOWEST))),
            Math.exp(bound(works, optimum, Math.log(HIGHEST))),
            Math.exp(optimum)));
  }

  /**
   * Why a network in this state cannot train, in words; empty if it may, or if too little is known.
   *
   * @param profile measured, forecast, or both: what was measured counts
   */
  public static Optional<String> hopeless(SignalProfile profile) {
    double f = forward(profile.layers());
    double g = backward(profile.layers());
    double product = f * g;
    if (Double.isNaN(product)) {
      return Optional.empty();
    } else if (product > HOPELESS) {
      return Optional.of(
          "signal and gradient grow by %.1e and %.1e over the layers".formatted(f, g));
    } else if (product < 1 / HOPELESS) {
      return Optional.of(
          "signal and gradient shrink by %.1e and %.1e over the layers".formatted(f, g));
    }
    return Optional.empty();
  }

  private static double score(SignalProfile profile) {
    return Math.max(
        Math.abs(Math.log(forward(profile.layers()))),
        Math.abs(Math.log(backward(profile.layers()))));
  }

  private static double forward(List<LayerSignal> layers) {
    return layers.get(layers.size() - 1).forward().known() / layers.get(0).forward().known();
  }

  private static double backward(List<LayerSignal> layers) {
    return layers.get(0).gradient().known();
  }

  /** The place of the least value between two, by the golden section. */
  private static double minimum(DoubleUnaryOperator function, double low, double high) {
    double ratio = (Math.sqrt(5) - 1) / 2;
    double a = low;
    double b = high;
    double left = b - ratio * (b - a);
    double right = a + ratio * (b - a);
    double atLeft = function.applyAsDouble(left);
    double atRight = function.applyAsDouble(right);
    for (int i = 0; i < FINE; i++) {
      if (atLeft <= atRight) {
        b = right;
        right = left;
        atRight = atLeft;
        left = b - ratio * (b - a);
        atLeft = function.applyAsDouble(left);
      } else {
        a = left;
        left = right;
        atLeft = atRight;
        right = a + ratio * (b - a);
        atRight = function.applyAsDouble(right);
      }
    }
    return (a + b) / 2;
  }

  /** The place farthest towards the end where it still works, by halving. */
  private static double bound(DoublePredicate works, double inside, double end) {
    if (works.test(end)) {
      return end;
    }
    double in = inside;
    double out = end;
    for (int i = 0; i < FINE; i++) {
      double middle = (in + out) / 2;
      if (works.test(middle)) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }
}
