package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedNormalTest {

  private static final Key KEY = Key.of(3, "truncated");

  private static final int N = 100_000;

  /** Kolmogorov and Smirnov at a false-alarm probability of 2 exp(-2·2.5²) = 7e-6 a row. */
  @ParameterizedTest
  @CsvSource({
    "-2, 2",
    "-0.5, 3",
    "1.5, 4",
    "-4, -2",
    "-1, Infinity",
    "-Infinity, 0.5",
    "-5, 4.5",
    "2.5, 3.5",
    "10, 12",
    "-Infinity, -8",
    "20, Infinity",
    "-37, -36",
    "-Infinity, Infinity",
    "3.9, 3.90001",
    "0, 1",
    "-1, 0",
  })
  void followsTheConditionedDistribution(double low, double high) {
    for (float std : new float[] {1, 0.37f}) {
      float[] x = draw(std, low, high);
      Arrays.sort(x);
      assertTrue(x[0] >= low * std && x[N - 1] <= high * std, () -> x[0] + " to " + x[N - 1]);
      double distance = 0;
      double widest = 0;
      for (int i = 0; i < N; i++) {
        double f = share(x[i] / (double) std, low, high);
        distance = Math.max(distance, Math.max((i + 1.0) / N - f, f - (double) i / N));
        // A float stands for all that is rounded to it.
        widest = Math.max(widest, share((x[i] + Math.ulp(x[i])) / (double) std, low, high) - f);
      }
      assertTrue(distance < 2.5 / Math.sqrt(N) + widest, "distance " + distance);
    }
  }

  /** P(Z ≤ z | low ≤ Z ≤ high), from the tail that has no cancellation. */
  private static double share(double z, double low, double high) {
    if (low > 0) {
      return 1 - share(-z, -high, -low);
    }
    double from = NormalDistribution.cdf(low);
    double f = (NormalDistribution.cdf(z) - from) / (NormalDistribution.cdf(high) - from);
    return Math.max(0, Math.min(1, f));
  }

  @Test
  void symmetricBoundsAreTheSameWithOneOrTwo() {
    for (double bound : new double[] {4, 2, 0.01, 1e-30}) {
      FloatBuffer one = FloatBuffer.allocate(5000);
      RandomFill.truncatedNormal(KEY, 0, one, 0.3f, bound);
      FloatBuffer two = FloatBuffer.allocate(5000);
      RandomFill.truncatedNormal(KEY, 0, two, 0.3f, -bound, bound);
      assertArrayEquals(bits(one.array()), bits(two.array()));
    }
  }

  @Test
  void reflectedBoundsReflectTails() {
    float[] upper = draw(1, 10, 12);
    float[] lower = draw(1, -12, -10);
    for (int i = 0; i < N; i++) {
      assertEquals(-lower[i], upper[i]);
    }
  }

  @Test
  void tailsAreSlicesOfTheWholeToo() {
    float[] whole = draw(1, 5, Double.POSITIVE_INFINITY);
    FloatBuffer part = FloatBuffer.allocate(4097);
    RandomFill.truncatedNormal(KEY, 3001, part, 1, 5, Double.POSITIVE_INFINITY);
    assertArrayEquals(Arrays.copyOfRange(whole, 3001, 3001 + 4097), part.array());
  }

  /** The high word by Threefry's known answer, and the quantile that follows. */
  @Test
  void tailsComeFrom53Bits() {
    FloatBuffer out = FloatBuffer.allocate(1);
    Key zero = new Key(0, 0, 0, 0);
    RandomFill.truncatedNormal(zero, 0, out, 1, Double.NEGATIVE_INFINITY, -8);
    int[] low = new int[4];
    Threefry.encrypt(zero, 1L << 62, low, new int[4], new int[4], new int[4], 1);
    double p = ((0x9c6ca96aL << 21 | low[0] >>> 11 | 1) * 0x1p-53) * NormalDistribution.cdf(-8);
    assertEquals((float) NormalDistribution.quantile(p), out.get(0));
  }

  @Test
  void degenerateScalesGiveTheBound() {
    for (float x : draw(0, -1, 2)) {
      assertEquals(0, Math.abs(x));
    }
    for (float x : draw(0, 10, Double.POSITIVE_INFINITY)) {
      assertEquals(0, Math.abs(x));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|2|a lower truncation bound must be below the upper: [2.0, 2.0]; give both in standard"
            + " deviations",
        "3|-3|a lower truncation bound must be below the upper: [3.0, -3.0]; give both in standard"
            + " deviations",
        "NaN|2|a lower truncation bound must be below the upper: [NaN, 2.0]; give both in standard"
            + " deviations",
        "40|41|truncation bounds must enclose some probability and at least one float: [40.0, 41.0];"
            + " choose bounds farther apart or nearer to 0",
        "5.0000000001|5.0000000002|truncation bounds must enclose some probability and at least one"
            + " float: [5.0000000001, 5.0000000002]; choose bounds farther apart or nearer to 0",
        "1.0000000001|1.0000000002|truncation bounds must enclose some probability and at least one"
            + " float: [1.0000000001, 1.0000000002]; choose bounds farther apart or nearer to 0",
      })
  void saysWhatIsWrongWithBounds(double low, double high, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> draw(1, low, high)).getMessage());
  }

  private static float[] draw(float std, double low, double high) {
    FloatBuffer out = FloatBuffer.allocate(N);
    RandomFill.truncatedNormal(KEY, 0, out, std, low, high);
    return out.array();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }
}
