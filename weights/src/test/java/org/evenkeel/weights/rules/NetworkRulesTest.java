package org.evenkeel.weights.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Remedies;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.Verdict;
import org.evenkeel.signal.Verdict.State;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The starts that trained the built-in architectures, and faults planted in them. */
class NetworkRulesTest {

  private static final String LLAMA_1B =
      "llama(layers=22,width=2048,heads=32,key-heads=4,inner=5632)";

  private static Network network(String text) {
    return Architectures.named(text.equals("llama-1b") ? LLAMA_1B : text);
  }

  private static Verdict verdict(Network network, Rulebook rulebook) {
    Start start = Start.of("auto").withRulebook(rulebook);
    return Remedies.advise(network, start, Forecast.of(network, start, InputSignal.STANDARDIZED))
        .verdict();
  }

  /** Each trained its architecture in the field. */
  @ParameterizedTest
  @CsvSource({
    "gpt2, gpt2",
    "llama-1b, llama",
    "bert, bert",
    "vit, vit-hf",
    "vit(names=timm), vit-timm",
    "resnet50, resnet-torchvision",
    "vgg16, vgg-torchvision"
  })
  void theStartThatTrainedAnArchitectureIsHealthy(String text, String preset) {
    Network network = network(text);
    TensorRules rules = RuleFile.named(preset);
    Rulebook rulebook = NetworkRules.of(rules, network);
    Verdict verdict = verdict(network, rulebook);
    assertEquals(State.HEALTHY, verdict.state(), verdict.cause().toString());
    assertNull(verdict.remedy());
    Start start = Start.of("auto").withRulebook(rulebook);
    for (Network.Parameter parameter : network.parameters()) {
      Tensor tensor = new Tensor(parameter.name(), DType.F32, parameter.shape().dimensions());
      List<Tensor> all =
          network.parameters().stream()
              .map(one -> new Tensor(one.name(), DType.F32, one.shape().dimensions()))
              .toList();
      RuledTensor ruled = rules.assign(all, List.of(tensor), true).ruled().get(0);
      double drawn = unpadded(parameter.assigned(start).initializer()).variance(parameter.shape());
      double variance = unpadded(ruled.initializer()).variance(ruled.shape());
      assertEquals(variance, drawn, 1e-9 * variance, parameter.name());
    }
  }

  private static Initializer unpadded(Initializer initializer) {
    return initializer instanceof Embedding padded ? padded.others() : initializer;
  }

