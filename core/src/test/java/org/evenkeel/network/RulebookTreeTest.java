package org.evenkeel.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.activation.Gains;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulebookTreeTest {

  private static Map<String, Object> rules(Object... entries) {
    return Map.of("rules", List.of(entries));
  }

  @Test
  void everyKeyIsRead() {
    Rulebook rulebook =
        RulebookTree.read(
            rules(
                Map.of("name", "head.*", "kind", "dense", "rule", "mup-output(256)"),
                Map.of("kind", List.of("recurrent", "input-gates"), "rule", "orthogonal"),
                Map.of(
                    "name",
                    "*.weight",
                    "rule",
                    "auto*2",
                    "activation",
                    "swiglu",
                    "distribution",
                    "truncated-normal",
                    "fan",
                    "average")));
    assertEquals(
        List.of(
            new Rulebook.Entry(
                "head.*",
                List.of(Kind.DENSE),
                Start.of("mup-output(256)"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new Rulebook.Entry(
                "",
                List.of(Kind.RECURRENT, Kind.INPUT_GATES),
                Start.of("orthogonal"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new Rulebook.Entry(
                "*.weight",
                List.of(),
                Start.of("auto*2"),
                Optional.of(Gains.named("swiglu")),
                Optional.of(FanMode.AVERAGE),
                Optional.of(Distribution.TRUNCATED_NORMAL))),
        rulebook.entries());
  }

  /** {@code activation:} without a value is as if the line were not there. */
  @Test
  void anEmptyValueIsNone() {
    Map<String, Object> entry = new HashMap<>(Map.of("name", "*", "rule", "he"));
    entry.put("activation", null);
    entry.put("kind", null);
    assertEquals(
        RulebookTree.read(rules(Map.of("name", "*", "rule", "he"))),
        RulebookTree.read(rules(entry)));
  }

  static Stream<Arguments> bad() {
    String none =
        "a rule file needs a list of rules; write for example rules: [{name: \"*.weight\", rule:"
            + " he}]";
    String known = "; known are activation, distribution, fan, inputs, kind, name, rule";
    return Stream.of(
        Arguments.of(null, none),
        Arguments.of(Map.of(), none),
        Arguments.of(Map.of("rules", List.of()), none),
        Arguments.of(Map.of("rules", "he"), none),
        Arguments.of(List.of(1), "rule file must be a map of names to values: [1]"),
        Arguments.of(
            Map.of("rules", List.of(Map.of("name", "*", "rule", "he")), "seed", 3),
            "rule file: unknown key 'seed'; known are rules"),
        Arguments.of(rules("he"), "rules[0] must be a map of names to values: he"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he"), Map.of("nme", "*", "rule", "he")),
            "rules[1]: unknown key 'nme'" + known),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he", "multiplier", 2)),
            "rules[0]: unknown key 'multiplier'" + known),
        Arguments.of(rules(Map.of("name", "*")), "rules[0] needs 'rule', a word"),
        Arguments.of(rules(Map.of()), "rules[0] needs 'rule', a word"),
        Arguments.of(rules(Map.of("name", "*", "rule", 2)), "rules[0]: 'rule' must be a word: 2"),
        Arguments.of(rules(Map.of("name", 7, "rule", "he")), "rules[0]: 'name' must be a word: 7"),
        Arguments.of(
            rules(Map.of("name", " ", "rule", "he")), "rules[0]: 'name' must be a word:  "),
        Arguments.of(
            rules(Map.of("rule", "he*4")),
            "rules[0]: an entry of a rule file needs a name or a kind: rule he*4; write name: \"*\""
                + " for all parameters"),
        Arguments.of(
            rules(Map.of("kind", List.of(), "rule", "he")),
            "rules[0]: an entry of a rule file needs a name or a kind: rule he; write name: \"*\""
                + " for all parameters"),
        Arguments.of(
            rules(Map.of("kind", "densee", "rule", "he")),
            "rules[0]: a kind must be one of dense, convolution, transposed-convolution, embedding,"
                + " input-gates, recurrent, fused, experts, multiplication, scale, shift, slope,"
                + " bias, gate-bias: \"densee\"; did you mean dense?"),
        Arguments.of(
            rules(Map.of("kind", List.of("dense", 3), "rule", "he")),
            "rules[0]: 'kind' must be a word or a list of words: [dense, 3]"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he", "activation", "rleu")),
            "rules[0]: an activation must be one of identity, relu, leaky-relu, elu, selu, gelu,"
                + " silu, mish, tanh, sigmoid, softplus, softsign, hard-tanh, erf: \"rleu\"; did you mean"
                + " relu?"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he", "fan", "both")),
            "rules[0]: a fan mode must be one of in, out, average, geometric: \"both\"; choose one"
                + " of these"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he", "distribution", "unifrm")),
            "rules[0]: a distribution must be one of normal, truncated-normal, uniform: \"unifrm\";"
                + " did you mean uniform?"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "he*-1")),
            "rules[0]: a multiplier must be a positive finite number: -1.0; as in he*4"),
        Arguments.of(
            rules(Map.of("name", "*", "rule", "normal")),
            "rules[0]: rule normal needs a number: \"normal\"; write normal(std)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(Object tree, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> RulebookTree.read(tree)).getMessage());
  }
}
