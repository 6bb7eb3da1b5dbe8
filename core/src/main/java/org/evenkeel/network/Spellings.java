// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.tree.TreeNode;

/**
 * The table of words of Keras and PyTorch in files of networks, each with what to write instead.
 *
 * <p>Kinds are compared without case, prefix ({@code nn.}, {@code keras.layers.}), underscores and
 * arguments in parentheses; keys as they are.
 */
final class Spellings {

  private static final Map<String, String> KINDS = new LinkedHashMap<>();
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  private static final String DENSE = "dense: {units: 64}";
  private static final String CONVOLUTION = "convolution: {channels: 16, kernel: 3, axes: %d}";
  private static final String POOLING = "pooling: {reduction: %s, window: 2, axes: %d}";
  private static final String WHOLE = "pooling: {reduction: %s, axes: %d}";
  private static final String ACTIVATION = "activation: relu";
  private static final String OMIT = "omit it: it follows from the layer before";
  private static final String ALWAYS = "omit it: it does not change a start";

  static {
    kinds(DENSE, "dense", "linear", "lazylinear", "fullyconnected", "fc", "affine");
    for (int axes = 1; axes <= 3; axes++) {
      String d = axes + "d";
      kinds(CONVOLUTION.formatted(axes), "conv" + d, "convolution" + d, "lazyconv" + d);
      kinds(
          "convolution: {channels: 16, kernel: 3, groups: 16, axes: %d}".formatted(axes),
          "depthwiseconv" + d);
      kinds(POOLING.formatted("max", axes), "maxpool" + d, "maxpooling" + d);
      kinds(POOLING.formatted("average", axes), "avgpool" + d, "averagepooling" + d);
      kinds(WHOLE.formatted("max", axes), "globalmaxpooling" + d, "adaptivemaxpool" + d);
      kinds(WHOLE.formatted("average", axes), "globalaveragepooling" + d, "adaptiveavgpool" + d);
      kinds("normalization: batch", "batchnorm" + d);
      kinds("dropout: 0.1", "dropout" + d, "spatialdropout" + d);
    }
    kinds(CONVOLUTION.formatted(2), "convolution", "conv");
    kinds(POOLING.formatted("max", 2), "pooling", "maxpool", "maxpooling", "pool");
    kinds(POOLING.formatted("average", 2), "avgpool", "averagepooling");
    kinds("flatten", "flatten", "reshape", "view");
    kinds(ACTIVATION, "activation", "nonlinearity");
    kinds("dropout: 0.1", "dropout", "alphadropout");
    kinds("normalization: batch", "normalization", "batchnorm", "batchnormalization");
    kinds("normalization: token, or layer for a whole example", "layernorm", "layernormalization");
    kinds("normalization: rms", "rmsnorm", "rmsnormalization");
    kinds("attention: {heads: 4}", "attention", "multiheadattention", "selfattention");
    kinds("residual: {branch: [...]}", "residual", "residualblock", "add", "skip", "shortcut");
    kinds("embedding: {vocabulary: 1000, units: 64}", "embedding", "embeddingbag");
    for (String cell : List.of("lstm", "gru", "rnn")) {
      kinds("recurrent: {cell: %s, units: 64}".formatted(cell), cell);
    }
    kinds("recurrent: {cell: rnn, units: 64}", "simplernn");
    kinds("concatenation: [[...], [...]]", "concat", "concatenate", "cat");
    kinds("product: [[...], [...]]", "multiply", "mul", "glu");
    kinds("gated: {units: 256, function: silu}", "swiglu");
    kinds("gated: {units: 256, function: gelu}", "geglu");
    kinds("memory: {name: source, layers: [...]}", "encoder", "context");
    kinds("attention: {heads: 4, memory: source}, behind a memory", "crossattention");
    kinds("experts: {count: 8, units: 256, function: silu}", "moe", "mixtureofexperts", "expert");
    kinds("its layers, one entry each", "sequential", "modulelist");
    kinds("input: [64] beside layers", "input", "inputlayer");
    kinds("the last dense layer alone: the loss has the softmax", "softmax", "logsoftmax");

    keys("dense", "units", "out_features", "output_dim", "outputs", "neurons", "size", "width");
    keys("convolution", "channels", "filters", "out_channels", "units");
    keys("convolution", "kernel", "kernel_size", "window", "size");
    keys("pooling", "window", "kernel_size", "pool_size", "kernel", "size");
    keys("pooling", "reduction", "mode", "type");
    keys("dropout", "rate", "p", "prob", "probability");
    keys("normalization", "over", "type", "kind");
    keys("attention", "heads", "num_heads", "n_heads", "nhead");
    keys("attention", "key-heads", "kv_heads", "num_kv_heads", "num_key_value_heads");
    keys("embedding", "vocabulary", "num_embeddings", "vocab_size", "input_dim");
    keys("embedding", "units", "embedding_dim", "output_dim", "size");
    keys("embedding", "padding", "padding_idx");
    keys("recurrent", "units", "hidden_size", "state_size", "size");
    keys("experts", "count", "experts", "num_experts", "num_local_experts", "number", "n");
    keys("experts", "units", "intermediate_size", "inner", "size");
    keys("repeat", "times", "count", "n", "number");
    keys("activation", "function", "type", "activation");
    keys("residual", "branch", "layers", "body", "main");
    keys("residual", "shortcut", "skip", "downsample", "projection");
    keys("network", "input", "input_shape", "inputs", "shape", "input_size");
    keys("network", "layers", "modules", "model", "network", "sequential");
    keys("", "stride", "strides");
    keys("", "padding", "pad");
    keys("", "bias", "use_bias");
    answers(OMIT, "in_features", "in_channels", "input_dim", "input_shape", "num_features");
    answers(OMIT, "normalized_shape", "embed_dim", "d_model");
    answers(ALWAYS, "eps", "epsilon", "momentum", "affine", "inplace", "track_running_stats");
    answers("write a layer of its own: - " + ACTIVATION, "activation");
    answers(
        "omit it: a start or a rule file chooses it",
        "kernel_initializer",
        "bias_initializer",
        "init",
        "initializer",
        "weight_init");
  }

