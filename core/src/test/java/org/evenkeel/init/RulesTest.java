package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Gains;
import org.evenkeel.activation.GatedUnit;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  static Stream<Rule> all() {
    return Rules.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isFoundByEveryName(Rule rule) {
    for (Rule complete : Samples.of(rule)) {
      String suffix = complete.toString().substring(rule.name().length());
      Stream.concat(Stream.of(rule.name()), rule.aliases().stream())
          .filter(name -> !name.contains("/") || suffix.isEmpty()) // a formula takes no number
          .forEach(
              name -> {
                assertEquals(complete, Rules.named(name + suffix));
                if (!name.contains("/")) {
                  assertEquals(complete, Rules.named(name.toUpperCase(Locale.ROOT) + suffix));
                }
              });
      assertEquals(complete, Rules.named(complete.toString()));
    }
    assertFalse(rule.formula().isBlank() || rule.purpose().isBlank());
    assertTrue(rule.paper().matches(".* (19|20)\\d\\d, .+, .+"), rule.paper());
  }

  @Test
  void noNameMeansTwoRules() {
    Set<String> names = new HashSet<>();
    for (Rule rule : Rules.all()) {
      assertTrue(names.add(rule.name()));
      rule.aliases().forEach(alias -> assertTrue(names.add(alias), alias));
    }
  }

  /** The multiplier multiplies the variance, whatever the rule. */
  @ParameterizedTest
  @MethodSource("all")
  void multiplierIsOnTheVariance(Rule rule) {
    Part part = WeightShape.dense(30, 50).parts().get(0);
    for (Rule complete : Samples.of(rule)) {
      for (Gains following : List.of(Activations.RELU, Activations.TANH, GatedUnit.all().get(0))) {
        for (Distribution distribution : Distribution.values()) {
          RuleOptions options =
              RuleOptions.DEFAULT.withFollowing(following).withDistribution(distribution);
          double one = complete.initializer(options).variance(part);
          double seven = complete.initializer(options.withMultiplier(7)).variance(part);
          // neither an interpolation nor a time step has a variance to multiply
          double factor = List.of("bilinear", "mamba-dt").contains(complete.name()) ? 1 : 7;
          assertEquals(factor * one, seven, 1e-12 * one);
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> RuleOptions.DEFAULT.withMultiplier(-1));
  }

  /** The proper names as an error lists them; also the record of which rules there are. */
  static final String NAMES =
      "auto, activation, he, lecun, glorot, orthogonal, critical, mirrored, delta-orthogonal, identity, sparse,"
          + " bilinear, siren, siren-first, zeros, ones, constant, normal, uniform, truncated-normal,"
          + " torch-truncated-normal, embedding,"
          + " forget-bias, residual, gpt2, fixup, rezero, deepnorm, t-fixup, t-fixup-decoder,"
          + " t-fixup-embedding, mup-output, spectral, modular, unit, small-init, wang, in-degree, mimetic,"
          + " layer-scale, mamba-dt, lora-a";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "glorit | did you mean glorot?",
        "kaimin | did you mean kaiming?",
        "magic | choose one of these",
      })
  void namesTheOnesThereAreAndTheNearest(String name, String remedy) {
    assertMessage("a rule must be one of " + NAMES + ": \"" + name + "\"; " + remedy, name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2/(n_in) | a variance must be written 1/n, 2/n or 2/(n+m): \"2/(n_in)\"; other numbers are"
            + " multipliers, as in 1/n*0.5",
        "2/n(0.2) | a variance must be written 1/n, 2/n or 2/(n+m): \"2/n(0.2)\"; other numbers are"
            + " multipliers, as in 1/n*0.5",
        "normal | rule normal needs a number: \"normal\"; write normal(std)",
        "uniform(1) | rule uniform needs a number: \"uniform(1)\"; write uniform(low, high)",
        "he(3, 4) | rule he takes at most 1: \"he(3, 4)\"; write he(a=0)",
        "lecun(3) | rule lecun takes no number: \"lecun(3)\"; a multiplier is written lecun*4",
        "constant(x) | the number of rule constant must be a number: \"x\"; write constant(v)",
        "normal() | the number of rule normal must be a number: \"\"; write normal(std)",
        "truncated-normal(1,,2) | the number of rule truncated-normal must be a number: \"\"; write"
            + " truncated-normal(std, low=-2, high=2)",
        "normal(-1) | a standard deviation must be a positive finite number: -1.0; 0.01 was usual",
        "normal(0) | a standard deviation must be a positive finite number: 0.0; 0.01 was usual",
        "normal(NaN) | the number of rule normal must be a number: \"NaN\"; write normal(std)",
        "normal(Infinity) | the number of rule normal must be a number: \"Infinity\"; write"
            + " normal(std)",
        "truncated-normal(0) | a standard deviation must be a positive finite number: 0.0; 0.02 is"
            + " usual",
        "truncated-normal(1, 2, -2) | truncation needs its lower bound first: [2.0, -2.0]; as in"
            + " truncated-normal(0.02, -2, 2)",
        "truncated-normal(1, 20, 22) | truncation must come within 20 standard deviations of the"
            + " mean: [20.0, 22.0]; move the bounds",
        "truncated-normal(1, -30, -20) | truncation must come within 20 standard deviations of the"
            + " mean: [-30.0, -20.0]; move the bounds",
        "truncated-normal(1, NaN, 2) | the number of rule truncated-normal must be a number: \"NaN\";"
            + " write truncated-normal(std, low=-2, high=2)",
        "uniform(2, 1) | a uniform interval must be finite, its lower end first: [2.0, 1.0]; as in"
            + " uniform(-0.05, 0.05)",
        "uniform(1e39, 1e40) | a uniform interval must be finite, its lower end first: [1.0E39,"
            + " 1.0E40]; as in uniform(-0.05, 0.05)",
        "constant(NaN) | the number of rule constant must be a number: \"NaN\"; write constant(v)",
        "forget-bias(Infinity) | the number of rule forget-bias must be a number: \"Infinity\"; write"
            + " forget-bias(v=1)",
        "he(NaN) | the number of rule he must be a number: \"NaN\"; write he(a=0)",
        "orthogonal(0) | a gain must be a positive finite number: 0.0; 1 preserves lengths",
        "delta-orthogonal(-1) | a gain must be a positive finite number: -1.0; 1 preserves lengths",
        "identity(0) | a gain must be a positive finite number: 0.0; 1 passes channels on"
            + " unchanged",
        "sparse(0) | a unit needs at least one connection: 0; 15 is Martens's",
        "sparse(2.5) | connections must be a whole number: 2.5; count from 1, rows from 0",
        "siren(0) | omega must be a positive finite number: 0.0; 30 is usual",
        "siren(-30) | omega must be a positive finite number: -30.0; 30 is usual",
        "embedding(-1) | a padding row must be at least 0: -1; count rows from 0",
        "embedding(0.5) | a row must be a whole number: 0.5; count from 1, rows from 0",
        "residual(0) | a depth must be at least 1: 0 blocks; count those of the network",
        "gpt2(1.5) | a depth must be a whole number: 1.5; count from 1, rows from 0",
        "fixup(0) | a depth must be at least 1: 0 branches; count those of the network",
        "fixup(9, 1) | fixup needs branches of at least 2 layers: 1; the only layer of a branch is"
            + " its last, draw it as zeros",
        "deepnorm(1e10) | a depth must be a whole number: 1.0E10; count from 1, rows from 0",
        "small-init(0) | a width must be a positive finite number: 0.0; give that of the residual"
            + " stream",
        "wang(0, 64) | a depth must be at least 1: 0 blocks; count those of the network",
        "wang(12) | rule wang needs a number: \"wang(12)\"; write wang(N, d)",
        "in-degree(1.5) | a depth must be a whole number: 1.5; count from 1, rows from 0",
        "mimetic(0) | a noise must be a positive finite number: 0.0; 0.4 is usual",
        "layer-scale(0) | a depth must be at least 1: 0 blocks; count those of the network",
        "mamba-dt(0.1, 0.001) | time steps need the shortest first: [0.1, 0.001]; as in"
            + " mamba-dt(0.001, 0.1)",
        "mamba-dt(0) | a time step must be a positive finite number: 0.0; Mamba's are 0.001 to 0.1",
        "mup-output(0) | a base fan-in must be a positive finite number: 0.0; give the tuned"
            + " network's",
      })
  void saysWhatIsWrongWithNumbers(String name, String message) {
    assertMessage(message, name);
  }

  private static void assertMessage(String message, String name) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Rules.named(name)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "normal, NORMAL",
    "Gaussian, NORMAL",
    "truncated-normal, TRUNCATED_NORMAL",
    "truncated_normal, TRUNCATED_NORMAL",
    "UNIFORM, UNIFORM",
  })
  void distributionsHaveNames(String name, Distribution distribution) {
    assertSame(distribution, Distribution.named(name));
    assertSame(distribution, Distribution.named(distribution.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "in, IN",
    "fan_in, IN",
    "out, OUT",
    "average, AVERAGE",
    "AVG, AVERAGE",
    "geo-avg, GEOMETRIC"
  })
  void fanModesHaveNames(String name, FanMode mode) {
    assertSame(mode, FanMode.named(name));
    assertSame(mode, FanMode.named(mode.toString()));
  }

  @Test
  void saysWhichNamesThereAre() {
    assertEquals(
        "a distribution must be one of normal, truncated-normal, uniform: \"unifrm\"; did you mean"
            + " uniform?",
        assertThrows(IllegalArgumentException.class, () -> Distribution.named("unifrm"))
            .getMessage());
    assertEquals(
        "a fan mode must be one of in, out, average, geometric: \"both\"; choose one of these",
        assertThrows(IllegalArgumentException.class, () -> FanMode.named("both")).getMessage());
  }
}