  /**
   * Faults in networks that are healthy without them, each found in its layer: a table of variance
   * 1 that is also the head, queries and keys without the division by √d, gates that are shut,
   * query and key or value and output weights that are both 0, units that are copies or off, and a
   * head of variance 1. Where attention collapses, values go around it: twelve epochs of six Llama
   * blocks of width 64 on 3,200 sequences (does the first token occur again?) bring the training
   * loss to 0.52 with queries of variance 64, and to 0.005 with 1. Through 12 blocks or more the
   * gradient explodes on top: in gpt2, with 64 positions of a text, {@code check} measures a growth
   * by 10¹³, and calls it saturated too.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2     | transformer.wte.weight = normal(1)                  | SLOW       | lm_head
          llama-1b | *.q_proj.weight = normal(0.02)*64                   | SATURATED  | model.layers.0.self_attn.q_proj
          gpt2     | *.c_attn.weight = normal(0.02)*64                   | SATURATED  | transformer.h.0.attn.c_attn
          llama-1b | *.7.*.q_proj.weight = zeros; *.7.*.k_proj.weight = zeros | SYMMETRIC | model.layers.7.self_attn.q_proj
          llama-1b | *.3.*.v_proj.weight = zeros; *.3.*.o_proj.weight = zeros | SYMMETRIC | model.layers.3.self_attn.v_proj
          gpt2     | *.5.mlp.c_*.weight = zeros                          | SYMMETRIC  | transformer.h.5.mlp.c_fc
          gpt2     | *.5.mlp.c_*.weight = constant(0.02)                 | SYMMETRIC  | transformer.h.5.mlp.c_fc
          gpt2(activation=relu) | *.5.mlp.c_fc.bias = constant(-30)      | VANISHING  | transformer.h.5.mlp.c_fc
          llama-1b | lm_head.weight = normal(1)                          | SLOW       | lm_head
          llama(layers=6,width=64,heads=4,inner=128,activation=sigmoid,bias=true) | *gate_proj.bias = constant(-12) | SLOW | model.layers.0.mlp.gate_proj
          """)
  void aPlantedFaultIsFoundInItsLayer(String text, String faults, State state, String layer) {
    Network network = network(text);
    Rulebook preset =
        NetworkRules.of(RuleFile.named(text.substring(0, 4).replace("llam", "llama")), network);
    assertEquals(State.HEALTHY, verdict(network, preset).state());
    List<Map<String, String>> rules = new ArrayList<>();
    for (String fault : faults.split(";", -1)) {
      String[] pair = fault.split("=", -1);
      rules.add(Map.of("name", pair[0].strip(), "rule", pair[1].strip()));
    }
    List<Rulebook.Entry> entries =
        new ArrayList<>(RulebookTree.read(Map.of("rules", rules)).entries());
    preset.entries().stream()
        .filter(one -> rules.stream().noneMatch(rule -> one.name().equals(rule.get("name"))))
        .forEach(entries::add);
    Verdict verdict = verdict(network, new Rulebook(entries));
    assertEquals(state + " " + layer, verdict.state() + " " + verdict.layer(), verdict.toString());
  }

  /**
   * Branches times 4 in 24 blocks of width 32: without normalization the signal explodes in the
   * third. With it before each branch the network trains: six epochs of Adam at 0.0005 on 2,000
   * sequences of brackets ended at an accuracy of 67 %, and at 57 % with branches times 1.
   */
  @ParameterizedTest
  @CsvSource({"false, EXPLODING block.2.residual2.dense1", "true, HEALTHY null"})
  void largeBranchesExplodeWithoutNormalization(boolean normalized, String found) {
    List<Object> norm = normalized ? List.of(Map.of("normalization", "token")) : List.of();
    List<Object> attention = new ArrayList<>(norm);
    attention.addAll(List.of(Map.of("attention", 4), Map.of("layer-scale", 4)));
    List<Object> dense = new ArrayList<>(norm);
    dense.addAll(
        List.of(
            Map.of("dense", 128),
            Map.of("activation", "gelu"),
            Map.of("dense", 32),
            Map.of("layer-scale", 4)));
    List<Object> block =
        List.of(
            Map.of("residual", Map.of("branch", attention)),
            Map.of("residual", Map.of("branch", dense)));
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                16,
                "layers",
                List.of(
                    Map.of("embedding", Map.of("vocabulary", 16, "units", 32)),
                    Map.of("positions", "learned"),
                    Map.of("repeat", Map.of("times", 24, "name", "block", "layers", block)),
                    Map.of("normalization", "token"),
                    Map.of("token", "last"),
                    Map.of("dense", 4))));
    Verdict verdict = verdict(network, Rulebook.EMPTY);
    assertEquals(found, verdict.state() + " " + verdict.layer(), verdict.toString());
  }

  /** A tied head makes a table of variance 1 too large; what is proposed is small, and healthy. */
  @ParameterizedTest
  @CsvSource({"gpt2, small-init(768)", "bert, small-init(768)"})
  void aTiedHeadHasARemedy(String text, String rule) {
    Network network = network(text);
    Verdict verdict = verdict(network, Rulebook.EMPTY);
    assertEquals(State.SLOW, verdict.state());
    assertTrue(verdict.remedy().toString().contains(rule), verdict.remedy().toString());
  }

  @Test
  void aPresetOfAnotherLibraryIsRefused() {
    Network network = network("gpt2(layers=1)");
    TensorRules bert = RuleFile.named("bert");
    assertEquals(
        "bert has no rule for transformer.wte.weight, transformer.wpe.weight,"
            + " transformer.h.0.ln_1.weight and 6 more of this network; its rules are for the"
            + " names of one library's models",
        assertThrows(IllegalArgumentException.class, () -> NetworkRules.of(bert, network))
            .getMessage()
            .toLowerCase(Locale.ROOT));
  }
}