  private Spellings() {}

  private static void kinds(String answer, String... words) {
    for (String word : words) {
      KINDS.put(word, answer);
    }
  }

  /** Keys of a kind of layer, or of any kind where that is empty. */
  private static void keys(String kind, String answer, String... words) {
    for (String word : words) {
      KEYS.put(kind + "." + word, "write " + answer);
    }
  }

  private static void answers(String answer, String... words) {
    for (String word : words) {
      KEYS.put("." + word, answer);
    }
  }

  /** What to write instead of a kind of layer; empty for a word that none of them uses. */
  static Optional<String> kind(String word) {
    String key = bare(word).replace("_", "").toLowerCase(Locale.ROOT);
    String known = KINDS.get(key);
    return known != null ? Optional.of("write " + known) : activation(word);
  }

  private static Optional<String> activation(String word) {
    try {
      return Optional.of("write activation: " + Activations.named(bare(word)).name());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What to write instead of a key; empty for a key that none of them uses. */
  static Optional<String> key(String kind, String key) {
    return Optional.ofNullable(KEYS.getOrDefault(kind + "." + key, KEYS.get("." + key)));
  }

  /** A word without the path of its module and without arguments. */
  private static String bare(String word) {
    String name = word.strip().replaceFirst("\\(.*", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Refuses a key of another library in a layer of a kind, with the one to write instead. */
  static void requireOwn(String kind, TreeNode node) {
    for (String key : node.values().keySet()) {
      key(kind, key)
          .ifPresent(
              answer -> {
                throw new IllegalArgumentException(
                    "%s: unknown key '%s'; %s".formatted(node.place(), key, answer));
              });
    }
  }
}
