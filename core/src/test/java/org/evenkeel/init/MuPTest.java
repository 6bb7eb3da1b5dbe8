package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.evenkeel.activation.Activations;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Yang et al. 2022, table 3. */
class MuPTest {

  @ParameterizedTest
  @CsvSource({"64, 64", "256, 64", "16, 64", "4096, 128"})
  void factorsAreThoseOfTheTable(long fan, long base) {
    double m = (double) fan / base;
    assertEquals(new MuP(1, m, 1), MuP.input(fan, base));
    assertEquals(new MuP(1 / m, 1, 1 / m), MuP.hidden(fan, base));
    assertEquals(new MuP(1 / (m * m), 1 / m, 1 / m), MuP.output(fan, base));
  }

  /** What the factors say of the variance is what the rules draw. */
  @ParameterizedTest
  @CsvSource({"64", "256", "16"})
  void rulesFollowTheTable(int fan) {
    int base = 64;
    RuleOptions options = RuleOptions.DEFAULT.withFollowing(Activations.TANH);
    Initializer auto = Rules.AUTO.initializer(options);
    Initializer output = Rules.named("mup-output(64)").initializer(options);
    double atBase = auto.variance(WeightShape.dense(base, 10));
    assertEquals(
        MuP.hidden(fan, base).variance() * atBase,
        auto.variance(WeightShape.dense(fan, fan)),
        1e-12);
    assertEquals(
        MuP.output(fan, base).variance() * atBase,
        output.variance(WeightShape.dense(fan, 10)),
        1e-12);
    assertEquals(
        MuP.input(fan, base).variance() * auto.variance(WeightShape.dense(3, base)),
        auto.variance(WeightShape.dense(3, fan)),
        1e-12);
  }

  @Test
  void refusesWidthsThatAreNone() {
    assertRefused("a fan must be a positive finite number: 0.0; give the layer's width", 0, 64);
    assertRefused(
        "a base fan must be a positive finite number: -1.0; give the tuned layer's width", 64, -1);
  }

  private static void assertRefused(String message, long fan, long base) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> MuP.input(fan, base)).getMessage());
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> MuP.hidden(fan, base)).getMessage());
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> MuP.output(fan, base)).getMessage());
  }
}
