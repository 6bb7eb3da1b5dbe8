package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.initializer.DeltaOrthogonal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dynamical isometry, numerically (Xiao et al. 2018). */
class DeltaOrthogonalTest {

  private static final double GAIN = 1.25;

  static Stream<Arguments> images() {
    return Stream.of(
        row("1-D", WeightShape.convolution(6, 6, 1, 3), 7),
        row("1-D, more out than in", WeightShape.convolution(4, 9, 1, 5), 6),
        row("1-D, even kernel", WeightShape.convolution(4, 4, 1, 4), 9),
        row("2-D", WeightShape.convolution(5, 5, 1, 3, 3), 4, 5),
        row("2-D, more out than in", WeightShape.convolution(3, 8, 1, 3, 5), 4, 5),
        row("2-D, groups", WeightShape.convolution(6, 8, 2, 3, 3), 4, 4),
        row("2-D, depthwise", WeightShape.convolution(4, 8, 4, 3, 3), 4, 4),
        row("3-D", WeightShape.convolution(3, 4, 1, 3, 3, 3), 3, 3, 4),
        row(
            "2-D transposed",
            WeightShape.transposedConvolution(3, 6, 1, List.of(3, 3), List.of(1, 1)),
            4,
            5),
        row(
            "1-D transposed, groups",
            WeightShape.transposedConvolution(4, 6, 2, List.of(4), List.of(1)),
            8));
  }

  private static Arguments row(String name, WeightShape shape, int... size) {
    return Arguments.of(name, shape, size);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void keepsTheLengthOfEveryImage(String name, WeightShape shape, int[] size) {
    Matrix convolution = convolution(shape, size);
    int inputs = convolution.rows()[0].length;
    float[] drawn = new float[inputs];
    for (int image = 0; image < 5; image++) {
      RandomFill.normal(Key.of(image, "image"), 0, FloatBuffer.wrap(drawn), 1);
      double[] x = new double[inputs];
      Arrays.setAll(x, i -> drawn[i]);
      assertEquals(
          GAIN * GAIN * squares(x), squares(convolution.times(x)), 1e-6 * inputs, "image " + image);
    }
  }

  /** The transpose times the operator is gain² times the identity: all singular values are gain. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void allSingularValuesAreTheGain(String name, WeightShape shape, int[] size) {
    assertEquals(0, convolution(shape, size).transposed().defect(GAIN), 1e-6);
  }

  /** Of pairs, or of pixels without the mean of their channels, in rows of images. */
  @ParameterizedTest
  @ValueSource(strings = {"orthogonal", "centered", "mirrored"})
  void structuredKernelsKeepTheLengthOfWhatTheySee(String structure) {
    WeightShape shape = WeightShape.convolution(6, 6, 1, 3, 5);
    double scale = GAIN * GAIN;
    Initializer initializer =
        switch (structure) {
          case "orthogonal" -> new StructuredScaling(scale, false, true, true);
          case "centered" -> new StructuredScaling(scale, true, true, true);
          default -> new StructuredScaling.Mirrored(scale / 2, true, true, true);
        };
    float[] w = initializer.draw(shape, Key.of(4, structure));
    for (int i = 0; i < w.length; i++) {
      assertEquals(i % 15 == 7, w[i] != 0, "place " + i);
    }
    int[] size = {4, 5};
    Matrix convolution = Matrix.circular(w, shape, size);
    float[] drawn = new float[6 * 20];
    RandomFill.normal(Key.of(1, "image"), 0, FloatBuffer.wrap(drawn), 1);
    double[] x = new double[drawn.length];
    for (int pixel = 0; pixel < 20; pixel++) {
      double mean = 0;
      for (int channel = 0; channel < 6; channel++) {
        mean += drawn[channel * 20 + pixel] / 6;
      }
      for (int channel = 0; channel < 6; channel++) {
        float value = drawn[channel * 20 + pixel];
        float half = drawn[channel % 3 * 20 + pixel];
        x[channel * 20 + pixel] =
            switch (structure) {
              case "orthogonal" -> value;
              case "centered" -> value - mean;
              default -> channel < 3 ? half : -half;
            };
      }
    }
    double seen = structure.equals("centered") ? 6.0 / 5 : 1; // six units from five dimensions
    assertEquals(scale * seen * squares(x), squares(convolution.times(x)), 1e-4);
  }

  private static Matrix convolution(WeightShape shape, int[] size) {
    float[] w = new DeltaOrthogonal(GAIN).draw(shape, Key.of(4, shape.toString()));
    return Matrix.circular(w, shape, size);
  }

  private static double squares(double[] x) {
    return Arrays.stream(x).map(v -> v * v).sum();
  }

  @Test
  void isZeroButForTheMiddlePlace() {
    WeightShape shape = WeightShape.convolution(6, 6, 2, 3, 3);
    float[] w = new DeltaOrthogonal(1).draw(shape, Key.of(0, "w"));
    for (int i = 0; i < w.length; i++) {
      assertEquals(i % 9 == 4, w[i] != 0, "place " + i);
    }
  }

  /** A dense layer is a convolution of one place, so both orthogonal rules fit; out > in alone. */
  @Test
  void ofADenseLayerIsOrthogonal() {
    float[] w = new DeltaOrthogonal(1).draw(WeightShape.dense(5, 8), Key.of(0, "w"));
    Matrix matrix = Matrix.of(w, 0, 8);
    assertEquals(0, matrix.transposed().defect(1), 1e-6);
    assertEquals(Set.of(0), matrix.zerosOfRows());
  }

  @Test
  void needsAsManyOutputsAsInputs() {
    WeightShape shape = WeightShape.convolution(9, 4, 1, 3);
    String message =
        "delta-orthogonal needs at least as many output as input channels: 4 from 9; draw"
            + " orthogonal weights instead";
    DeltaOrthogonal rule = new DeltaOrthogonal(1);
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> rule.draw(shape, Key.of(0, "w")))
            .getMessage());
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> rule.variance(shape)).getMessage());
  }
}
