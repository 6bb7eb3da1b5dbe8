// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.init.RuleOptions;
import org.evenkeel.init.Rules;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TensorDrawTest {

  private static final Shape ARRAY = new Shape(70, 30);
  private static final WeightShape SHAPE = WeightShape.dense(30, 70);
  private static final Key KEY = Key.of(5, "weight");

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Initializer by(String rule, Distribution distribution) {
    return Rules.named(rule).initializer(RuleOptions.DEFAULT.withDistribution(distribution));
  }

  static Stream<Arguments> initializersAndTypes() {
    return Stream.of(
            by("he", Distribution.NORMAL),
            by("he", Distribution.TRUNCATED_NORMAL),
            by("glorot", Distribution.UNIFORM),
            by("orthogonal", Distribution.NORMAL),
            by("ones", Distribution.NORMAL))
        .flatMap(
            initializer ->
                Stream.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64)
                    .map(type -> Arguments.of(initializer, type)));
  }

  /** What core draws, as 64-bit numbers, which hold those of every narrower type exactly. */
  private static double[] expected(Initializer initializer, DataType type) {
    if (type == DataType.FLOAT16) {
      ShortBuffer halves = ShortBuffer.allocate((int) SHAPE.size());
      initializer.fill(SHAPE, KEY, 0, halves, HalfPrecision.FLOAT16);
      return IntStream.range(0, halves.capacity())
          .mapToDouble(i -> HalfPrecision.FLOAT16.value(halves.get(i)))
          .toArray();
    }
    float[] floats = initializer.draw(SHAPE, KEY);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  private static double[] values(NDArray array) {
    return array.toType(DataType.FLOAT64, true).toDoubleArray();
  }

  @ParameterizedTest
  @MethodSource("initializersAndTypes")
  void aTensorHoldsWhatCoreDraws(Initializer initializer, DataType type) {
    NDArray created = new TensorDraw(initializer, SHAPE, KEY).create(MANAGER.get(), ARRAY, type);
    assertEquals(type, created.getDataType());
    assertArrayEquals(expected(initializer, type), values(created));
  }

  @ParameterizedTest
  @MethodSource("initializersAndTypes")
  void anArrayIsOverwrittenInPlaceAndInSlices(Initializer initializer, DataType type) {
    NDArray array = MANAGER.get().zeros(ARRAY, type);
    array.setRequiresGradient(true);
    TensorDraw draw = new TensorDraw(initializer, SHAPE, KEY);
    draw.fill(array);
    assertArrayEquals(expected(initializer, type), values(array));
    NDArray sliced = MANAGER.get().zeros(ARRAY, type);
    draw.fill(sliced, 999, true); // two whole slices, and 102 elements
    assertArrayEquals(expected(initializer, type), values(sliced));
    assertTrue(array.hasGradient());
  }

  /** The engine hands out copies of the memory of such an array; it is drawn through another. */
  @ParameterizedTest
  @MethodSource("initializersAndTypes")
  void anArrayWhoseMemoryIsNotInOrderIsOverwrittenToo(Initializer initializer, DataType type) {
    NDArray array = MANAGER.get().zeros(new Shape(30, 70), type).transpose();
    new TensorDraw(initializer, SHAPE, KEY).fill(array);
    assertArrayEquals(expected(initializer, type), values(array));
  }

  /** The bound, 2 standard deviations before truncation, is no float16: the last one within is. */
  @Test
  void noHalfLiesBeyondTheBoundsOfATruncatedNormal() {
    Initializer initializer = by("he", Distribution.TRUNCATED_NORMAL);
    WeightShape shape = WeightShape.dense(1000, 1000);
    WeightRange range = initializer.range(shape.parts().get(0));
    NDArray array =
        new TensorDraw(initializer, shape, KEY)
            .create(MANAGER.get(), new Shape(1000, 1000), DataType.FLOAT16);
    double largest = Arrays.stream(values(array)).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= range.high(), largest + " beyond " + range);
    assertTrue(largest > range.high() * (1 - 0x1p-9), largest + " far within " + range);
  }

  @Test
  void typesWithoutFractionsAndTypesThatTheEngineLacksAreRefused() {
    TensorDraw draw = new TensorDraw(by("he", Distribution.NORMAL), SHAPE, KEY);
    for (DataType type : List.of(DataType.INT32, DataType.BFLOAT16)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> draw.create(MANAGER.get(), ARRAY, type));
      assertEquals(
          "weights need a floating-point type of the engine, one of [float32, float16, float64]: "
              + type
              + "; initialize with DataType.FLOAT32",
          e.getMessage());
    }
  }

  /** The memory that a tensor hands out is its own: the promise that drawing in place rests on. */
  @Test
  void theEnginesDirectBufferIsTheTensorsMemory() {
    NDArray array = MANAGER.get().zeros(new Shape(3));
    array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().put(1, 7);
    assertArrayEquals(new float[] {0, 7, 0}, array.toFloatArray());
  }
}
