// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.evenkeel.signal.Cause.number;

/**
 * The reason for a trend over depth, with the numbers that it rests on. {@code toString} is the end
 * of a cause's sentence; it may be empty.
 */
public sealed interface Reason {

  /** No reason is known. */
  record Unknown() implements Reason {
    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * A gain that does not fit the activation.
   *
   * @param actual n_in·Var(w)
   * @param needed 1/E[f(z)²]
   * @param activation the activation f
   */
  record Gain(double actual, double needed, String activation) implements Reason {
    @Override
    public String toString() {
      return ": gain too %s, n_in·Var(w) is %s where %s needs %s"
          .formatted(
              actual < needed ? "small" : "large", number(actual), activation, number(needed));
    }
  }

  /** Weights with a mean, by which a layer's inputs add up where they have a mean too. */
  record Mean(double mean) implements Reason {
    @Override
    public String toString() {
      return ": the weights have mean %s, so that what the units have in common adds up"
          .formatted(number(mean));
    }
  }

  /** A variance map of an activation that is steeper than 1 at its fixed point. */
  record SteepVarianceMap(String activation) implements Reason {
    @Override
    public String toString() {
      return ": unstable fixed point, as the variance map of %s is steeper than 1"
          .formatted(activation);
    }
  }

  /** Layers too narrow for the network's depth, with Σ 1/n over the hidden layers. */
  record Width(double inverseWidths) implements Reason {

    String text() {
      return "too narrow for its depth: the sum of 1/width is %s, so signals of single draws differ by factors"
          .formatted(number(inverseWidths));
    }

    @Override
    public String toString() {
      return "; " + text();
    }
  }

  /** A measurement that is far from the second moment that was forecast. */
  record OffForecast(double predicted) implements Reason {
    @Override
    public String toString() {
      return "; the forecast is " + number(predicted);
    }
  }

  /**
   * The factor χ₁ on the gradient's second moment a layer.
   *
   * @param activation the activation whose slopes make it
   * @param chi χ₁
   * @param keepsScale whether it is above 1 although the signal keeps its scale
   */
  record Slope(String activation, double chi, boolean keepsScale) implements Reason {
    @Override
    public String toString() {
      return ": the slope of %s, χ₁ %s%s"
          .formatted(
              activation, number(chi), keepsScale ? ", although the signal keeps its scale" : "");
    }
  }

  /** Biases that make most of the signal: σ_b² of E[z²]. */
  record Bias(double biasVariance, double secondMoment) implements Reason {
    @Override
    public String toString() {
      return ": bias dominates, σ_b² %s of %s"
          .formatted(number(biasVariance), number(secondMoment));
    }
  }

  /** Weights of a layer that no rule of the start drew. */
  record NotDrawn(String layer) implements Reason {
    @Override
    public String toString() {
      return "; no rule drew the weights of " + layer;
    }
  }
}
