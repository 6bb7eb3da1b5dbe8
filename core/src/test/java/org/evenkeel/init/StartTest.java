package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
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
    "data, data, auto, 1",
    "data*2, data*2, auto, 1",
    "' Data (balanced) * 0.5', data(balanced)*0.5, auto, 1",
    "DJL, djl, djl, 1",
  })
  void parsesWhatItPrints(String text, String printed, String rule, double multiplier) {
    Start start = Start.of(text);
    assertEquals(printed, start.toString());
    assertEquals(rule, start.rule().name());
    assertEquals(multiplier, start.multiplier());
    assertEquals(start, Start.of(printed));
    assertEquals(text.strip(), start.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "he*-1 | a multiplier must be a positive finite number: -1.0; as in he*4",
        "he*0 | a multiplier must be a positive finite number: 0.0; as in he*4",
        "he*nan | a multiplier must be a number: \"nan\"; as in he*4",
        "he*NaN | a multiplier must be a number: \"NaN\"; as in he*4",
        "he*Infinity | a multiplier must be a number: \"Infinity\"; as in he*4",
        "he* | a multiplier must be a number: \"\"; as in he*4",
        "-2/n | a multiplier must be a positive finite number: -2.0; as in 0.5/n",
        "x/n | a multiplier must be a number: \"x\"; as in 0.5/n",
        "data*x | the second moment after data* must be a number: \"x\"; write data*2",
        "data*0 | the second moment that data set must be a positive finite number: 0.0; write data*2",
        "djl*2 | the library's own defaults take no multiplier: \"djl*2\"; write djl",
        "hee | a rule must be one of " + RulesTest.NAMES + ": \"hee\"; did you mean he?",
      })
  void saysWhatIsWrong(String text, String message) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> Start.of(text)).getMessage());
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
        new Start(Rules.HE, RuleOptions.DEFAULT, 0, Rulebook.EMPTY, Optional.empty(), 0, ""),
        Start.of("kaiming"));
    assertEquals(new Constant(0), biases(Start.of("he")));
    assertEquals(Initializers.heNormal(), Start.of("auto").weights(Activations.RELU));
  }

  @Test
  void multipliesTheNumberOfItsWord() {
    assertEquals(Start.of("he*8"), Start.of("he*4").times(2));
    assertEquals("he*8", Start.of("he*4").times(2).name());
    assertEquals(Start.of("data(balanced)*6"), Start.of("data(balanced)*2").times(3));
    assertEquals(1, Start.of("data*2").multiplier());
    assertEquals(Optional.of(new DataCorrection(2, false)), Start.of("data*2").correction());
    assertEquals("4/n", Start.of("4/n").withSeed(3).withFan(FanMode.OUT).name());
    assertEquals("lecun*2", Start.of("4/n").withMultiplier(2).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data*2 | a forecast needs a start whose variances follow from a rule: \"data*2\" needs the"
            + " data as well; measure it instead, or use auto",
        "djl | a forecast needs a start whose variances follow from a rule: \"djl\" stands for the"
            + " library's own defaults; use a rule such as auto",
      })
  void saysWhereTheoryCannotTell(String word, String message) {
    Start start = Start.of(word);
    assertFalse(start.followsRule());
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> start.requireRule("a forecast"))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Rulebook.Entry(
                "*", List.of(), start, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void theLibrarysDefaultsDrawNothing() {
    Start start = Start.of("djl");
    assertTrue(start.isLibraryDefaults());
    assertEquals("djl", start.ruleName());
    assertEquals("data", Start.of("data").ruleName());
    for (Kind kind : new Kind[] {Kind.DENSE, Kind.BIAS}) {
      assertThrows(IllegalArgumentException.class, () -> start.assign("a", kind, Activations.RELU));
    }
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
        new Start(
            Rules.HE,
            new RuleOptions(Activations.IDENTITY, FanMode.OUT, Distribution.UNIFORM, 3),
            0.25,
            Rulebook.EMPTY,
            Optional.empty(),
            7,
            ""),
        start);
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
        Start.of(rule)
            .withDistribution(Distribution.UNIFORM)
            .weights(Activations.IDENTITY)
            .drawnFrom()
            .map(Distribution::toString));
  }

  @Test
  void orthogonalScalesByTheRootOfTheMultiplier() {
    assertEquals(new Orthogonal(2), Start.of("orthogonal*4").weights(Activations.RELU));
    assertEquals(new Constant(0), Start.of("zeros*4").weights(Activations.RELU));
    assertEquals(new FixedNormal(20), Start.of("normal(10)*4").weights(Activations.RELU));
  }
}
