package org.evenkeel.parameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightShapeTest {

  private static final long BIG = 3_000_000_001L;

  static Stream<Arguments> kinds() {
    List<String> qkv = List.of("query", "key", "value");
    return Stream.of(
        row("dense", WeightShape.dense(3, 5), "3 5", 5, 3),
        row("1-d", WeightShape.convolution(4, 6, 1, 7), "28 42", 6, 4, 7),
        row("2-d", WeightShape.convolution(3, 16, 1, 3, 5), "45 240", 16, 3, 3, 5),
        row("3-d", WeightShape.convolution(2, 3, 1, 2, 2, 2), "16 24", 3, 2, 2, 2, 2),
        row("grouped", WeightShape.convolution(8, 12, 4, 3, 3), "18 27", 12, 2, 3, 3),
        row("depthwise", WeightShape.convolution(8, 16, 8, 3, 3), "9 18", 16, 1, 3, 3),
        row("pointwise", WeightShape.convolution(8, 16, 1, 1, 1), "8 16", 16, 8, 1, 1),
        // each input meets every second window along one axis, every third along the other
        row("strided", strided(8, 12, 1, List.of(4, 3), List.of(2, 3)), "96 24", 12, 8, 4, 3),
        row("stride beyond kernel", strided(8, 12, 1, List.of(1), List.of(2)), "8 6", 12, 8, 1),
        row("strided groups", strided(8, 12, 4, List.of(3), List.of(2)), "6 4.5", 12, 2, 3),
        row("transposed", transposed(3, 5, 1, List.of(4, 4), List.of(1, 1)), "48 80", 3, 5, 4, 4),
        row("enlarging", transposed(3, 5, 1, List.of(4, 4), List.of(2, 2)), "12 80", 3, 5, 4, 4),
        row("transposed groups", transposed(8, 12, 4, List.of(3), List.of(2)), "3 9", 8, 3, 3),
        row("embedding", WeightShape.embedding(50_000, 64), "1 64", 50_000, 64),
        row("input gates", WeightShape.inputGates(3, 5, WeightShape.LSTM), "3 5", 20, 3),
        row("recurrent", WeightShape.recurrent(5, WeightShape.GRU), "5 5", 15, 5),
        row("plain recurrent", WeightShape.recurrent(5, WeightShape.RNN), "5 5", 5, 5),
        row("fused", WeightShape.fused(6, qkv, List.of(6L, 2L, 2L)), "6 6, 6 2, 6 2", 10, 6),
        row("experts", WeightShape.experts(7, 3, 5), "3 5", 7, 5, 3),
        row(
            "inputs first",
            WeightShape.expertsInputsFirst(List.of(7L, 2L), 3, 5),
            "3 5",
            7,
            2,
            3,
            5),
        row("multiplication", WeightShape.multiplication(List.of(4L, 3L), 4), "1 4", 4, 3),
        row("scale", WeightShape.scale(List.of(9L)), "1 1", 9),
        row("a number", WeightShape.scale(List.of()), "1 1"),
        row("shift", WeightShape.shift(List.of(9L)), "none", 9),
        row("slope", WeightShape.slope(List.of(1L)), "none", 1),
        row("bias", WeightShape.bias(10), "none", 10),
        row("gate bias", WeightShape.gateBias(5, WeightShape.LSTM), "none", 20),
        row(
            "beyond 2^31",
            WeightShape.dense(50_000_001, BIG),
            "50000001 3000000001",
            BIG,
            50_000_001));
  }

  private static Arguments row(String name, WeightShape shape, String fans, long... dimensions) {
    return Arguments.of(name, shape, fans, Arrays.stream(dimensions).boxed().toList());
  }

  private static WeightShape strided(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    return WeightShape.convolution(in, out, groups, kernel, stride);
  }

  private static WeightShape transposed(
      long in, long out, long groups, List<Integer> kernel, List<Integer> stride) {
    return WeightShape.transposedConvolution(in, out, groups, kernel, stride);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void fansFollowFromTheKind(String kind, WeightShape shape, String fans, List<Long> dimensions) {
    String found =
        shape.parts().stream()
            .map(part -> part.fans() == null ? "none" : text(part.fans()))
            .distinct()
            .collect(Collectors.joining(", "));
    assertEquals(Stream.of(fans.split(", ")).distinct().collect(Collectors.joining(", ")), found);
    assertEquals(dimensions, shape.dimensions());
    assertEquals(dimensions.stream().reduce(1L, (a, b) -> a * b), shape.size());
    assertEquals(shape.size(), shape.parts().stream().mapToLong(Part::size).sum());
    for (Part part : shape.parts()) {
      assertEquals(part.matrixSize(), part.rows() * part.columns());
    }
  }

  private static String text(Fans fans) {
    return Stream.of(fans.in(), fans.out())
        .map(fan -> new BigDecimal(fan).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindHasShapesHere(Kind kind) {
    assertTrue(kinds().anyMatch(row -> ((WeightShape) row.get()[1]).kind() == kind), "no row");
    assertEquals(kind, Kind.named(kind.toString()));
  }

  /** Terms that one output of a convolution sums, and gradients that an input gets, by counting. */
  @Test
  void fansOfStridedConvolutionsAreMeansOverPlaces() {
    int kernel = 5;
    int stride = 3;
    int places = 3000; // input places; the borders do not show in the mean beyond 1e-2
    int[] backward = new int[places];
    for (int start = 0; start + kernel <= places; start += stride) {
      for (int x = start; x < start + kernel; x++) {
        backward[x]++;
      }
    }
    double mean = Arrays.stream(backward).average().orElseThrow();
    Fans fans = strided(1, 1, 1, List.of(kernel), List.of(stride)).fans();
    assertEquals(mean, fans.out(), 1e-2);
    assertEquals(kernel, fans.in());
    Fans reversed = transposed(1, 1, 1, List.of(kernel), List.of(stride)).fans();
    assertEquals(new Fans(fans.out(), fans.in()), reversed);
  }

  @Test
  void partsAreNamedInOrder() {
    assertEquals(
        List.of("input", "forget", "cell", "output"),
        WeightShape.recurrent(2, WeightShape.LSTM).parts().stream().map(Part::label).toList());
    assertEquals(
        List.of("reset", "update", "new"),
        WeightShape.gateBias(2, WeightShape.GRU).parts().stream().map(Part::label).toList());
    assertEquals(4, WeightShape.convolution(8, 12, 4, 3).parts().get(0).count());
    assertEquals(14, WeightShape.expertsInputsFirst(List.of(7L, 2L), 3, 5).parts().get(0).count());
  }

  @Test
  void biasesHaveNoFans() {
    WeightShape bias = WeightShape.bias(10);
    assertEquals(10, bias.size());
    assertEquals(
        "a rule needs fans: biases and slopes have none; draw them as zeros, constant(v) or"
            + " normal(std)",
        assertThrows(IllegalArgumentException.class, bias::fans).getMessage());
  }

  static Stream<Arguments> errors() {
    long half = 1L << 62;
    List<Long> no = List.of();
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
            "fan-in must be at least 1: convolution(-6, 8, 2, 3); give the layer an input size",
            () -> WeightShape.convolution(-6, 8, 2, 3)),
        error(
            "fan-out must be at least 1: transposed convolution(6, 0, 2, 3); give the layer an"
                + " output size",
            () -> transposed(6, 0, 2, List.of(3), List.of(1))),
        error(
            "groups must divide input and output channels: transposed convolution(6, 8, 4, 3);"
                + " choose a common divisor",
            () -> transposed(6, 8, 4, List.of(3), List.of(1))),
        error(
            "a stride must be at least 1 along each axis: convolution(6, 8, 2, 3) with stride [0];"
                + " give it a step for each axis of the kernel",
            () -> strided(6, 8, 2, List.of(3), List.of(0))),
        error(
            "a stride must be at least 1 along each axis: transposed convolution(6, 8, 2, 3, 3)"
                + " with stride [2]; give it a step for each axis of the kernel",
            () -> transposed(6, 8, 2, List.of(3, 3), List.of(2))),
        error(
            "fan-in must be at least 1: embedding(0, 8); give the layer an input size",
            () -> WeightShape.embedding(0, 8)),
        error(
            "fan-in must be at least 1: input-gates(0, 8); give the layer an input size",
            () -> WeightShape.inputGates(0, 8, WeightShape.LSTM)),
        error(
            "fan-in must be at least 1: recurrent(-8, -8); give the layer an input size",
            () -> WeightShape.recurrent(-8, WeightShape.GRU)),
        error(
            "a recurrent layer needs a gate: 0 gates of 8; RNN names the only one",
            () -> WeightShape.recurrent(8, List.of())),
        error(
            "a gate must have at least 1 unit: 4 gates of 0; give the state a size",
            () -> WeightShape.gateBias(0, WeightShape.LSTM)),
        error(
            "a fused layer needs a label for every part: [query] for [8, 8]; name as many as there"
                + " are sizes",
            () -> WeightShape.fused(8, List.of("query"), List.of(8L, 8L))),
        error(
            "a fused layer needs a label for every part: [] for []; name as many as there are"
                + " sizes",
            () -> WeightShape.fused(8, List.of(), no)),
        error(
            "fan-out must be at least 1: fused(8, 0); give the layer an output size",
            () -> WeightShape.fused(8, List.of("query"), List.of(0L))),
        error(
            "a dimension must be at least 1: [0, 8, 8]; give every axis a size",
            () -> WeightShape.experts(0, 8, 8)),
        error(
            "fan-out must be at least 1: experts(8, 0); give the layer an output size",
            () -> WeightShape.experts(2, 8, 0)),
        error(
            "fan-out must be a positive finite number: 0.0; give the layer an output size",
            () -> WeightShape.multiplication(List.of(2L), 0)),
        error(
            "a dimension must be at least 1: [0]; give every axis a size",
            () -> WeightShape.bias(0)),
        error(
            "a dimension must be at least 1: [3, -1]; give every axis a size",
            () -> WeightShape.scale(List.of(3L, -1L))),
        error(
            "parts must have as many elements as the array: [7] has 7, the parts 1; give"
                + " parts that fill it",
            () ->
                new WeightShape(
                    Kind.BIAS,
                    List.of(7L),
                    List.of(new Part("", 1, 1, 1, List.of(), false, null)))),
        error(
            "a shape must have fewer than 2^63 elements: [4294967296, 4294967296]; split the layer",
            () -> WeightShape.dense(1L << 32, 1L << 32)),
        error(
            "a shape must have fewer than 2^63 elements: [4611686018427387905, 4]; split the layer",
            () -> WeightShape.recurrent(half + 1, WeightShape.LSTM)),
        error(
            "a shape must have fewer than 2^63 elements: [4611686018427387905, 4]; split the layer",
            () -> WeightShape.gateBias(half + 1, WeightShape.LSTM)),
        error(
            "a shape must have fewer than 2^63 elements: [4611686018427387905, 4]; split the layer",
            () -> WeightShape.inputGates(1, half + 1, WeightShape.LSTM)),
        error(
            "a shape must have fewer than 2^63 elements: fused(1, [4611686018427387904,"
                + " 4611686018427387904]); split the layer",
            () -> WeightShape.fused(1, List.of("a", "b"), List.of(half, half))),
        error(
            "a shape must have fewer than 2^63 elements: [4294967296, 4294967296]; split the layer",
            () -> WeightShape.expertsInputsFirst(List.of(1L << 32, 1L << 32), 1, 1)),
        error(
            "fans must be below 2^63: convolution(1099511627776, 1, 1, 65536, 65536); split the"
                + " layer",
            () -> WeightShape.convolution(1L << 40, 1, 1, 1 << 16, 1 << 16)),
        error(
            "fans must be below 2^63: transposed convolution(1, 1099511627776, 1, 65536, 65536);"
                + " split the layer",
            () -> transposed(1, 1L << 40, 1, List.of(1 << 16, 1 << 16), List.of(1, 1))),
        error(
            "fan-in must be a positive finite number: 0.0; give the layer an input size",
            () -> new Fans(0, 1)),
        error(
            "fan-out must be a positive finite number: NaN; give the layer an output size",
            () -> new Fans(1, Double.NaN)),
        error(
            "a kind must be one of dense, convolution, transposed-convolution, embedding,"
                + " input-gates, recurrent, fused, experts, multiplication, scale, shift, slope,"
                + " bias, gate-bias: \"convolutoin\"; did you mean convolution?",
            () -> Kind.named("convolutoin")));
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
