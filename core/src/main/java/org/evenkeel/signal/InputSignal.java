// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The input of a network. A value that is not known is null, never NaN.
 *
 * @param secondMoment E[x²] over features and examples
 * @param mean E[x]
 * @param correlation of two different inputs, E[x·x'] / √(E[x²] E[x'²]), mean over pairs
 * @param spread the standard deviation of that over pairs
 * @param norms the relative standard deviation over inputs of an input's own mean square, 0 if all
 *     have one length
 */
public record InputSignal(
    double secondMoment,
    @Nullable Double mean,
    @Nullable Double correlation,
    @Nullable Double spread,
    @Nullable Double norms) {

  /** Standardized data: mean 0, variance 1, and inputs that have nothing in common. */
  public static final InputSignal STANDARDIZED = new InputSignal(1, 0.0, 0.0, null, null);

  /** An input without a scale, such as numbers of tokens: what embeds them gives it one. */
  public static final InputSignal WITHOUT_SCALE = new InputSignal(1, null, null, null, null);

  /** An input as it was measured; NaN counts as not known. */
  public static InputSignal measured(
      double secondMoment, double mean, double correlation, double spread, double norms) {
    return new InputSignal(
        secondMoment,
        Quantity.orNull(mean),
        Quantity.orNull(correlation),
        Quantity.orNull(spread),
        Quantity.orNull(norms));
  }

  /**
   * The signal of some examples.
   *
   * @param features their features, example after example
   * @param examples their number
   */
  public static InputSignal of(float[] features, int examples) {
    int length = features.length / examples;
    double[] squares = new double[examples];
    double[] correlations = new double[examples - 1];
    double sum = 0;
    for (int a = 0; a < examples; a++) {
      double product = 0;
      for (int i = a * length; i < (a + 1) * length; i++) {
        sum += features[i];
        squares[a] += (double) features[i] * features[i];
        product += a == 0 ? 0 : (double) features[i] * features[i - length];
      }
      if (a > 0) {
        correlations[a - 1] = product / Math.sqrt(squares[a]) / Math.sqrt(squares[a - 1]);
      }
    }
    double square = Arrays.stream(squares).average().orElseThrow();
    double[] known = Arrays.stream(correlations).filter(Double::isFinite).toArray();
    return measured(
        square / length,
        sum / features.length,
        Arrays.stream(known).average().orElse(Double.NaN),
        Math.sqrt(variance(known) * known.length / (known.length - 1)),
        Math.sqrt(variance(squares)) / square);
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElse(Double.NaN);
  }

  /** The same with another correlation of two different inputs. */
  public InputSignal withCorrelation(@Nullable Double other) {
    return new InputSignal(secondMoment, mean, other, spread, norms);
  }
}
