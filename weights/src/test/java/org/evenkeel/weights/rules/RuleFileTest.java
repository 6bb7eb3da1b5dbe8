// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RuleFileTest {

  private static Tensor tensor(String name, long... shape) {
    return new Tensor(name, DType.F32, Arrays.stream(shape).boxed().toList());
  }

  private static RuledTensor only(String rules, Tensor... tensors) {
    TensorRules.Assignment assignment = RuleFile.named(rules).assign(List.of(tensors));
    return assignment.require(rules).get(0);
  }

  @ParameterizedTest
  @FieldSource("org.evenkeel.weights.rules.RuleFile#PRESETS")
  void aPresetIsReadAndNamesItsSource(String preset) {
    TensorRules rules = RuleFile.named(preset);
    assertFalse(rules.source().isBlank());
    assertTrue(RuleFile.text(preset).lines().allMatch(line -> line.length() < 200));
  }

  @Test
  void depthAndLayoutFollowFromNames() {
    RuledTensor last =
        only(
            "gpt2",
            tensor("h.2.mlp.c_proj.weight", 256, 64),
            tensor("h.7.attn.c_proj.weight", 64, 64));
    assertEquals("normal(0.005)", last.rule()); // 0.02/√16
    assertEquals(new Fans(256, 64), last.shape().fans());
    RuledTensor fused = only("gpt2", tensor("transformer.h.0.attn.c_attn.weight", 64, 192));
    assertEquals(Kind.FUSED, fused.shape().kind());
    assertEquals(new Fans(64, 64), fused.shape().fans());
    assertEquals(
        "normal(0.0015)", only("gpt2(std=0.006, L=8)", tensor("h.1.c_proj.weight", 4, 4)).rule());
  }

  @Test
  void biasesTakeTheFanOfTheirWeight() {
    RuledTensor bias = only("pytorch", tensor("fc.bias", 10), tensor("fc.weight", 10, 400));
    assertEquals("uniform(-0.05, 0.05)", bias.rule());
    TensorRules rules = RuleFile.named("pytorch");
    List<Tensor> alone = List.of(tensor("fc.bias", 10));
    String message =
        assertThrows(IllegalArgumentException.class, () -> rules.assign(alone)).getMessage();
    assertTrue(message.contains("'fc.bias'") && message.contains("'n_in' is not known"), message);
  }

  @Test
  void tiedTensorsAreWrittenOnceAndBuffersAreLeftOut() {
    List<Tensor> tensors =
        List.of(
            tensor("lm_head.weight", 100, 64),
            tensor("transformer.wte.weight", 100, 64),
            tensor("transformer.h.0.attn.bias", 1, 1, 8, 8));
    TensorRules.Assignment listed = RuleFile.named("gpt2").assign(tensors);
    assertEquals(1, listed.ruled().size());
    assertEquals(
        Map.of(
            "lm_head.weight", "a copy of transformer.wte.weight",
            "transformer.h.0.attn.bias", "a buffer that the model makes itself"),
        listed.omitted());
    assertEquals(2, RuleFile.named("gpt2").assign(tensors, tensors, false).ruled().size());
  }

  @Test
  void whatNoEntryMatchesIsNamed() {
    TensorRules.Assignment assignment =
        RuleFile.named("gpt2")
            .assign(List.of(tensor("h.0.mystery", 3), tensor("h.0.ln_1.weight", 3)));
    assertEquals(List.of(tensor("h.0.mystery", 3)), assignment.unknown());
    String message =
        assertThrows(IllegalArgumentException.class, () -> assignment.require("gpt2")).getMessage();
    assertTrue(message.contains("'h.0.mystery' F32 [3]"), message);
  }

  @Test
  void theLastNormalizationOfABranchIsTheOneWithoutAnother() {
    Tensor[] bottleneck = {tensor("layer1.0.bn2.weight", 8), tensor("layer1.0.bn3.weight", 8)};
    assertEquals("ones", only("resnet-timm", bottleneck).rule());
    assertEquals("constant(0)", only("resnet-timm", bottleneck[0]).rule());
    assertEquals("constant(1)", only("resnet-timm(zero_init_last=0)", bottleneck[0]).rule());
    assertEquals("constant(1)", only("resnet-torchvision", bottleneck[0]).rule());
    assertEquals(
        "constant(0)", only("resnet-torchvision(zero_init_residual=1)", bottleneck[0]).rule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [] | needs a list of rules",
        "rules: [{name: a, rule: he}] | needs the kind",
        "rules: [{kind: dense, rule: he}] | needs a name and a rule",
        "rules: [{name: a, kind: dense}] | needs a name and a rule",
        "rules: [{name: a, kind: danse, rule: he}] | did you mean dense?",
        "rules: [{name: a, kind: dense, rule: he, x: 1}] | unknown key 'x'",
        "rules: [{name: a, kind: fused, rule: he}] | needs its parts",
        "rules: [{name: a, kind: dense, rule: he, inputs: second}] | first or last",
        "rules: [{name: a, kind: dense, rule: he, groups: 0}] | at least 1",
        "rules: [{name: a, kind: dense, rule: he, padding: -1}] | at least 0",
        "'rules: [{name: a' | not YAML",
        "rules: 7 | needs a list of rules",
        "7 | must be a map",
        "'{rules: [{name: a, kind: dense, rule: he}], y: 2}' | unknown key 'y'"
      })
  void aMalformedFileIsRefused(String text, String message) {
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> RuleFile.parse("f.yaml", text))
            .getMessage();
    assertTrue(refusal.startsWith("f.yaml") && refusal.contains(message), refusal);
    assertEquals(1, refusal.lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dense, rule: hee | did you mean he?",
        "dense, rule: 'normal(0.02/L)' | no number of a block",
        "dense, rule: 'normal(x)' | 'x' is not known here; known are dim0, dim1, n_in, n_out",
        "dense, rule: 'normal(1/0)' | Infinity",
        "dense, rule: 'normal((1)' | must be closed",
        "dense, rule: 'normal(1 2)' | unexpected '2'",
        "dense, rule: 'normal(log(2))' | unknown function 'log'",
        "dense, rule: 'normal(1)x' | a name, numbers in parentheses",
        "convolution, rule: he | needs 3 to 5 axes",
        "experts, rule: he | needs 3 axes",
        "recurrent, rule: he | needs its gates",
        "'fused, parts: [a, b, c], rule: he' | 5 outputs cannot be divided into 3 parts",
        "bias, rule: he | a rule needs fans",
        "dense, rule: djl | library",
        "dense, rule: 'forget-bias' | forget-bias needs"
      })
  void aRuleThatCannotDrawItsTensorIsNamedWithIt(String entry, String message) {
    TensorRules rules = RuleFile.parse("f.yaml", "rules: [{name: a.weight, kind: " + entry + "}]");
    List<Tensor> tensors = List.of(tensor("a.weight", 5, 4));
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> rules.assign(tensors)).getMessage();
    assertTrue(refusal.startsWith("'a.weight' F32 [5, 4] by entry 1"), refusal);
    assertTrue(refusal.contains(message), refusal);
  }

  /** Numbers are those of YAML 1.2, as in other files: 010 is ten, 1e-3 a number. */
  @Test
  void numbersAreDecimal() {
    TensorRules rules =
        RuleFile.parse(
            "f.yaml",
            "{parameters: {x: 1e-3, y: 010}, rules: [{name: w, kind: embedding, rule: normal(x*y), padding: 010}]}");
    assertEquals(Map.of("x", 1e-3, "y", 10.0), rules.parameters());
    assertEquals("10", rules.entries().get(0).padding());
    assertEquals(
        "normal(0.01)", rules.assign(List.of(tensor("w", 20, 4))).require("f.yaml").get(0).rule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1+2*3 | 7",
        "(1+2)*3 | 9",
        "-2^2 | -4",
        "2^-1 | 0.5",
        "8/2/2 | 2",
        "7-2-1 | 4",
        "1.5e-3*2 | 0.003",
        "1E+2 | 100",
        "sqrt(2*L)*min(l, 3) | 12",
        "max(1, -n_in) | 1"
      })
  void expressionsAreArithmetic(String text, double value) {
    Map<String, Double> variables = Map.of("L", 8.0, "l", 5.0, "n_in", 100.0);
    assertEquals(value, Expression.evaluate(text, variables), 1e-15);
  }
}
