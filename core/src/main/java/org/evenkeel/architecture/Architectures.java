// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.architecture.Architecture.Head;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.tree.TreeNode;

/** The table of architectures, and networks from names, configurations and lists of layers. */
public final class Architectures {

  /** The key of a configuration that names its architecture. */
  private static final String MODEL_TYPE = "model_type";

  /** What transformers calls the activations that core has under other names. */
  private static final Map<String, String> ACTIVATIONS =
      Map.of("gelu_new", "gelu", "gelu_pytorch_tanh", "gelu", "gelu_fast", "gelu");

  /**
   * The sizes that every configuration tells; others are those of the library where it does not.
   */
  private static final Set<String> REQUIRED = Set.of("layers", "width", "heads", "vocabulary");

  /** The number of keys that a message names. */
  private static final int MOST_KEYS = 4;

  private static final List<Architecture> ALL =
      List.of(
          new Architecture(
              "gpt2",
              Transformers::gpt2,
              entries(
                  "n_layer", "layers",
                  "n_embd", "width",
                  "n_head", "heads",
                  "n_inner", "inner",
                  "n_positions", "positions",
                  "vocab_size", "vocabulary",
                  "activation_function", "activation",
                  "resid_pdrop", "dropout",
                  "tie_word_embeddings", "tied"),
              Map.of("scale_attn_weights", true, "add_cross_attention", false),
              Map.of(
                  "GPT2LMHeadModel", Head.LANGUAGE,
                  "GPT2ForSequenceClassification", Head.CLASSES)),
          new Architecture(
              "llama",
              Transformers::llama,
              llama(
                  "attention_bias", "attention-bias",
                  "mlp_bias", "bias",
                  "pad_token_id", "padding"),
              Map.of(),
              Map.of(
                  "LlamaForCausalLM", Head.LANGUAGE,
                  "LlamaForSequenceClassification", Head.CLASSES)),
          new Architecture(
              "mixtral",
              Transformers::mixtral,
              llama("num_local_experts", "experts", "pad_token_id", "padding"),
              Map.of(),
              Map.of(
                  "MixtralForCausalLM", Head.LANGUAGE,
                  "MixtralForSequenceClassification", Head.CLASSES)),
          new Architecture(
              "bert",
              Transformers::bert,
              entries(
                  "num_hidden_layers", "layers",
                  "hidden_size", "width",
                  "num_attention_heads", "heads",
                  "intermediate_size", "inner",
                  "max_position_embeddings", "positions",
                  "vocab_size", "vocabulary",
                  "type_vocab_size", "segments",
                  "pad_token_id", "padding",
                  "hidden_act", "activation",
                  "hidden_dropout_prob", "dropout"),
              Map.of(
                  "position_embedding_type", "absolute",
                  "is_decoder", false,
                  "add_cross_attention", false,
                  "tie_word_embeddings", true),
              Map.of(
                  "BertForMaskedLM", Head.LANGUAGE,
                  "BertForSequenceClassification", Head.CLASSES)),
          new Architecture(
              "vit",
              Vision::vit,
              entries(
                  "num_hidden_layers", "layers",
                  "hidden_size", "width",
                  "num_attention_heads", "heads",
                  "intermediate_size", "inner",
                  "image_size", "image",
                  "patch_size", "patch",
                  "num_channels", "channels",
                  "qkv_bias", "attention-bias",
                  "hidden_act", "activation",
                  "hidden_dropout_prob", "dropout"),
              Map.of(),
              Map.of("ViTForImageClassification", Head.CLASSES)),
          Architecture.of("resnet50", Vision::resnet50),
          Architecture.of("vgg16", Vision::vgg16),
          Architecture.of("unet", Vision::unet),
          Architecture.of("lstm-classifier", Recurrents::lstmClassifier));

  private Architectures() {}

