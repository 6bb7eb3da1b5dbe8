package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulebookTest {

  private static Rulebook.Entry entry(String name, String start, Kind... kinds) {
    return new Rulebook.Entry(
        name,
        List.of(kinds),
        Start.of(start),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "*, a.weight, true",
    "*.weight, a.weight, true",
    "*.weight, weight, false",
    "*weight, weight, true",
    "a.?.weight, a.1.weight, true",
    "a.?.weight, a.10.weight, false",
    "a.*.weight, a..weight, true",
    "a.weight, aXweight, false", // a dot is a dot
    "a[1].weight, a[1].weight, true",
    "a[1].weight, a1.weight, false",
    "a\\E.*, a\\E.b, true",
    "head, head.weight, false",
    "HEAD*, head.weight, false",
    "größe.*, größe.weight, true",
  })
  void patternsAreOnTheWholeName(String pattern, String name, boolean matches) {
    assertEquals(matches, entry(pattern, "he").matches(name, Kind.DENSE));
  }

  @Test
  void kindsAndNamesMustBothMatch() {
    Rulebook.Entry both = entry("a.*", "he", Kind.DENSE, Kind.CONVOLUTION);
    assertTrue(both.matches("a.w", Kind.DENSE));
    assertTrue(both.matches("a.w", Kind.CONVOLUTION));
    assertFalse(both.matches("a.w", Kind.BIAS));
    assertFalse(both.matches("b.w", Kind.DENSE));
    assertTrue(entry("", "he", Kind.BIAS).matches("anything", Kind.BIAS));
    assertEquals("\"a.*\", kind dense or convolution", both.toString());
    assertEquals("kind bias", entry("", "he", Kind.BIAS).toString());
    assertEquals("\"a\"", entry("a", "he").toString());
  }

  /** What every kind starts with where no entry matches. */
  @ParameterizedTest
  @CsvSource({
    "DENSE, he*2, before tanh",
    "CONVOLUTION, he*2, before tanh",
    "EMBEDDING, he*2, before tanh",
    "RECURRENT, he*2, before tanh",
    "MULTIPLICATION, he*2, before tanh",
    "SCALE, ones*1, leaves values alone",
    "SHIFT, zeros*1, leaves values alone",
    "SLOPE, constant(0.25)*1, He et al. 2015",
    "BIAS, zeros*1, bias variance 0",
    "GATE_BIAS, zeros*1, bias variance 0",
  })
  void everyKindHasItsDefault(Kind kind, String rule, String why) {
    Assignment assignment = Start.of("he*2").assign("p", kind, Activations.TANH);
    assertEquals(rule, assignment.rule() + "*" + Arguments.text(assignment.multiplier()));
    assertEquals(why, assignment.why());
    assertEquals(List.of(), assignment.matches());
    assertEquals("p", assignment.parameter());
    assertEquals(kind, assignment.kind());
    Start expected = Start.of(rule);
    assertEquals(expected.weights(Activations.TANH), assignment.initializer());
  }

  static Stream<Kind> kinds() {
    return Stream.of(Kind.values());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void defaultsCanBeDrawnForEveryShapeOfTheirKind(Kind kind) {
    Initializer initializer =
        Start.of("auto").withBiasVariance(0.25).assign("p", kind, Activations.RELU).initializer();
    for (WeightShape shape : Samples.shapes(kind)) {
      for (Part part : shape.parts()) {
        double variance = initializer.variance(part);
        assertEquals(kind == Kind.BIAS || kind == Kind.GATE_BIAS, variance == 0.25);
      }
    }
  }

  @Test
  void biasVariancesAreNormal() {
    Assignment assignment =
        Start.of("he").withBiasVariance(0.25).assign("b", Kind.BIAS, Activations.TANH);
    assertEquals(new FixedNormal(0.5), assignment.initializer());
    assertEquals("normal(0.5)", assignment.rule());
    assertEquals("bias variance 0.25", assignment.why());
    assertEquals(
        new FixedNormal(1e-3),
        Start.of("he").withBiasVariance(1e-6).assign("b", Kind.GATE_BIAS, null).initializer());
  }

  @Test
  void theFirstEntryThatMatchesDecides() {
    Rulebook.Entry head = entry("head.*", "lecun*0.5");
    Rulebook.Entry all = entry("*", "orthogonal");
    Rulebook.Entry biases = entry("", "constant(0.1)", Kind.BIAS);
    Start start =
        Start.of("he")
            .withFan(FanMode.OUT)
            .withDistribution(Distribution.UNIFORM)
            .withMultiplier(3)
            .withRulebook(new Rulebook(List.of(head, biases, all)));
    Assignment weight = start.assign("head.weight", Kind.DENSE, Activations.RELU);
    // fan and distribution are the start's; rule and multiplier are the entry's own
    assertEquals(
        new VarianceScaling(1, FanMode.OUT, Distribution.UNIFORM, 0.5), weight.initializer());
    assertEquals("lecun", weight.rule());
    assertEquals(0.5, weight.multiplier());
    assertEquals(List.of(head, all), weight.matches());
    assertEquals("entry 1, \"head.*\", before relu", weight.why());

    Assignment bias = start.assign("body.bias", Kind.BIAS, Activations.RELU);
    assertEquals(new Constant(0.1), bias.initializer());
    assertEquals("entry 2, kind bias", bias.why());
    assertEquals(
        new Orthogonal(1), start.assign("body.weight", Kind.DENSE, Activations.RELU).initializer());
  }

  @Test
  void anEntryMaySayWhatFollowsAndWhatToDivideBy() {
    Gains swiglu = Gains.named("swiglu");
    Rulebook.Entry entry =
        new Rulebook.Entry(
            "*",
            List.of(),
            Start.of("auto"),
            Optional.of(swiglu),
            Optional.of(FanMode.AVERAGE),
            Optional.of(Distribution.TRUNCATED_NORMAL));
    Assignment assignment =
        Start.of("he")
            .withRulebook(new Rulebook(List.of(entry)))
            .assign("up.weight", Kind.DENSE, Activations.RELU);
    assertEquals(
        new VarianceScaling(
            swiglu.forwardVariance(),
            swiglu.backwardVariance(),
            FanMode.AVERAGE,
            Distribution.TRUNCATED_NORMAL,
            1),
        assignment.initializer());
    assertEquals("entry 1, \"*\", before swiglu", assignment.why());
  }

  @Test
  void anEntryNeedsANameOrAKind() {
    assertEquals(
        "an entry of a rule file needs a name or a kind: rule he*4; write name: \"*\" for all"
            + " parameters",
        assertThrows(IllegalArgumentException.class, () -> entry("", "he*4")).getMessage());
  }

  @Test
  void everyPatternMustMatchAParameter() {
    Rulebook rulebook =
        new Rulebook(List.of(entry("dense*", "he"), entry("haed.*", "zeros", Kind.DENSE)));
    assertUnmatched(
        rulebook,
        2,
        "every pattern must match a parameter: entry 2, \"haed.*\", kind dense, matches none of"
            + " dense0.weight (dense), dense1.weight (dense); correct or remove it");
    assertUnmatched(
        rulebook,
        7,
        "every pattern must match a parameter: entry 2, \"haed.*\", kind dense, matches none of"
            + " dense0.weight (dense), dense1.weight (dense), dense2.weight (dense), dense3.weight"
            + " (dense) and 3 more; correct or remove it");
    new Rulebook(List.of(entry("dense*", "he"))).requireEveryEntryMatches(assigned(rulebook, 3));
    Rulebook.EMPTY.requireEveryEntryMatches(List.of());
  }

  /** An entry that is never the first to match is not in vain: the plan shows it. */
  @Test
  void anEntryBehindAnotherStillMatches() {
    Rulebook rulebook = new Rulebook(List.of(entry("*", "he"), entry("dense*", "zeros")));
    rulebook.requireEveryEntryMatches(assigned(rulebook, 2));
  }

  private static List<Assignment> assigned(Rulebook rulebook, int count) {
    Start start = Start.of("he").withRulebook(rulebook);
    return IntStream.range(0, count)
        .mapToObj(i -> start.assign("dense" + i + ".weight", Kind.DENSE, Activations.RELU))
        .toList();
  }

  private static void assertUnmatched(Rulebook rulebook, int count, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> rulebook.requireEveryEntryMatches(assigned(rulebook, count)))
            .getMessage());
  }
}
