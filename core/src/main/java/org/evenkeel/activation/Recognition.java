// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.gaussian.Elementary;

/** The recognition of a known activation by the values that it returns. */
public final class Recognition {

  /** The fewest values by which a function is recognized. */
  private static final int FEWEST = 32;

  /**
   * Floats of two libraries agree to this; GELU and its tanh approximation differ by 5 times as
   * much.
   */
  private static final double AGREEMENT = 1e-4;

  private Recognition() {}

  /**
   * The known activation that returns some values for others; empty if there is none, or the values
   * are too few or too much alike to tell.
   */
  public static Optional<Activation> of(float[] x, float[] y) {
    int least = 0;
    int most = 0;
    for (int i = 1; i < x.length; i++) {
      least = x[i] < x[least] ? i : least;
      most = x[i] > x[most] ? i : most;
    }
    if (x.length < FEWEST || !(x[least] < 0 && x[most] > 0)) {
      return Optional.empty();
    }
    return Stream.concat(Activations.all().stream(), families(x[least], y[least]))
        .filter(known -> agrees(known, x, y))
        .findFirst();
  }

  /** The members of families with a parameter that have a negative value on the left. */
  private static Stream<Activation> families(double x, double y) {
    if (!(y < 0 && Double.isFinite(y))) {
      return Stream.empty();
    }
    return Stream.of(
        Activations.leakyRelu(rounded(y / x)),
        Activations.elu(rounded(-y)),
        Activations.elu(rounded(y / Elementary.expm1(x))));
  }

  /** To the digits that a float is sure of. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(6)).doubleValue();
  }

  /** Whether values agree within the rounding of floats of their size. */
  private static boolean agrees(Activation known, float[] x, float[] y) {
    double size = 0;
    for (float value : y) {
      size = Math.max(size, Math.abs(value));
    }
    double unit = Math.min(1, size);
    return IntStream.range(0, x.length).allMatch(i -> agrees(known.apply(x[i]), y[i], unit));
  }

  /** Whether a value is that of a block within the rounding of floats. */
  public static boolean agrees(double expected, float found) {
    return agrees(expected, found, 1);
  }

  private static boolean agrees(double expected, float found, double unit) {
    return Math.abs(expected - found) <= AGREEMENT * Math.max(unit, Math.abs(found));
  }
}
