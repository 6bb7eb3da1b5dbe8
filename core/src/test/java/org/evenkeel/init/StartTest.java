package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {

  @ParameterizedTest
  @CsvSource({
    "he, he, he, 1",
    "he*4, he*4, he, 4",
    "' he * 0.25 ', he*0.25, he, 0.25",
    "kaiming, he, he, 1",
    "2/n, he, he, 1",
    "2 / n*3, he*3, he, 3",
    "1/n, lecun, lecun, 1",
    "1/n*0.5, lecun*0.5, lecun, 0.5",
    "0.5/n, lecun*0.5, lecun, 0.5",
    "4/n*2, lecun*8, lecun, 8",
    "1e-3/n, lecun*0.001, lecun, 0.001",
    "2/(n+m), glorot, glorot, 1",
    "xavier*2, glorot*2, glorot, 2",
    "normal(10), normal(10), normal, 1",
    "normal(0.01)*4, normal(0.01)*4, normal, 4",
    "constant(-0.5), constant(-0.5), constant, 1",
    "zeros, zeros, zeros, 1",
    "orthogonal*0.9, orthogonal*0.9, orthogonal, 0.9",
    "auto*1e10, auto*1.0E10, auto, 1e10",
  })
  void parsesWhatItPrints(String text, String printed, String rule, double multiplier) {
    Start start = Start.parse(text);
    assertEquals(printed, start.toString());
    assertEquals(rule, start.rule().name());
    assertEquals(multiplier, start.multiplier());
    assertEquals(start, Start.parse(printed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "he*-1 | a multiplier must be a positive finite number: -1.0; as in he*4",
        "he*0 | a multiplier must be a positive finite number: 0.0; as in he*4",
        "he*nan | a multiplier must be a number: \"nan\"; as in he*4",
        "he*NaN | a multiplier must be a positive finite number: NaN; as in he*4",
        "he*Infinity | a multiplier must be a positive finite number: Infinity; as in he*4",
        "he* | a multiplier must be a number: \"\"; as in he*4",
        "-2/n | a multiplier must be a positive finite number: -2.0; as in 0.5/n",
        "x/n | a multiplier must be a number: \"x\"; as in 0.5/n",
        "hee | a rule must be one of " + RulesTest.NAMES + ": \"hee\"; did you mean he?",
      })
  void saysWhatIsWrong(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Start.parse(text)).getMessage());
  }

  @Test
  void refusesMultipliersAndBiasVariancesOutOfRange() {
    assertEquals(
        "a multiplier must be a positive finite number: -1.0; 1 leaves the variance as the rule has"
            + " it",
        assertThrows(IllegalArgumentException.class, () -> Start.of("he").withMultiplier(-1))
            .getMessage());
    assertEquals(
        "a bias variance must be a finite number, at least 0: NaN; 0 starts biases at zero",
        assertThrows(
                IllegalArgumentException.class, () -> Start.of("he").withBiasVariance(Double.NaN))
            .getMessage());
  }

  @Test
  void hasPlainDefaults() {
    assertEquals(
        new Start(Rules.HE, Distribution.NORMAL, FanMode.IN, 1, 0, 0, Rulebook.EMPTY),
        Start.of("kaiming"));
    assertEquals(new Constant(0), biases(Start.of("he")));
    assertEquals(Initializers.heNormal(), Start.of("auto").weights(Activations.RELU));
  }

  private static Initializer biases(Start start) {
    return start.assign("dense1.bias", Kind.BIAS, Activations.TANH).initializer();
  }

  @Test
  void changesOneThingAtATime() {
    Start start =
        Start.of("he")
            .withDistribution(Distribution.UNIFORM)
            .withFan(FanMode.OUT)
            .withMultiplier(3)
            .withBiasVariance(0.25)
            .withSeed(7);
    assertEquals(
        new Start(Rules.HE, Distribution.UNIFORM, FanMode.OUT, 3, 0.25, 7, Rulebook.EMPTY), start);
    assertEquals(
        new VarianceScaling(2, FanMode.OUT, Distribution.UNIFORM, 3),
        start.weights(Activations.TANH));
    assertEquals(new FixedNormal(0.5), biases(start));
  }

  @ParameterizedTest
  @CsvSource({"he, uniform", "glorot, uniform", "normal(1), normal", "orthogonal,", "zeros,"})
  void namesTheDistributionWhereThereIsOne(String rule, String distribution) {
    assertEquals(
        Optional.ofNullable(distribution),
        Start.parse(rule)
            .withDistribution(Distribution.UNIFORM)
            .weights(Activations.IDENTITY)
            .drawnFrom()
            .map(Distribution::toString));
  }

  @Test
  void orthogonalScalesByTheRootOfTheMultiplier() {
    assertEquals(new Orthogonal(2), Start.parse("orthogonal*4").weights(Activations.RELU));
    assertEquals(new Constant(0), Start.parse("zeros*4").weights(Activations.RELU));
    assertEquals(new FixedNormal(20), Start.parse("normal(10)*4").weights(Activations.RELU));
  }
}
