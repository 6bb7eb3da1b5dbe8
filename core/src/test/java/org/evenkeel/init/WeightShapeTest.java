package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightShapeTest {

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("dense", WeightShape.dense(3, 5), 3, 5, List.of(5L, 3L)),
        Arguments.of("1-d", WeightShape.convolution(4, 6, 1, 7), 28, 42, List.of(6L, 4L, 7L)),
        Arguments.of(
            "2-d", WeightShape.convolution(3, 16, 1, 3, 5), 45, 240, List.of(16L, 3L, 3L, 5L)),
        Arguments.of(
            "3-d", WeightShape.convolution(2, 3, 1, 2, 2, 2), 16, 24, List.of(3L, 2L, 2L, 2L, 2L)),
        Arguments.of(
            "grouped", WeightShape.convolution(8, 12, 4, 3, 3), 18, 27, List.of(12L, 2L, 3L, 3L)),
        Arguments.of(
            "depthwise", WeightShape.convolution(8, 16, 8, 3, 3), 9, 18, List.of(16L, 1L, 3L, 3L)),
        Arguments.of(
            "pointwise", WeightShape.convolution(8, 16, 1, 1, 1), 8, 16, List.of(16L, 8L, 1L, 1L)),
        Arguments.of(
            "beyond 2^24 and 2^31",
            WeightShape.dense(50_000_001, 3_000_000_001L),
            50_000_001,
            3_000_000_001L,
            List.of(3_000_000_001L, 50_000_001L)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void fansFollowFromTheKind(
      String kind, WeightShape shape, long in, long out, List<Long> dimensions) {
    assertEquals(new Fans(in, out), shape.fans());
    assertEquals(dimensions, shape.dimensions());
    assertEquals(dimensions.stream().reduce(1L, (a, b) -> a * b), shape.size());
    assertEquals(shape.size(), shape.rows() * shape.columns());
  }

  @Test
  void vectorsHaveNoFans() {
    WeightShape bias = WeightShape.vector(10);
    assertFalse(bias.hasFans());
    assertEquals(10, bias.size());
    assertEquals(
        "a rule needs fans: a vector has none; draw it as zeros or normal(std)",
        assertThrows(IllegalArgumentException.class, bias::fans).getMessage());
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error(
            "fan-in must be at least 1: dense(0, 128); give the layer an input size",
            () -> WeightShape.dense(0, 128)),
        error(
            "fan-out must be at least 1: dense(64, -1); give the layer an output size",
            () -> WeightShape.dense(64, -1)),
        error(
            "groups must divide input and output channels: convolution(6, 8, 4, 3); choose a common"
                + " divisor",
            () -> WeightShape.convolution(6, 8, 4, 3)),
        error(
            "groups must be at least 1: convolution(6, 8, 0, 3); 1 is a convolution without groups",
            () -> WeightShape.convolution(6, 8, 0, 3)),
        error(
            "a kernel must be at least 1 along each axis: convolution(6, 8, 2, 3, 0); give it a"
                + " size",
            () -> WeightShape.convolution(6, 8, 2, 3, 0)),
        error(
            "a dimension must be at least 1: [0]; give every axis a size",
            () -> WeightShape.vector(0)),
        error(
            "a shape must have fewer than 2^63 elements: [4294967296, 4294967296]; split the layer",
            () -> WeightShape.dense(1L << 32, 1L << 32)),
        error("fan-in must be at least 1: 0; give the layer an input size", () -> new Fans(0, 1)),
        error(
            "fan-out must be at least 1: 0; give the layer an output size", () -> new Fans(1, 0)));
  }

  private static Arguments error(String message, Runnable action) {
    return Arguments.of(message, action);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void saysWhatIsWrong(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
