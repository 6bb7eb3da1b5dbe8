package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.init.Samples.Sample;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any slice of anything is that part of the whole, in floats and in 16 bits. */
class SliceTest {

  private static final Key KEY = Key.of(1, "slice");

  /** Small shapes with borders of parts and matrices at many places. */
  private static final List<WeightShape> SHAPES =
      List.of(
          WeightShape.convolution(6, 10, 2, 3, 3),
          WeightShape.transposedConvolution(6, 10, 2, List.of(4), List.of(2)),
          WeightShape.dense(7, 11),
          WeightShape.embedding(9, 12),
          WeightShape.fused(5, List.of("q", "k", "v"), List.of(5L, 6L, 7L)),
          WeightShape.recurrent(5, WeightShape.LSTM),
          WeightShape.expertsInputsFirst(List.of(2L, 3L), 4, 5),
          WeightShape.gateBias(13, WeightShape.LSTM),
          WeightShape.multiplication(List.of(4L, 9L), 4),
          WeightShape.bias(50));

  static Stream<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void slicesAreThoseOfTheWhole(Sample sample) {
    int drawn = 0;
    for (WeightShape shape : SHAPES) {
      if (sample.refusal(shape) == null) {
        for (Distribution distribution : sample.distributions()) {
          check(sample.initializer(distribution), shape);
          drawn++;
        }
      }
    }
    assertTrue(drawn > 0, "no shape");
  }

  private static void check(Initializer initializer, WeightShape shape) {
    float[] whole = initializer.draw(shape, KEY);
    int size = whole.length;
    for (int length : new int[] {0, 1, 2, 3, 7, 8, 29, size}) {
      for (int from : new int[] {0, 1, 5, size / 4 - 1, size / 4, size / 2, size - length}) {
        if (from + length > size) {
          continue;
        }
        FloatBuffer slice = FloatBuffer.allocate(length + 2).position(1).limit(length + 1);
        initializer.fill(shape, KEY, from, slice);
        assertEquals(length + 1, slice.position());
        assertEquals(FloatBuffer.wrap(whole, from, length), slice.flip().position(1));
        FloatBuffer direct = ByteBuffer.allocateDirect(4 * length).asFloatBuffer();
        initializer.fill(shape, KEY, from, direct);
        assertEquals(FloatBuffer.wrap(whole, from, length), direct.flip());
      }
    }
    for (HalfPrecision format : HalfPrecision.values()) {
      short[] halves = checkHalves(initializer, shape, format);
      checkRounding(initializer, shape, format, whole, halves);
    }
    assertRefused(initializer, shape);
  }

  private static short[] checkHalves(
      Initializer initializer, WeightShape shape, HalfPrecision format) {
    int size = (int) shape.size();
    ShortBuffer whole = ShortBuffer.allocate(size);
    initializer.fill(shape, KEY, 0, whole, format);
    assertEquals(size, whole.position());
    for (int length : new int[] {0, 1, 2, 9, 31}) {
      for (int from : new int[] {0, 1, size / 4, size / 2, size - length}) {
        if (from + length > size) {
          continue;
        }
        ShortBuffer slice = ShortBuffer.allocate(length + 2).position(1).limit(length + 1);
        initializer.fill(shape, KEY, from, slice, format);
        assertEquals(length + 1, slice.position());
        assertEquals(whole.slice(from, length).position(0), slice.flip().position(1));
      }
    }
    return whole.array();
  }

  /** Each is the float rounded once, or where that is beyond the bounds, one step back. */
  private static void checkRounding(
      Initializer initializer,
      WeightShape shape,
      HalfPrecision format,
      float[] floats,
      short[] halves) {
    short[] expected = new short[halves.length];
    int i = 0;
    for (Part part : shape.parts()) {
      WeightRange range = initializer.range(part);
      for (long end = i + part.size(); i < end; i++) {
        short rounded = format.round(floats[i]);
        float value = format.value(rounded);
        boolean beyond = value < range.low() || value > range.high();
        boolean towardsZero = value > 0 == value > range.high();
        expected[i] = (short) (beyond ? rounded + (towardsZero ? -1 : 1) : rounded);
      }
    }
    assertArrayEquals(expected, halves);
  }

  private static void assertRefused(Initializer initializer, WeightShape shape) {
    for (long from : new long[] {-1, shape.size() - 8, Long.MAX_VALUE}) {
      String message =
          "a slice must lie within its parameter: 9 values from index %d of %d; ask for fewer"
              .formatted(from, shape.size());
      assertEquals(
          message,
          assertThrows(
                  IllegalArgumentException.class,
                  () -> initializer.fill(shape, KEY, from, FloatBuffer.allocate(9)))
              .getMessage());
      for (HalfPrecision format : HalfPrecision.values()) {
        assertEquals(
            message,
            assertThrows(
                    IllegalArgumentException.class,
                    () -> initializer.fill(shape, KEY, from, ShortBuffer.allocate(9), format))
                .getMessage());
      }
    }
  }
}
