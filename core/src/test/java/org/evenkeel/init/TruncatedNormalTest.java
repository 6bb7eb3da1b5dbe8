package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ShortBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.gaussian.TruncatedMoments;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.TruncatedNormal;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TruncatedNormalTest {

  private static final WeightShape SHAPE = WeightShape.dense(100, 300);
  private static final Part PART = SHAPE.parts().get(0);
  private static final Key KEY = Key.of(0, "w");

  @Test
  void atTwoIsTheDistributionOfRulesByFan() {
    assertArrayEquals(
        Initializers.lecunTruncatedNormal().draw(SHAPE, KEY),
        new TruncatedNormal(0.1, -2, 2).draw(SHAPE, KEY));
  }

  /**
   * 30,000 draws, 6 standard errors of mean and variance: a false alarm with probability 1e-7. In
   * 16 bits no value is beyond the bounds either.
   */
  @ParameterizedTest
  @CsvSource({
    "1, -2, 2",
    "0.02, -2, 2",
    "0.02, -1, 1",
    "0.3, -0.1, 0.1",
    "1e-3, -3, 3",
    "7, -4, 4",
    // bounds that are not symmetric
    "0.02, -1, 3",
    "0.02, -3, 1",
    "0.5, 0, 2",
    "1, 1, 2.5",
    "1, -8, -1",
    "0.1, 5, 6",
  })
  void hasTheVarianceAskedForWhateverTheBounds(double std, double low, double high) {
    TruncatedNormal rule = new TruncatedNormal(std, low, high);
    WeightRange range = rule.range(PART);
    TruncatedMoments parent = TruncatedMoments.of(low, high);
    double scale = std / Math.sqrt(parent.variance());
    double mean = rule.mean();
    assertEquals(scale * parent.mean(), mean, 1e-12 * scale);
    assertEquals(low * scale, range.low(), 1e-7 * Math.abs(low * scale));
    assertEquals(high * scale, range.high(), 1e-7 * Math.abs(high * scale));
    double sum = 0;
    double squares = 0;
    float[] values = rule.draw(SHAPE, KEY);
    for (float w : values) {
      assertTrue(range.low() <= w && w <= range.high(), "beyond the bounds: " + w);
      sum += w - mean;
      squares += (w - mean) * (w - mean);
    }
    int n = values.length;
    double kurtosis = RuleTableTest.kurtosis(low, high);
    assertEquals(0, sum / n, 6 * std / Math.sqrt(n));
    assertEquals(std * std, squares / n, 6 * std * std * Math.sqrt((kurtosis - 1) / n));
    for (HalfPrecision format : HalfPrecision.values()) {
      ShortBuffer halves = ShortBuffer.allocate(n);
      rule.fill(SHAPE, KEY, 0, halves, format);
      for (short half : halves.array()) {
        double w = format.value(half);
        assertTrue(range.low() <= w && w <= range.high(), format + " beyond the bounds: " + w);
      }
    }
  }

  /** PyTorch's std is the parent's and its bounds are absolute. */
  @ParameterizedTest
  @CsvSource({"1, -2, 2", "0.02, -2, 2", "0.02, -0.04, 0.04", "0.5, -1, 3", "2, 1, 5"})
  void ofParentIsPyTorchs(double parent, double a, double b) {
    TruncatedNormal rule = TruncatedNormal.ofParent(parent, a, b);
    TruncatedMoments moments = TruncatedMoments.of(a / parent, b / parent);
    assertEquals(parent * parent * moments.variance(), rule.variance(PART), 1e-15);
    assertEquals(parent, rule.parent(), 1e-15);
    assertEquals(a, rule.range(PART).low(), 1e-7 * Math.abs(a));
    assertEquals(b, rule.range(PART).high(), 1e-7 * Math.abs(b));
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error(
            "a standard deviation must be a positive finite number: 0.0; 0.02 is usual", 0, -2, 2),
        error(
            "a standard deviation must be a positive finite number: NaN; 0.02 is usual",
            Double.NaN,
            -2,
            2),
        error(
            "a standard deviation must be a positive finite number: Infinity; 0.02 is usual",
            Double.POSITIVE_INFINITY,
            -2,
            2),
        error(
            "truncation needs its lower bound first: [2.0, 2.0]; as in truncated-normal(0.02, -2,"
                + " 2)",
            1,
            2,
            2),
        error(
            "truncation needs its lower bound first: [-2.0, NaN]; as in truncated-normal(0.02, -2,"
                + " 2)",
            1,
            -2,
            Double.NaN),
        error(
            "truncation must come within 20 standard deviations of the mean: [20.0, 25.0]; move the"
                + " bounds",
            1,
            20,
            25),
        error(
            "truncation must come within 20 standard deviations of the mean: [-Infinity, -20.5];"
                + " move the bounds",
            1,
            Double.NEGATIVE_INFINITY,
            -20.5));
  }

  private static Arguments error(String message, double std, double low, double high) {
    return Arguments.of(message, std, low, high);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void saysWhatIsWrong(String message, double std, double low, double high) {
    List<Runnable> actions =
        List.of(
            () -> new TruncatedNormal(std, low, high),
            () -> TruncatedNormal.ofParent(std, low * (std > 0 ? std : 1), high));
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, actions.get(0)::run).getMessage());
    if (Double.isFinite(std)) {
      assertEquals(
          message, assertThrows(IllegalArgumentException.class, actions.get(1)::run).getMessage());
    }
  }
}
