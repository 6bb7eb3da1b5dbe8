package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, kinds of layer and distributions against the variance they promise. */
class VarianceTest {

  /** A rule with its variance by hand, as scale over a·n_in + b·n_out. */
  private record Row(
      String start, Activation following, FanMode fan, double scale, double a, double b) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("he", Activations.RELU, FanMode.IN, 2, 1, 0),
          new Row("he", Activations.TANH, FanMode.OUT, 2, 0, 1),
          new Row("he", Activations.RELU, FanMode.AVERAGE, 2, 0.5, 0.5),
          new Row("he*4", Activations.RELU, FanMode.IN, 8, 1, 0),
          new Row("lecun", Activations.TANH, FanMode.IN, 1, 1, 0),
          new Row("0.5/n", Activations.RELU, FanMode.IN, 0.5, 1, 0),
          new Row("1/n*0.1", Activations.RELU, FanMode.OUT, 0.1, 0, 1),
          new Row("glorot", Activations.TANH, FanMode.IN, 2, 1, 1),
          new Row("glorot", Activations.TANH, FanMode.OUT, 2, 1, 1),
          new Row("auto", Activations.IDENTITY, FanMode.IN, 1, 1, 0),
          new Row("auto", Activations.RELU, FanMode.IN, 2, 1, 0),
          new Row("auto", Activations.leakyRelu(0.2), FanMode.IN, 2 / 1.04, 1, 0),
          // fan out is for the gradient, so it takes the backward gain; average takes both
          new Row(
              "auto*3",
              Activations.GELU,
              FanMode.OUT,
              3 / Activations.GELU.slopeSecondMoment(1),
              0,
              1),
          new Row(
              "auto",
              Activations.TANH,
              FanMode.AVERAGE,
              1,
              0.5 * Activations.TANH.secondMoment(1),
              0.5 * Activations.TANH.slopeSecondMoment(1)));

  private static final List<WeightShape> SHAPES =
      List.of(
          WeightShape.dense(300, 500),
          WeightShape.dense(1, 100_000),
          WeightShape.convolution(16, 64, 1, 11, 11),
          WeightShape.convolution(64, 128, 4, 7, 7),
          WeightShape.convolution(1024, 2048, 1024, 7, 7));

  static Stream<Arguments> table() {
    return ROWS.stream()
        .flatMap(
            row ->
                SHAPES.stream()
                    .flatMap(
                        shape ->
                            Stream.of(Distribution.values())
                                .map(distribution -> Arguments.of(row, shape, distribution))));
  }

  @ParameterizedTest
  @MethodSource("table")
  void isThatOfTheFormula(Row row, WeightShape shape, Distribution distribution) {
    Initializer initializer =
        Start.of(row.start).withFan(row.fan).withDistribution(distribution).weights(row.following);
    double variance = row.scale / (row.a * shape.fans().in() + row.b * shape.fans().out());
    assertEquals(variance, initializer.variance(shape.parts().get(0)), 1e-12 * variance);
    assertEquals(initializer.variance(shape.parts().get(0)), initializer.variance(shape));

    float[] weights = initializer.draw(shape, Key.of(3, row.start + shape));
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float w : weights) {
      sum += w;
      squares += (double) w * w;
      largest = Math.max(largest, Math.abs(w));
    }
    int n = weights.length;
    // 5 standard errors of mean and variance: a false alarm in 210 rows with probability 3e-4
    assertEquals(0, sum / n, 5 * Math.sqrt(variance / n));
    double kurtosis =
        switch (distribution) {
          case NORMAL -> 3;
          case TRUNCATED_NORMAL -> 2.3655;
          case UNIFORM -> 1.8;
        };
    assertEquals(variance, squares / n, 5 * variance * Math.sqrt((kurtosis - 1) / n));
    double bound =
        switch (distribution) {
          case NORMAL -> 6.7;
          case TRUNCATED_NORMAL -> 2 / 0.8796256610342398;
          case UNIFORM -> Math.sqrt(3);
        };
    assertTrue(largest <= bound * Math.sqrt(variance) * (1 + 1e-7), () -> "beyond the bound");
    if (distribution != Distribution.NORMAL) {
      assertTrue(largest > 0.995 * bound * Math.sqrt(variance), () -> "short of the bound");
    }
  }

  @Test
  void truncationRaisesTheParentsDeviation() {
    // The published constant, as it stands in Keras, JAX and TensorFlow.
    double parent = 1 / 0.8796256610342398;
    WeightShape shape = WeightShape.dense(1, 1000);
    float[] drawn = Initializers.lecunTruncatedNormal().draw(shape, Key.of(0, "w"));
    float[] expected = new float[1000];
    org.evenkeel.random.RandomFill.truncatedNormal(
        Key.of(0, "w"), 0, FloatBuffer.wrap(expected), (float) parent, 2);
    assertArrayEquals(expected, drawn);
  }

  /**
   * R45: the standard deviations of VGG-B's layers of 3x3 kernels (He et al. 2015, section 2.2).
   */
  @ParameterizedTest
  @CsvSource({"64, 0.0589", "128, 0.0417", "256, 0.0295", "512, 0.0208"})
  void givesTheDeviationsOfVgg(int channels, double std) {
    WeightShape shape = WeightShape.convolution(channels, 512, 1, 3, 3);
    assertEquals(std, Math.sqrt(Initializers.heNormal().variance(shape)), 5e-5);
  }

  /** R46: std ratio of He to fan-in "Xavier" over L layers, 2^(L/2) (He et al. 2015). */
  @ParameterizedTest
  @CsvSource({"22, 2048", "30, 32768"})
  void growsApartFromOneOverN(int layers, double ratio) {
    Part part = WeightShape.convolution(512, 512, 1, 3, 3).parts().get(0);
    double once =
        Initializers.heNormal().variance(part) / Initializers.lecunNormal().variance(part);
    assertEquals(ratio, StrictMath.pow(once, layers / 2.0), 1e-9 * ratio);
  }

  /** DJL 0.36's {@code new XavierInitializer()} has 4/(n_in + n_out): √6/√(average) as a bound. */
  @Test
  void glorotIsNotTwiceGlorot() {
    WeightShape shape = WeightShape.dense(400, 600);
    float[] weights = Initializers.glorotUniform().draw(shape, Key.of(0, "glorot"));
    double squares = 0;
    for (float w : weights) {
      squares += (double) w * w;
      assertTrue(Math.abs(w) < Math.sqrt(6.0 / 1000));
    }
    assertEquals(2.0 / 1000, squares / weights.length, 2.0 / 1000 * 0.01); // 5.5 standard errors
  }

  @Test
  void namedMembersAreRowsOfOneFormula() {
    for (Distribution d : Distribution.values()) {
      Initializer he = new VarianceScaling(2, FanMode.IN, d, 1);
      Initializer lecun = new VarianceScaling(1, FanMode.IN, d, 1);
      Initializer glorot = new VarianceScaling(1, FanMode.AVERAGE, d, 1);
      List<Initializer> named =
          switch (d) {
            case NORMAL ->
                List.of(
                    Initializers.heNormal(),
                    Initializers.lecunNormal(),
                    Initializers.glorotNormal());
            case TRUNCATED_NORMAL ->
                List.of(
                    Initializers.heTruncatedNormal(),
                    Initializers.lecunTruncatedNormal(),
                    Initializers.glorotTruncatedNormal());
            case UNIFORM ->
                List.of(
                    Initializers.heUniform(),
                    Initializers.lecunUniform(),
                    Initializers.glorotUniform());
          };
      assertEquals(List.of(he, lecun, glorot), named);
    }
    assertEquals(Initializers.heNormal(), Initializers.kaimingNormal());
    assertEquals(Initializers.heUniform(), Initializers.kaimingUniform());
    assertEquals(Initializers.glorotNormal(), Initializers.xavierNormal());
    assertEquals(Initializers.glorotUniform(), Initializers.xavierUniform());
    assertEquals(Initializers.heNormal(), Initializers.forActivation(Activations.RELU));
    assertEquals(new Constant(0), Initializers.zeros());
    assertEquals(new Orthogonal(1), Initializers.orthogonal());
  }

  @Test
  void constantsAndFixedNormalsNeedNoFans() {
    WeightShape bias = WeightShape.bias(20_000);
    for (float b : new Constant(0.1).draw(bias, Key.of(0, "b"))) {
      assertEquals(0.1f, b);
    }
    double squares = 0;
    for (float b : new FixedNormal(10).draw(bias, Key.of(0, "b"))) {
      squares += (double) b * b;
    }
    assertEquals(100, squares / 20_000, 5); // 5 standard errors
    assertEquals(0, new Constant(0.1).variance(bias));
    assertEquals(100, new FixedNormal(10).variance(bias));
    assertThrows(
        IllegalArgumentException.class, () -> Initializers.heNormal().draw(bias, Key.of(0, "b")));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "NaN", "Infinity"})
  void refusesScalesThatAreNotPositive(double value) {
    String end = " must be a positive finite number: " + value + "; ";
    assertRefused(
        "a multiplier" + end + "1 leaves the variance as the rule has it",
        () -> new VarianceScaling(2, FanMode.IN, Distribution.NORMAL, value));
    assertRefused(
        "a scale" + end + "2 is He's",
        () -> new VarianceScaling(value, FanMode.IN, Distribution.NORMAL));
    assertRefused("a gain" + end + "1 preserves lengths", () -> new Orthogonal(value));
    assertRefused("a standard deviation" + end + "0.01 was usual", () -> new FixedNormal(value));
  }

  @Test
  void refusesVariancesBeyondFloats() {
    assertRefused(
        "a standard deviation must be a finite float, at least 0: Infinity; give a smaller variance",
        () ->
            new VarianceScaling(2, FanMode.IN, Distribution.NORMAL, 1e300)
                .draw(WeightShape.dense(2, 2), Key.of(0, "w")));
    assertRefused(
        "a constant must be a finite number: Infinity; 0 is usual for biases",
        () -> new Constant(Double.POSITIVE_INFINITY));
  }

  private static void assertRefused(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
