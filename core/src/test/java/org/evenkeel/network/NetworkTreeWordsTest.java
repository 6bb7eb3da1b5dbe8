// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import static org.evenkeel.network.NetworkTreeTest.network;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that are not ours, each answered with the right one, and the words that are. */
class NetworkTreeWordsTest {

  /** Words of Keras and PyTorch, each answered with the right one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Dense                          | write dense: {units: 64}
          nn.Linear(64, 10)              | write dense: {units: 64}
          keras.layers.Dense             | write dense: {units: 64}
          Conv2D                         | write convolution: {channels: 16, kernel: 3, axes: 2}
          Conv1d                         | write convolution: {channels: 16, kernel: 3, axes: 1}
          torch.nn.MaxPool2d(2)          | write pooling: {reduction: max, window: 2, axes: 2}
          GlobalAveragePooling2D         | write pooling: {reduction: average, axes: 2}
          AdaptiveAvgPool2d((1, 1))      | write pooling: {reduction: average, axes: 2}
          Flatten                        | write flatten
          ReLU()                         | write activation: relu
          nn.GELU()                      | write activation: gelu
          LeakyReLU                      | write activation: leaky-relu
          tanh                           | write activation: tanh
          Dropout                        | write dropout: 0.1
          BatchNormalization             | write normalization: batch
          nn.BatchNorm2d                 | write normalization: batch
          LayerNorm                      | write normalization: token, or layer for a whole example
          RMSNorm                        | write normalization: rms
          MultiHeadAttention             | write attention: {heads: 4}
          nn.MultiheadAttention          | write attention: {heads: 4}
          Sequential                     | write its layers, one entry each
          Softmax                        | the loss has the softmax
          torch.nn.LSTM                  | write recurrent: {cell: lstm, units: 64}
          nn.Embedding                   | write embedding: {vocabulary: 1000, units: 64}
          capsule                        | known are activation, attention
          """)
  void kindsOfOtherLibrariesAreAnswered(String kind, String answer) {
    String wrong = refusal(network(Map.of(kind, Map.of())));
    assertTrue(wrong.startsWith("layers[0]: unknown kind of layer '" + kind + "'; "), wrong);
    assertTrue(wrong.contains(answer), wrong);
    assertEquals(wrong, refusal(network(kind)), "as a word alone");
  }

  @ParameterizedTest
  @CsvSource({
    "dense, out_features, write units",
    "dense, in_features, omit it",
    "dense, input_shape, omit it",
    "dense, use_bias, write bias",
    "dense, activation, write a layer of its own: - activation: relu",
    "dense, kernel_initializer, a start or a rule file",
    "convolution, filters, write channels",
    "convolution, out_channels, write channels",
    "convolution, in_channels, omit it",
    "convolution, kernel_size, write kernel",
    "convolution, strides, write stride",
    "pooling, pool_size, write window",
    "pooling, kernel_size, write window",
    "dropout, p, write rate",
    "normalization, num_features, omit it",
    "normalization, eps, omit it",
    "attention, num_heads, write heads",
    "attention, embed_dim, omit it",
    "residual, layers, write branch",
    "residual, skip, write shortcut",
  })
  void keysOfOtherLibrariesAreAnswered(String kind, String key, String answer) {
    String wrong = refusal(network(Map.of(kind, Map.of(key, 3))));
    assertTrue(wrong.startsWith("layers[0].%s: unknown key '%s'; ".formatted(kind, key)), wrong);
    assertTrue(wrong.contains(answer), wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "input_shape, write input",
    "model, write layers",
    "optimizer, 'known are input, layers, shape'",
    "loss, 'known are input, layers, shape'",
  })
  void otherKeysBesideInputAndLayersAreRefused(String key, String answer) {
    Map<String, Object> tree = new HashMap<>(network(Map.of("dense", 3)));
    tree.put(key, List.of(64));
    String wrong = refusal(tree);
    assertTrue(wrong.startsWith("network: unknown key '%s'; ".formatted(key)), wrong);
    assertTrue(wrong.endsWith(answer), wrong);
  }

  /** What is written in place of another word is read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dense | units | 64", "convolution | channels | 16", "dropout | rate | 0.1",
        "normalization | over | batch", "pooling | reduction | max", "activation | function | relu"
      })
  void theAnswersAreRead(String kind, String key, String value) {
    Map<String, Object> values = new HashMap<>();
    values.put(
        key,
        value.equals("0.1")
            ? (Object) 0.1
            : value.matches("[0-9]+") ? Integer.valueOf(value) : value);
    if (kind.equals("convolution")) {
      values.put("kernel", 3);
    }
    Object layer = Map.of(kind, values);
    Object[] layers =
        kind.equals("dense")
            ? new Object[] {"flatten", layer, Map.of("dense", 10)}
            : new Object[] {layer, "flatten", Map.of("dense", 10)};
    assertArrayEquals(new int[] {10}, NetworkTree.read(network(layers)).outputShape());
  }

  private static String refusal(Object tree) {
    return assertThrows(IllegalArgumentException.class, () -> NetworkTree.read(tree)).getMessage();
  }
}
