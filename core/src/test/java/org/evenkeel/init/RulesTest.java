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
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  static Stream<Rule> all() {
    return Rules.all().stream();
  }

  private static Rule complete(Rule rule) {
    boolean numbered = List.of("constant", "normal").contains(rule.name());
    return numbered ? Rules.named(rule.name() + "(0.5)") : rule;
  }

  @ParameterizedTest
  @MethodSource("all")
  void isFoundByEveryName(Rule rule) {
    String suffix = complete(rule).toString().substring(rule.name().length());
    Stream.concat(Stream.of(rule.name()), rule.aliases().stream())
        .forEach(
            name -> {
              assertEquals(complete(rule), Rules.named(name + suffix));
              assertEquals(complete(rule), Rules.named(name.toUpperCase(Locale.ROOT) + suffix));
            });
    assertEquals(complete(rule), Rules.named(complete(rule).toString()));
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
    Fans fans = new Fans(30, 50);
    for (Activation following : List.of(Activations.RELU, Activations.TANH)) {
      for (Distribution distribution : Distribution.values()) {
        double one =
            complete(rule).initializer(following, FanMode.IN, distribution, 1).variance(fans);
        double seven =
            complete(rule).initializer(following, FanMode.IN, distribution, 7).variance(fans);
        assertEquals(7 * one, seven, 1e-12 * one);
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> complete(rule).initializer(Activations.RELU, FanMode.IN, Distribution.NORMAL, -1));
  }

  @Test
  void namesTheOnesThereAreAndTheNearest() {
    assertMessage(
        "a rule must be one of auto, he, lecun, glorot, orthogonal, zeros, constant, normal:"
            + " \"glorit\"; did you mean glorot?",
        "glorit");
    assertMessage(
        "a rule must be one of auto, he, lecun, glorot, orthogonal, zeros, constant, normal:"
            + " \"kaimin\"; did you mean kaiming?",
        "kaimin");
    assertMessage(
        "a rule must be one of auto, he, lecun, glorot, orthogonal, zeros, constant, normal:"
            + " \"magic\"; choose one of these",
        "magic");
    assertMessage("rule normal needs a number: \"normal\"; as in normal(0.01)", "normal");
    assertMessage(
        "only constant and normal take a number: \"he(3)\"; a multiplier is written he*4", "he(3)");
    assertMessage(
        "the number of rule constant must be a number: \"x\"; as in constant(0.01)", "constant(x)");
    assertMessage(
        "a standard deviation must be a positive finite number: -1.0; 0.01 was usual",
        "normal(-1)");
    assertMessage(
        "a constant must be a finite number: NaN; 0 is usual for biases", "constant(NaN)");
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
  @CsvSource({"in, IN", "fan_in, IN", "out, OUT", "average, AVERAGE", "AVG, AVERAGE"})
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
        "a fan mode must be one of in, out, average: \"both\"; choose one of these",
        assertThrows(IllegalArgumentException.class, () -> FanMode.named("both")).getMessage());
  }
}
