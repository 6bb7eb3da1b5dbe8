// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitecturesTest {

  private static long size(Network network) {
    return network.parameters().stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  /**
   * The sizes that the libraries give: {@code sum(p.numel() for p in model.parameters())} of
   * transformers' GPT2LMHeadModel, LlamaForCausalLM (7B, and TinyLlama 1.1B), BertForMaskedLM and
   * ViTForImageClassification with their configurations, of timm's vit_base_patch16_224, of
   * torchvision's resnet50 and vgg16, of milesial's UNet(3, 2), and of PyTorch's Embedding, LSTM
   * and Linear.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2                                                        |   124439808
          gpt2(layers=24,width=1024)                                  |   354823168
          gpt2(layers=12,width=768,classes=2)                         |   124441344
          llama                                                       |  6738415616
          llama(layers=22,width=2048,heads=32,key-heads=4,inner=5632) |  1100048384
          bert                                                        |   109514298
          bert(classes=2)                                             |   109483778
          vit                                                         |    86567656
          vit(names=timm)                                             |    86567656
          resnet50                                                    |    25557032
          vgg16                                                       |   138357544
          unet                                                        |    31037698
          lstm-classifier                                             |     1675778
          lstm-classifier(layers=2,bidirectional=true)                |     3648514
          """)
  void architecturesHaveTheSizesOfTheirLibraries(String text, long parameters) {
    assertEquals(parameters, size(Architectures.named(text)));
  }

  private static String parameters(String text) {
    return Architectures.named(text).parameters().stream()
        .map(parameter -> parameter.name() + " " + parameter.shape().dimensions())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aBlockOfGpt2HasOneMatrixForQueryKeyAndValue() {
    assertEquals(
        """
        transformer.wte.weight [11, 8]
        transformer.wpe.weight [6, 8]
        transformer.h.0.ln_1.weight [8]
        transformer.h.0.ln_1.bias [8]
        transformer.h.0.attn.c_attn.weight [8, 24]
        transformer.h.0.attn.c_attn.bias [24]
        transformer.h.0.attn.c_proj.weight [8, 8]
        transformer.h.0.attn.c_proj.bias [8]
        transformer.h.0.ln_2.weight [8]
        transformer.h.0.ln_2.bias [8]
        transformer.h.0.mlp.c_fc.weight [8, 32]
        transformer.h.0.mlp.c_fc.bias [32]
        transformer.h.0.mlp.c_proj.weight [32, 8]
        transformer.h.0.mlp.c_proj.bias [8]
        transformer.ln_f.weight [8]
        transformer.ln_f.bias [8]""",
        parameters("gpt2(layers=1,width=8,heads=2,vocabulary=11,positions=6)"));
  }

  @Test
  void aBlockOfLlamaSharesKeysAndHasNoBiases() {
    assertEquals(
        """
        model.embed_tokens.weight [11, 8]
        model.layers.0.input_layernorm.weight [8]
        model.layers.0.self_attn.q_proj.weight [8, 8]
        model.layers.0.self_attn.k_proj.weight [4, 8]
        model.layers.0.self_attn.v_proj.weight [4, 8]
        model.layers.0.self_attn.o_proj.weight [8, 8]
        model.layers.0.post_attention_layernorm.weight [8]
        model.layers.0.mlp.gate_proj.weight [12, 8]
        model.layers.0.mlp.up_proj.weight [12, 8]
        model.layers.0.mlp.down_proj.weight [8, 12]
        model.norm.weight [8]
        score.weight [3, 8]""",
        parameters("llama(layers=1,width=8,heads=4,key-heads=2,inner=12,vocabulary=11,classes=3)"));
  }

  private static Map<String, Object> gpt2Config() {
    Map<String, Object> config = new HashMap<>();
    config.put("model_type", "gpt2");
    config.put("architectures", List.of("GPT2LMHeadModel"));
    config.put("n_layer", 2);
    config.put("n_embd", 16);
    config.put("n_head", 4);
    config.put("n_inner", null);
    config.put("n_positions", 32);
    config.put("vocab_size", 50);
    config.put("activation_function", "gelu_new");
    config.put("resid_pdrop", 0.0);
    config.put("initializer_range", 0.02);
    return config;
  }

  @Test
  void aConfigurationGivesTheSizes() {
    assertEquals(
        Architectures.named("gpt2(layers=2,width=16,heads=4,positions=32,vocabulary=50,dropout=0)"),
        Architectures.read(gpt2Config()));
    Map<String, Object> classifier = gpt2Config();
    classifier.put("architectures", List.of("GPT2ForSequenceClassification"));
    classifier.put("id2label", Map.of("0", "a", "1", "b", "2", "c"));
    assertEquals(List.of(3), List.of(Architectures.read(classifier).outputShape()[0]));
  }

  /** What a configuration of Mixtral leaves out is that of its 8x7B model. */
  @Test
  void aConfigurationOfMixtralIsLlamaWithExperts() {
    Map<String, Object> config =
        Map.of(
            "model_type", "mixtral",
            "architectures", List.of("MixtralForCausalLM"),
            "num_hidden_layers", 2,
            "hidden_size", 64,
            "num_attention_heads", 16,
            "vocab_size", 50,
            "num_experts_per_tok", 2);
    Network expected =
        Architectures.named(
            "llama(layers=2,width=64,heads=16,key-heads=8,inner=14336,vocabulary=50,rotary=1e6,experts=8)");
    assertEquals(expected, Architectures.read(config));
  }

  /** Wrong names, sizes and configurations, each told in one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt3                            | unknown architecture 'gpt3'; known are gpt2, llama, mixtral, bert, vit, resnet50, vgg16, unet, lstm-classifier
          gpt2(layers=12                  | end with a parenthesis
          gpt2(layers)                    | a size of an architecture is a name and a value: 'layers'
          gpt2(layers=1,layers=2)         | a size must be given once: 'layers'
          gpt2(layers=few)                | gpt2: 'layers' must be a whole number: few
          gpt2(depth=12)                  | gpt2: unknown key 'depth'; known are activation, classes, dropout
          gpt2(layers=0)                  | layers of gpt2 must be from 1 to 100,000: 0
          gpt2(width=768,heads=7)         | heads must divide the width: 7 for 768
          gpt2(vocabulary=0)              | vocabulary of gpt2 must be from 1 to 1,000,000: 0
          gpt2(positions=10,tokens=11)    | positions must be at least as many as tokens
          gpt2(dropout=1)                 | a dropout rate must be at least 0 and below 1
          gpt2(activation=gelo)           | gelo
          gpt2(width=100000000)           | width of gpt2 must be from 1 to 1,000,000: 100000000
          llama(heads=999999,head-size=9999) | must have fewer than 2^31 units: 999999 times 9999
          llama(heads=32,key-heads=5)     | key-heads must divide the heads of attention
          llama(width=96,heads=32)        | rotary positions need a base above 1 and heads of even size
          bert(padding=99999999)          | padding must be a token of the vocabulary
          vit(patch=15)                   | patch must divide the image: 15 for 224
          vit(names=keras)                | one of transformers, timm: keras
          vgg16(image=100)                | 32 must divide the image: 32 for 100
          """)
  void wrongSizesAreToldInOneLine(String text, String message) {
    String told =
        assertThrows(IllegalArgumentException.class, () -> Architectures.named(text)).getMessage();
    assertTrue(told.contains(message), told);
    assertEquals(1, told.lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model_type          | t5               | model_type 't5' is not known; known are gpt2, llama, mixtral, bert, vit
          model_type          | mamba            | model_type 'mamba' is not known; known are gpt2, llama, mixtral, bert, vit
          architectures       | GPT2Model        | must name one of GPT2ForSequenceClassification, GPT2LMHeadModel: GPT2Model
          n_head              | 3                | heads must divide the width: 3 for 16
          vocab_size          | 0                | vocabulary of gpt2 must be from 1 to 1,000,000: 0
          n_layer             | many             | 'layers' must be a whole number: many
          n_layer             |                  | a configuration of gpt2 needs 'n_layer', a whole number
          vocab_size          |                  | a configuration of gpt2 needs 'vocab_size', a whole number
          model_type          |                  | a model's configuration needs a model_type, one of gpt2, llama, mixtral, bert, vit: it has
          n_embd              | "16"             | gpt2: 'width' must be a whole number: "16"; omit the quotes
          n_embd              | 99999999999      | gpt2: 'width' must be a whole number below 2^31: 99999999999
          activation_function | quick_gelu       | quick_gelu
          add_cross_attention | true             | add_cross_attention must be false in a configuration of gpt2: true
          """)
  void wrongConfigurationsAreToldInOneLine(String key, String value, String message) {
    Map<String, Object> config = gpt2Config();
    Object wrong =
        switch (key) {
          case "architectures" -> List.of(value);
          case "add_cross_attention" -> Boolean.valueOf(value);
          default -> value(value);
        };
    config.put(key, wrong);
    config.values().removeIf(Objects::isNull);
    String told =
        assertThrows(IllegalArgumentException.class, () -> Architectures.read(config)).getMessage();
    assertTrue(told.contains(message), told);
    assertEquals(1, told.lines().count());
  }

  /** A value as files have it; null where the key is missing. */
  private static @Nullable Object value(@Nullable String text) {
    if (text == null || !text.matches("[0-9]+")) {
      return text == null ? null : text.replace("\"", "");
    }
    return text.length() < 10 ? (Object) Integer.valueOf(text) : (Object) Long.valueOf(text);
  }

  /** Each architecture is forecast: only the correlation of class tokens is not known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2(layers=2,width=64,vocabulary=100,tokens=16)
          gpt2(layers=2,width=64,vocabulary=100,tokens=16,classes=3)
          llama(layers=2,width=64,heads=4,key-heads=2,inner=128,vocabulary=100,tokens=16)
          mixtral(layers=2,width=64,heads=4,key-heads=2,inner=128,vocabulary=100,tokens=16,experts=3)
          bert(layers=2,width=64,vocabulary=100,tokens=16)
          vit(layers=2,width=64,image=16,patch=4)
          resnet50(width=8,image=64)
          vgg16(width=4,inner=32,image=32)
          """)
  void eachArchitectureIsForecast(String text) {
    for (LayerSignal layer :
        Forecast.of(Architectures.named(text), Start.of("auto"), InputSignal.STANDARDIZED)
            .layers()) {
      assertTrue(layer.forward().predicted() > 0, layer.name());
      assertTrue(layer.gradient().predicted() > 0, layer.name());
      Double correlation = layer.correlation().predicted();
      boolean first = layer.note() != null && layer.note().contains("one token");
      assertTrue(correlation == null ? first : correlation >= -0.01, layer.name());
    }
  }
}
