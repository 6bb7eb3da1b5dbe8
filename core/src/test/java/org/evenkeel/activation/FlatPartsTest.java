// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlatPartsTest {

  /** All named activations and some with parts of other kinds: gaps, islands, none. */
  static Stream<Activation> activations() {
    return Stream.concat(
        Activations.all().stream(),
        Stream.of(
            Activation.of("dead zone", x -> Math.abs(x) < 0.1 ? 0 : x, -0.1, 0.1),
            Activation.of("steps", Math::floor, x -> 0),
            Activation.of(
                "bump", x -> StrictMath.exp(-x * x), x -> -2 * x * StrictMath.exp(-x * x)),
            Activation.of("not everywhere", StrictMath::log, x -> 1 / x)));
  }

  /** Values at all scales, the special ones, and what lies next to kinks. */
  private static float[] values(Activation activation) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[4000];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i % 2 == 0
              ? (float) random.nextDouble(-12, 12)
              : Math.scalb((float) random.nextDouble(-2, 2), random.nextInt(-120, 120));
    }
    List<Float> special =
        List.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE);
    for (int i = 0; i < special.size(); i++) {
      values[i] = special.get(i);
    }
    int i = special.size();
    for (double kink : activation.kinks()) {
      values[i++] = (float) kink;
      values[i++] = Math.nextUp((float) kink);
      values[i++] = Math.nextDown((float) kink);
    }
    return values;
  }

  /** The parts say the same as f' itself, sent through value by value. */
  @ParameterizedTest
  @MethodSource("activations")
  void agreeWithTheDerivative(Activation activation) {
    FlatParts dead = FlatParts.dead(activation);
    FlatParts saturated = FlatParts.saturated(activation);
    double limit = 0.06 * activation.derivative(0);
    float[] values = values(activation);
    int flat = 0;
    for (float x : values) {
      double slope = activation.derivative(x);
      assertEquals(slope == 0, dead.contains(x), () -> activation + " dead at " + x);
      boolean small = Math.abs(slope) < limit;
      assertEquals(small, saturated.contains(x), () -> activation + " saturated at " + x);
      flat += small ? 1 : 0;
    }
    assertEquals(flat, saturated.count(values, values.length));
    assertEquals(flat, saturated.countBits(bits(values), values.length));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @ParameterizedTest
  @MethodSource("activations")
  void noNumberLiesInNoPart(Activation activation) {
    float[] none = {Float.NaN};
    assertEquals(0, FlatParts.dead(activation).count(none, 1));
    assertEquals(0, FlatParts.saturated(activation).countBits(bits(none), 1));
    assertEquals(false, FlatParts.dead(activation).contains(Float.NaN));
  }

  /** The share of a Gaussian is that of its quantiles, of which one lies next to each change. */
  @ParameterizedTest
  @MethodSource("activations")
  void sharesAreThoseOfQuantiles(Activation activation) {
    FlatParts saturated = FlatParts.saturated(activation);
    int count = 10_001;
    int inside = 0;
    for (int i = 0; i < count; i++) {
      double z = NormalDistribution.quantile((i + 0.5) / count);
      inside += saturated.contains((float) (1.5 * z)) ? 1 : 0;
    }
    assertEquals((double) inside / count, saturated.share(2.25), 2e-3);
  }

  /** Half of the signal is off at any scale; only what is beyond the far end is saturated. */
  @ParameterizedTest
  @CsvSource({"0, 6", "0, 1", "-1, 1"})
  void aSideThatIsOffIsNotSaturated(double low, double high) {
    float[] y = new float[4097];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) Math.max(low, Math.min(high, (i - 2048) / 128.0));
    }
    FlatParts saturated = FlatParts.saturated(Activation.tabulated("clip", 16, y));
    assertEquals(low < 0, saturated.contains((float) low - 1), "below");
    assertEquals(high > 0, saturated.contains((float) high + 1), "above");
    assertFalse(saturated.contains((float) (low + high) / 2));
    assertEquals(low < 0 ? 0.5 : 0, saturated.share(1e12) - (high > 0 ? 0.5 : 0), 1e-5);
  }
}
