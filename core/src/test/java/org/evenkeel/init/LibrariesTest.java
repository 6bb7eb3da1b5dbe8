package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other libraries make of a layer's variance, by the formulas in their sources, and the factor
 * by which it differs from the one that keeps the signal. PyTorch is in PyTorchTest.
 */
class LibrariesTest {

  private static final double TRUNCATED_STD = 0.8796256610342398;

  static Stream<Arguments> rows() {
    WeightShape dense = WeightShape.dense(300, 500);
    WeightShape convolution = WeightShape.convolution(16, 32, 1, 3, 3);
    WeightShape depthwise = WeightShape.convolution(16, 32, 16, 3, 3);
    WeightShape transposed =
        WeightShape.transposedConvolution(16, 64, 1, List.of(4, 4), List.of(2, 2));
    WeightShape embedding = WeightShape.embedding(50_000, 64);
    return Stream.of(
        // right: Keras, JAX and TensorFlow divide the parent's std by this constant
        row("Keras he_normal", "he", dense, square(Math.sqrt(2.0 / 300)), 1),
        row(
            "JAX lecun_normal, parent",
            "lecun",
            dense,
            square(Math.sqrt(1.0 / 300) / TRUNCATED_STD) * square(TRUNCATED_STD),
            1),
        row("Keras glorot_uniform, limit", "glorot", dense, square(Math.sqrt(6.0 / 800)) / 3, 1),
        row("Keras Conv2D (3, 3, 16, 32)", "he", convolution, 2.0 / (3 * 3 * 16), 1),
        // kernel (4, 4, filters, in): filters are taken for inputs, strides are ignored
        row("tensorflow#31192 Conv2DTranspose", "he", transposed, 2.0 / (4 * 4 * 64), 1.0 / 16),
        // kernel (3, 3, in, multiplier): every output sums 9 terms, not 9·16
        row("keras#11773 DepthwiseConv2D", "he", depthwise, 2.0 / (3 * 3 * 16), 1.0 / 16),
        // b = 3/√n_in where LeCun's is √(3/n_in)
        row("deeplearning4j LeCun uniform", "lecun", dense, square(3 / Math.sqrt(300)) / 3, 3),
        // a normal truncated at 2 whose parent is not widened
        row(
            "deeplearning4j truncated",
            "lecun",
            dense,
            square(TRUNCATED_STD) / 300,
            square(TRUNCATED_STD)),
        // magnitude 3, meant for its uniform, in its gaussian too
        row("MXNet gaussian Xavier", "glorot", dense, 3.0 / 400, 3),
        // an embedding's n_in is taken for the number of its rows
        row("deeplearning4j#8663 embedding", "lecun", embedding, 1.0 / 50_000, 1.0 / 50_000),
        // DJL 0.36, XavierInitializer(): ±√6/√((n_in + n_out)/2)
        row("DJL Xavier", "glorot", dense, square(Math.sqrt(6) / Math.sqrt(400)) / 3, 2),
        // the fans of a kernel (3, 3, in, out) with the window's size times the inputs twice
        row("TensorFlow-Java convolution", "he", convolution, 2.0 / (3 * 3 * 16 * 16), 1.0 / 16));
  }

  private static Arguments row(
      String library, String rule, WeightShape shape, double theirs, double factor) {
    return Arguments.of(library, rule, shape, theirs, factor);
  }

  private static double square(double x) {
    return x * x;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void differByAKnownFactor(
      String library, String rule, WeightShape shape, double theirs, double factor) {
    for (Distribution distribution : Distribution.values()) {
      RuleOptions options = RuleOptions.DEFAULT.withDistribution(distribution);
      double ours = Rules.named(rule).initializer(options).variance(shape);
      assertEquals(theirs, factor * ours, 1e-12 * theirs);
    }
  }
}
