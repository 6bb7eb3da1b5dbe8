package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DepthTest {

  /** R50: torchscale's encoder.py, lines 87 and 244. */
  @ParameterizedTest
  @CsvSource({
    "6, 1.86121, 0.37992",
    "12, 2.21336, 0.31947",
    "24, 2.63215, 0.26864",
    "100, 3.76060, 0.18803"
  })
  void deepNormOfAnEncoderAlone(long layers, double alpha, double beta) {
    assertEquals(alpha, Depth.deepNormAlpha(layers), 1e-5);
    assertEquals(beta, Depth.deepNormBeta(layers), 1e-5);
    assertEquals(Math.sqrt(Math.sqrt(2.0 * layers)), Depth.deepNormAlpha(layers), 1e-14);
    assertEquals(1 / Math.sqrt(Math.sqrt(8.0 * layers)), Depth.deepNormBeta(layers), 1e-15);
  }

  /** DeepNet's figure 2, by square roots: N⁴M to the power 1/16 is four of them. */
  @ParameterizedTest
  @CsvSource({"6, 6", "12, 3", "1, 100", "1000, 1000"})
  void deepNormOfAnEncoderWithADecoder(long n, long m) {
    double root =
        Math.sqrt(Math.sqrt((double) n)) * Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt((double) m))));
    assertEquals(0.81 * root, Depth.deepNormEncoderAlpha(n, m), 1e-13 * root);
    assertEquals(0.87 / root, Depth.deepNormEncoderBeta(n, m), 1e-14);
    assertEquals(Math.sqrt(Math.sqrt(3.0 * m)), Depth.deepNormDecoderAlpha(m), 1e-13);
    assertEquals(1 / Math.sqrt(Math.sqrt(12.0 * m)), Depth.deepNormDecoderBeta(m), 1e-14);
  }

  /** R51: fixup_resnet_cifar.py, line 68, for m = 2; the paper's L^(-1/(2m-2)) for others. */
  @ParameterizedTest
  @CsvSource({
    "18, 2, 0.235702",
    "54, 2, 0.136083",
    "16, 3, 0.5",
    "64, 4, 0.5",
    "1, 2, 1",
    "10000, 2, 0.01"
  })
  void fixup(long branches, long layers, double scale) {
    assertEquals(scale, Depth.fixup(branches, layers), 1e-6);
  }

  @Test
  void theOthersByHand() {
    assertEquals(1 / Math.sqrt(24), Depth.residual(12), 1e-15);
    assertEquals(1 / Math.sqrt(2), Depth.residual(1), 1e-15);
    assertEquals(0.67 / 2, Depth.tFixupEncoder(16), 1e-15);
    assertEquals(1 / Math.sqrt(6), Depth.tFixupDecoder(4), 1e-15);
    assertEquals(1 / Math.sqrt(3), Depth.tFixupDecoder(1), 1e-15);
  }

  /** The factors are on the standard deviation, so their squares are on the rules' variance. */
  @ParameterizedTest
  @CsvSource({
    "residual(12), auto, 0.04166666666666667", // 1/24
    "fixup(18), he, 0.05555555555555555", // 1/18
    "'fixup(16, 3)', he, 0.25",
    "deepnorm(8), glorot, 0.125", // 1/√64
    "t-fixup(16), glorot, 0.112225", // 0.67²/4
    "t-fixup-decoder(4), glorot, 0.16666666666666666", // 1/√36
    "gpt2(8), normal(0.02), 0.0625", // 1/16
    "gpt2(50), normal(0.02), 0.01"
  })
  void rulesTakeTheirSquares(String rule, String base, double factor) {
    Part part = WeightShape.dense(30, 50).parts().get(0);
    RuleOptions options = RuleOptions.DEFAULT.withFollowing(Activations.GELU);
    double variance = Rules.named(base).initializer(options).variance(part);
    assertEquals(
        factor * variance, Rules.named(rule).initializer(options).variance(part), 1e-12 * variance);
  }

  /** N blocks of two branches, each of second moment 1/(2N), add up to 1. */
  @Test
  void branchesAddUpToOne() {
    for (long n : new long[] {1, 12, 1000}) {
      assertEquals(1, 2 * n * Depth.residual(n) * Depth.residual(n), 1e-12);
    }
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error("0 blocks", () -> (long) Depth.residual(0)),
        error("-3 branches", () -> (long) Depth.fixup(-3, 2)),
        error("0 layers", () -> (long) Depth.deepNormAlpha(0)),
        error("0 layers", () -> (long) Depth.deepNormBeta(0)),
        error("0 encoder layers", () -> (long) Depth.deepNormEncoderAlpha(0, 6)),
        error("0 decoder layers", () -> (long) Depth.deepNormEncoderBeta(6, 0)),
        error("-1 layers", () -> (long) Depth.deepNormDecoderAlpha(-1)),
        error("-1 layers", () -> (long) Depth.deepNormDecoderBeta(-1)),
        error("0 layers", () -> (long) Depth.tFixupEncoder(0)),
        error("0 layers", () -> (long) Depth.tFixupDecoder(0)));
  }

  private static Arguments error(String found, LongSupplier action) {
    return Arguments.of(found, action);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void refusesDepthsBelowOne(String found, LongSupplier action) {
    assertEquals(
        "a depth must be at least 1: " + found + "; count those of the network",
        assertThrows(IllegalArgumentException.class, action::getAsLong).getMessage());
  }

  @Test
  void refusesFixupForBranchesOfOneLayer() {
    assertEquals(
        "fixup needs branches of at least 2 layers: 1; the only layer of a branch is its last,"
            + " draw it as zeros",
        assertThrows(IllegalArgumentException.class, () -> Depth.fixup(18, 1)).getMessage());
  }
}
