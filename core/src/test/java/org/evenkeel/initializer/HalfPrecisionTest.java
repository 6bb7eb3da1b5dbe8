package org.evenkeel.initializer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HalfPrecisionTest {

  /**
   * What 16 bits stand for by the definition of the formats, in doubles, which hold all exactly.
   */
  private static double judged(HalfPrecision format, int bits) {
    int fractionBits = format == HalfPrecision.FLOAT16 ? 10 : 7;
    int bias = format == HalfPrecision.FLOAT16 ? 15 : 127;
    int exponent = (bits & 0x7FFF) >> fractionBits;
    int fraction = bits & (1 << fractionBits) - 1;
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    if (exponent == 2 * bias + 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double significand = fraction / (double) (1 << fractionBits) + (exponent == 0 ? 0 : 1);
    return sign * Math.scalb(significand, Math.max(exponent, 1) - bias);
  }

  private static int infinity(HalfPrecision format) {
    return format == HalfPrecision.FLOAT16 ? 0x7C00 : 0x7F80;
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreThoseOfTheFormat(HalfPrecision format) {
    for (int bits = 0; bits < 0x10000; bits++) {
      assertEquals(judged(format, bits), format.value((short) bits), "bits " + bits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesRoundToThemselves(HalfPrecision format) {
    for (int bits = 0; bits < 0x10000; bits++) {
      float value = format.value((short) bits);
      short rounded = format.round(value);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(format.value(rounded)));
      } else {
        assertEquals((short) bits, rounded, "bits " + bits);
      }
    }
    assertEquals((short) infinity(format), format.round(Float.POSITIVE_INFINITY));
    assertEquals((short) (infinity(format) | 0x8000), format.round(Float.NEGATIVE_INFINITY));
    for (int payload : new int[] {0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF}) {
      assertTrue(Float.isNaN(format.value(format.round(Float.intBitsToFloat(payload)))));
    }
  }

  /** Between two neighbours the nearer one, half way the even one; beyond the largest infinity. */
  @ParameterizedTest
  @EnumSource
  void roundsToTheNearestAndTiesToEven(HalfPrecision format) {
    int infinity = infinity(format);
    for (int bits = 0; bits < infinity; bits++) {
      double low = judged(format, bits);
      // the step beyond the largest number is as wide as the one before
      double high =
          bits + 1 == infinity ? 2 * low - judged(format, bits - 1) : judged(format, bits + 1);
      float middle = (float) ((low + high) / 2);
      assertEquals((low + high) / 2, middle, "not exact in float");
      int even = bits % 2 == 0 ? bits : bits + 1;
      for (int sign : new int[] {0, 0x8000}) {
        float s = sign == 0 ? 1 : -1;
        String message = "between bits " + bits + " and the next";
        assertEquals((short) (even | sign), format.round(s * middle), message);
        assertEquals((short) (bits | sign), format.round(s * Math.nextDown(middle)), message);
        assertEquals((short) (bits + 1 | sign), format.round(s * Math.nextUp(middle)), message);
      }
    }
  }

  /**
   * Rounding twice goes wrong: to 24 bits and then to 11 or 8 takes this number, which lies above
   * the middle of two 16-bit ones, to that middle and from there down. A draw is a float from the
   * start, so it is rounded once.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT16, 0x1.002p0", "BFLOAT16, 0x1.01p0"})
  void aFloatIsRoundedOnce(HalfPrecision format, double middle) {
    double exact = middle + 0x1p-40;
    assertEquals(middle, (float) exact);
    assertEquals(format.round(1f), format.round((float) exact));
    assertEquals(format.round(1f) + 1, format.round(Math.nextUp((float) middle)));
  }

  /** Checksums by NumPy and PyTorch, from pytorch.csv. */
  @ParameterizedTest
  @EnumSource
  void agreesWithNumPyAndPyTorch(HalfPrecision format) throws IOException {
    ByteBuffer values = ByteBuffer.allocate(4 * 0x10000);
    for (int bits = 0; bits < 0x10000; bits++) {
      float value = format.value((short) bits);
      if (!Float.isNaN(value)) {
        values.putInt(Float.floatToRawIntBits(value));
      }
    }
    assertEquals(expected(format, "crc32 of values but NaN"), crc32(values));
    int count = format == HalfPrecision.FLOAT16 ? 0x7C00 : 0x7F7F; // both as in the script
    ByteBuffer rounded = ByteBuffer.allocate(2 * 3 * count);
    for (int bits = 0; bits < count; bits++) {
      double next =
          format == HalfPrecision.FLOAT16 && bits == 0x7BFF ? 65536 : judged(format, bits + 1);
      float middle = (float) ((judged(format, bits) + next) / 2);
      rounded.putShort(format.round(Math.nextDown(middle)));
      rounded.putShort(format.round(middle));
      rounded.putShort(format.round(Math.nextUp(middle)));
    }
    assertEquals(expected(format, "crc32 of rounded"), crc32(rounded));
  }

  private static String crc32(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.flip());
    return "%08x".formatted(crc.getValue());
  }

  private static String expected(HalfPrecision format, String statistic) throws IOException {
    try (InputStream csv =
        HalfPrecisionTest.class.getResourceAsStream("/org/evenkeel/init/pytorch.csv")) {
      return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\\|", -1))
          .filter(w -> w[0].equalsIgnoreCase(format.name()) && w[3].equals(statistic))
          .findFirst()
          .orElseThrow()[4];
    }
  }

  /** A value that rounds beyond a bound becomes the last one within. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 0.1, -1, 0.1, 0.0999755859375", // rounds down to that already
    "FLOAT16, 0.2999, -1, 0.29995, 0.2998046875",
    "FLOAT16, 0.3001, -1, 0.3001, 0.300048828125",
    "FLOAT16, -0.3002, -0.3002, 1, -0.300048828125",
    "FLOAT16, 0.3002, 0.3001, 1, 0.30029296875",
    "FLOAT16, 0.30006, 0.30006, 1, 0.30029296875",
    "FLOAT16, 70000, -70000, 70000, 65504",
    "FLOAT16, -70000, -70000, 70000, -65504",
    "FLOAT16, 1e-8, 1e-8, 1, 5.960464477539063E-8",
    "FLOAT16, -1e-8, -1, -1e-8, -5.960464477539063E-8",
    "BFLOAT16, 0.1, -0.1, 0.1, 0.099609375",
    "BFLOAT16, -0.1, -0.1, 0.1, -0.099609375",
    "BFLOAT16, 3.4e38, -3.4e38, 3.4e38, 3.3895313892515355E38",
  })
  void staysWithinARange(
      HalfPrecision format, float value, double low, double high, double expected) {
    ShortBuffer out = ShortBuffer.allocate(1);
    format.round(bits(value), new WeightRange(low, high), out);
    assertEquals(expected, format.value(out.get(0)));
    assertTrue(low <= expected && expected <= high);
  }

  @Test
  void takesNoMoreThanThereIs() {
    ShortBuffer out = ShortBuffer.allocate(3).position(1);
    HalfPrecision.FLOAT16.round(bits(1, 2), WeightRange.ALL, out);
    assertEquals(3, out.position());
    assertEquals(0, out.get(0));
    assertEquals((short) 0x3C00, out.get(1));
    assertEquals((short) 0x4000, out.get(2));
  }

  private static IntBuffer bits(float... values) {
    IntBuffer bits = IntBuffer.allocate(values.length);
    for (float value : values) {
      bits.put(Float.floatToRawIntBits(value));
    }
    return bits.flip();
  }

  /** The loop over many values rounds as the function of one does, at every exponent. */
  @ParameterizedTest
  @EnumSource
  void manyAreRoundedAsOneIs(HalfPrecision format) {
    Random random = new Random(3);
    float[] values = new float[1 << 20];
    for (int i = 0; i < values.length; i++) {
      do {
        // Every second one has bits at which ties occur.
        int mask = i % 2 == 0 ? -1 : 0xFFFFF000;
        values[i] = Float.intBitsToFloat(random.nextInt() & mask);
      } while (Float.isNaN(values[i]));
    }
    ShortBuffer out = ShortBuffer.allocate(values.length);
    format.round(bits(values), WeightRange.ALL, out);
    for (int i = 0; i < values.length; i++) {
      assertEquals(format.round(values[i]), out.get(i), Float.toHexString(values[i]));
    }
  }

  /** Long fills are divided among threads and pieces; that changes no bit. */
  @ParameterizedTest
  @EnumSource
  void longFillsAreTheRoundedFloats(HalfPrecision format) {
    Initializer initializer = new TruncatedNormal(0.5, -1, 1);
    WeightShape shape = WeightShape.dense(3001, 1700);
    Key key = Key.of(1, "w");
    int from = 12_345;
    int size = 5_000_001;
    ShortBuffer out = ShortBuffer.allocate(size + 3).position(2).limit(size + 2);
    initializer.fill(shape, key, from, out, format);
    assertEquals(size + 2, out.position());
    float[] all = initializer.draw(shape, key);
    WeightRange range = initializer.range(shape.parts().get(0));
    ShortBuffer expected = ShortBuffer.allocate(1);
    for (int i = 0; i < size; i++) {
      format.round(bits(all[from + i]), range, expected.clear());
      assertEquals(expected.get(0), out.get(2 + i), "value " + i);
    }
  }
}
