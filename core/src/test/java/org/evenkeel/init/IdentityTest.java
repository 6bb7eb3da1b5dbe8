package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.initializer.Identity;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch's tensors are in PyTorchTest; here is what they do. */
class IdentityTest {

  static Stream<Arguments> images() {
    return Stream.of(
        row("1-D", WeightShape.convolution(5, 5, 1, 3), 6),
        row("even kernel", WeightShape.convolution(5, 5, 1, 4), 6),
        row("more out than in", WeightShape.convolution(3, 5, 1, 3), 6),
        row("fewer out than in", WeightShape.convolution(5, 3, 1, 3), 6),
        row("2-D", WeightShape.convolution(4, 4, 1, 3, 5), 4, 5),
        row("groups", WeightShape.convolution(6, 6, 2, 3, 3), 4, 4),
        row("groups that grow", WeightShape.convolution(4, 8, 2, 3, 3), 4, 4),
        row("groups that shrink", WeightShape.convolution(8, 4, 2, 3), 7),
        row("depthwise", WeightShape.convolution(4, 4, 4, 3, 3), 3, 4),
        row("3-D", WeightShape.convolution(3, 3, 1, 3, 3, 3), 3, 3, 4),
        row("transposed", WeightShape.transposedConvolution(4, 6, 2, List.of(3), List.of(1)), 7));
  }

  private static Arguments row(String name, WeightShape shape, int... size) {
    return Arguments.of(name, shape, size);
  }

  /** Channel c of a group goes to channel c of its group, times the gain; further ones are 0. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void passesChannelsOnAsTheyAre(String name, WeightShape shape, int[] size) {
    Part part = shape.parts().get(0);
    int places = IntStream.of(size).reduce(1, (a, b) -> a * b);
    int inputs = (int) part.inputs() * places;
    int outputs = (int) part.outputs() * places;
    double[] x = IntStream.range(0, (int) part.count() * inputs).mapToDouble(i -> i + 1).toArray();
    double[] y = Matrix.circular(new Identity(2).draw(shape, Key.of(0, "w")), shape, size).times(x);
    double[] expected = new double[(int) part.count() * outputs];
    for (int i = 0; i < expected.length; i++) {
      int within = i % outputs;
      expected[i] = within < inputs ? 2 * x[i / outputs * inputs + within] : 0;
    }
    assertArrayEquals(expected, y);
  }

  static Stream<Arguments> matrices() {
    return Stream.of(
        Arguments.of(WeightShape.dense(3, 2), "2 0 0 0 2 0"),
        Arguments.of(WeightShape.dense(2, 3), "2 0 0 2 0 0"),
        Arguments.of(WeightShape.recurrent(2, WeightShape.GRU), "2 0 0 2 2 0 0 2 2 0 0 2"),
        Arguments.of(WeightShape.fused(2, List.of("a", "b"), List.of(1L, 2L)), "2 0 2 0 0 2"),
        Arguments.of(WeightShape.experts(2, 2, 2), "2 0 0 2 2 0 0 2"),
        Arguments.of(WeightShape.expertsInputsFirst(List.of(2L), 2, 1), "2 0 2 0"),
        Arguments.of(WeightShape.scale(List.of(3L)), "2 2 2"));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void everyPartHasItsOwnDiagonal(WeightShape shape, String values) {
    StringBuilder text = new StringBuilder();
    for (float w : new Identity(2).draw(shape, Key.of(0, "w"))) {
      text.append((int) w).append(' ');
    }
    assertEquals(values, text.toString().strip());
  }
}