  private static Map<String, String> entries(String... keysAndValues) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return entries;
  }

  /** The keys that configurations of Llama and of its descendants share, and more. */
  private static Map<String, String> llama(String... more) {
    Map<String, String> shared =
        entries(
            "num_hidden_layers", "layers",
            "hidden_size", "width",
            "num_attention_heads", "heads",
            "num_key_value_heads", "key-heads",
            "head_dim", "head-size",
            "intermediate_size", "inner",
            "vocab_size", "vocabulary",
            "hidden_act", "activation",
            "rope_theta", "rotary",
            "tie_word_embeddings", "tied");
    shared.putAll(entries(more));
    return shared;
  }

  /** The names of all architectures. */
  public static List<String> names() {
    return ALL.stream().map(Architecture::name).toList();
  }

  /** Whether a text begins with the name of an architecture, alone or with sizes. */
  public static boolean isNamed(String text) {
    return names().contains(text.replaceFirst("\\(.*", "").strip());
  }

  /**
   * The network of a tree: an architecture by name, the configuration of a model ({@code
   * config.json}), or the input and the layers of a network.
   *
   * @throws IllegalArgumentException naming what is wrong, and what is known there
   */
  public static Network read(Object tree) {
    if (tree instanceof String text) {
      return named(text);
    }
    if (!(tree instanceof Map<?, ?> map)) {
      return NetworkTree.read(tree);
    }
    if (!map.containsKey(MODEL_TYPE) && ALL.stream().anyMatch(one -> one.isConfiguredBy(map))) {
      throw new IllegalArgumentException(
          "a model's configuration needs a model_type, one of %s: it has %s"
              .formatted(configured(), keys(map)));
    }
    return map.containsKey(MODEL_TYPE) ? configured(map) : NetworkTree.read(tree);
  }

  /**
   * The network of an architecture by name, with sizes that differ from its usual ones.
   *
   * @param text such as {@code gpt2} or {@code gpt2(layers=12,width=768)}
   * @throws IllegalArgumentException if there is none, or a size is unknown or does not fit
   */
  public static Network named(String text) {
    int open = text.indexOf('(');
    String name = (open < 0 ? text : text.substring(0, open)).strip();
    if (open >= 0 && !text.strip().endsWith(")")) {
      throw new IllegalArgumentException(
          "the sizes of an architecture end with a parenthesis: '%s'; write for example gpt2(layers=12)"
              .formatted(text));
    }
    String inside = open < 0 ? "" : text.substring(open + 1, text.lastIndexOf(')'));
    Map<String, Object> sizes = new LinkedHashMap<>();
    for (String size : inside.isBlank() ? new String[0] : inside.split(",", -1)) {
      String[] keyAndValue = size.split("=", -1);
      if (keyAndValue.length != 2 || keyAndValue[0].isBlank() || keyAndValue[1].isBlank()) {
        throw new IllegalArgumentException(
            "a size of an architecture is a name and a value: '%s' in '%s'; write for example layers=12"
                .formatted(size.strip(), text));
      }
      if (sizes.put(keyAndValue[0].strip(), value(keyAndValue[1].strip())) != null) {
        throw new IllegalArgumentException(
            "a size must be given once: '%s' in '%s'".formatted(keyAndValue[0].strip(), text));
      }
    }
    return known(name).of(sizes);
  }

  private static Architecture known(String name) {
    return ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown architecture '%s'; known are %s"
                        .formatted(name, String.join(", ", names()))));
  }

  private static Object value(String word) {
    if (word.equals("true") || word.equals("false")) {
      return Boolean.valueOf(word);
    }
    try {
      return word.matches("[+-]?[0-9]{1,9}")
          ? (Object) Integer.valueOf(word)
          : (Object) Double.valueOf(word);
    } catch (NumberFormatException e) {
      return word;
    }
  }

  /** The names of architectures that have configurations. */
  private static String configured() {
    return ALL.stream()
        .filter(Architecture::isConfigured)
        .map(Architecture::name)
        .collect(Collectors.joining(", "));
  }

  private static String keys(Map<?, ?> map) {
    return map.keySet().stream()
        .limit(MOST_KEYS)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /** The network of a configuration; keys that change neither names nor shapes are passed over. */
  private static Network configured(Map<?, ?> configuration) {
    String type = String.valueOf(configuration.get(MODEL_TYPE));
    Architecture architecture =
        ALL.stream()
            .filter(one -> one.isConfigured() && one.name().equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model_type '%s' is not known; known are %s"
                            .formatted(type, configured())));
    architecture
        .fixed()
        .forEach(
            (key, only) -> {
              Object value = configuration.get(key);
              if (value != null && !value.equals(only)) {
                throw new IllegalArgumentException(
                    "%s must be %s in a configuration of %s: %s".formatted(key, only, type, value));
              }
            });
    Map<String, Object> sizes = new LinkedHashMap<>();
    architecture
        .keys()
        .forEach(
            (key, size) -> {
              Object value = configuration.get(key);
              if (value == null && REQUIRED.contains(size)) {
                throw new IllegalArgumentException(
                    "a configuration of %s needs '%s', a whole number".formatted(type, key));
              }
              if (value != null) {
                Object word = size.equals("activation") ? ACTIVATIONS.get(value) : null;
                sizes.put(size, word == null ? value : word);
              }
            });
    if (head(architecture, configuration) == Head.CLASSES) {
      sizes.put("classes", classes(configuration));
    }
    return architecture.of(sizes);
  }

  private static Head head(Architecture architecture, Map<?, ?> configuration) {
    if (!(configuration.get("architectures") instanceof List<?> models) || models.isEmpty()) {
      return architecture.tasks().containsValue(Head.LANGUAGE) ? Head.LANGUAGE : Head.CLASSES;
    }
    Head head = architecture.tasks().get(String.valueOf(models.get(0)));
    if (head == null) {
      throw new IllegalArgumentException(
          "architectures of a configuration of %s must name one of %s: %s"
              .formatted(
                  architecture.name(), String.join(", ", architecture.models()), models.get(0)));
    }
    return head;
  }

  /** The number of labels, 2 where a configuration leaves it out. */
  private static int classes(Map<?, ?> configuration) {
    return configuration.get("id2label") instanceof Map<?, ?> labels
        ? labels.size()
        : TreeNode.map(configuration, "configuration", "").integer("num_labels", 2);
  }
}
