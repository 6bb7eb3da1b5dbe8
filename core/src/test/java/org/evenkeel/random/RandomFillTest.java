package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomFillTest {

  private static final Key KEY = Key.of(0, "dense1.weight");

  /** A fill with its parameters set. */
  private interface Draw {
    void fill(long from, FloatBuffer out);
  }

  static Stream<Arguments> draws() {
    return Stream.of(
        draw("normal", (from, out) -> RandomFill.normal(KEY, from, out, 0.125f)),
        draw("uniform", (from, out) -> RandomFill.uniform(KEY, from, out, 0.3f)),
        draw("truncated", (from, out) -> RandomFill.truncatedNormal(KEY, from, out, 0.3f, 2)),
        draw("one-sided", (from, out) -> RandomFill.truncatedNormal(KEY, from, out, 1, -1, 3)));
  }

  private static Arguments draw(String name, Draw draw) {
    return Arguments.of(name, draw);
  }

  /** From src/test/resources/org/evenkeel/random: {@code python3 draw.py} and the arguments. */
  @ParameterizedTest
  @CsvSource({
    "normal 0 dense1.weight 0 4 1, bed2f147 be990671 3f3d5f9c 3d440655",
    "normal 0 dense1.weight 510 4 0.125, bd2f9d06 bdd2d567 3cf6ad7c 3e138c2a",
    "normal 7 dense1.weight 1000000000000 4 1, bf914523 3f2ba172 3fdfa56c be8e50fe",
    "uniform 0 dense1.weight 2046 4 0.3, bc125d54 3e979359 3cd97877 3e012649",
    "truncated 0 dense1.weight 1022 4 0.3 2 0.9544997361036416,"
        + " bf06c4e6 be0177db bed00921 3e19e331",
  })
  void keepsItsBitsForEver(String command, String bits) {
    String[] word = command.split(" ", -1);
    Key key = Key.of(Long.parseLong(word[1]), word[2]);
    long from = Long.parseLong(word[3]);
    float parameter = Float.parseFloat(word[5]);
    float[] values = new float[Integer.parseInt(word[4])];
    FloatBuffer out = FloatBuffer.wrap(values);
    switch (word[0]) {
      case "normal" -> RandomFill.normal(key, from, out, parameter);
      case "uniform" -> RandomFill.uniform(key, from, out, parameter);
      default -> RandomFill.truncatedNormal(key, from, out, parameter, Double.parseDouble(word[6]));
    }
    assertEquals(
        bits,
        IntStream.range(0, values.length)
            .mapToObj(i -> "%08x".formatted(Float.floatToRawIntBits(values[i])))
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("draws")
  void slicesAreThoseOfTheWhole(String name, Draw draw) {
    float[] whole = values(draw, 0, 20_000);
    for (int length : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 511, 513, 1023, 1024, 1025, 2049, 4097}) {
      for (int from : new int[] {0, 1, 3, 505, 511, 512, 1535, 2047, 2048, 2049, 9999, 15_903}) {
        assertArrayEquals(
            Arrays.copyOfRange(whole, from, from + length),
            values(draw, from, length),
            () -> length + " values from " + from);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("draws")
  void manyThreadsGiveTheBitsOfOne(String name, Draw draw) {
    int size = 1_300_007; // above what is drawn in parallel
    float[] serial = new float[size];
    for (int from = 0; from < size; from += 100_003) {
      draw.fill(33L + from, FloatBuffer.wrap(serial, from, Math.min(100_003, size - from)));
    }
    assertArrayEquals(serial, values(draw, 33, size));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("draws")
  void everyKindOfMemoryGetsTheSameBits(String name, Draw draw) {
    float[] expected = values(draw, 77, 5000);
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (ByteBuffer bytes :
          List.of(ByteBuffer.allocateDirect(20_008), ByteBuffer.allocate(20_008))) {
        FloatBuffer out = bytes.order(order).asFloatBuffer();
        out.put(0, -99).put(5001, -99).position(1).limit(5001);
        draw.fill(77, out);
        assertEquals(5001, out.position());
        float[] written = new float[5002];
        out.clear().get(written);
        assertArrayEquals(expected, Arrays.copyOfRange(written, 1, 5001));
        assertEquals(-99, written[0]);
        assertEquals(-99, written[5001]);
      }
    }
  }

  /** Ten thousand values around each place of a tensor of three thousand million. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("draws")
  void slicesBeyondTheIntegersAreThoseOfTheWhole(String name, Draw draw) {
    for (long place : new long[] {1L << 31, 1L << 32, 3_000_000_000L - 5000}) {
      float[] whole = values(draw, place - 5000, 10_000);
      for (int from : new int[] {0, 1, 4999, 5000, 5001, 7777}) {
        assertArrayEquals(
            Arrays.copyOfRange(whole, from, from + 2100),
            values(draw, place - 5000 + from, 2100),
            () -> "from " + (place - 5000 + from));
      }
    }
  }

  @Test
  void reachesTheLastIndex() {
    float[] end = new float[3000];
    RandomFill.normal(KEY, 1L << 62, FloatBuffer.wrap(end), 1);
    float[] later = new float[10];
    RandomFill.normal(KEY, (1L << 62) - 5, FloatBuffer.wrap(later), 1);
    assertArrayEquals(Arrays.copyOf(end, 5), Arrays.copyOfRange(later, 5, 10));
  }

  @Test
  void saysWhatIsWrong() {
    FloatBuffer out = FloatBuffer.allocate(4);
    assertMessage(
        "an index must lie within [0, 2^62]: -1; count from the first value",
        () -> RandomFill.normal(KEY, -1, out, 1));
    assertMessage(
        "a standard deviation must be a finite float, at least 0: Infinity; give a smaller variance",
        () -> RandomFill.normal(KEY, 0, out, Float.POSITIVE_INFINITY));
    assertMessage(
        "a uniform bound must be a finite float, at least 0: NaN; give a smaller variance",
        () -> RandomFill.uniform(KEY, 0, out, Float.NaN));
    assertMessage(
        "a truncation bound must lie within (0, 4] standard deviations: 4.5; beyond 4 draw from the"
            + " whole normal distribution",
        () -> RandomFill.truncatedNormal(KEY, 0, out, 1, 4.5));
    assertThrows(
        ReadOnlyBufferException.class, () -> RandomFill.normal(KEY, 0, out.asReadOnlyBuffer(), 1));
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static float[] values(Draw draw, long from, int length) {
    float[] values = new float[length];
    draw.fill(from, FloatBuffer.wrap(values));
    return values;
  }
}
