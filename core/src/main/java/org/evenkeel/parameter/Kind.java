// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import java.util.Locale;
import org.evenkeel.naming.Names;

/**
 * The role of a parameter in its layer, which determines its fans; its shape does not. {@link
 * WeightShape} has a factory for each kind.
 */
public enum Kind {
  /** The weights of a dense layer: each unit sums all inputs. */
  DENSE,

  /** The weights of a convolution: each output sums a window of its group's input channels. */
  CONVOLUTION,

  /** The weights of a transposed convolution: each input contributes to a window of outputs. */
  TRANSPOSED_CONVOLUTION,

  /** A table of vectors, indexed by a one-hot input. */
  EMBEDDING,

  /** A recurrent layer's weights from its input to its gates, all gates in one array. */
  INPUT_GATES,

  /** A recurrent layer's weights from its previous state to its gates, all gates in one array. */
  RECURRENT,

  /** The weights of several dense layers on one input, such as query, key and value. */
  FUSED,

  /** The weights of a batch of dense layers with separate inputs, such as experts or heads. */
  EXPERTS,

  /** Factors of copies of single values. */
  MULTIPLICATION,

  /** Factors of single values that are initially 1, such as those of a normalization. */
  SCALE,

  /** Numbers added after a {@link #SCALE}, initially 0. */
  SHIFT,

  /** The slopes of PReLU. */
  SLOPE,

  /** Numbers added to single values, such as the biases of a dense layer. */
  BIAS,

  /** The biases of a recurrent layer's gates, all gates in one array. */
  GATE_BIAS;

  /**
   * The kind with the given name; case, hyphens, underscores and spaces are ignored.
   *
   * @throws IllegalArgumentException if there is none; the message lists all kinds
   */
  public static Kind named(String name) {
    return Names.find("a kind", name, List.of(values()), kind -> List.of(kind.toString()));
  }

  /** Whether outputs are sums over this parameter, so that rules by fan apply. */
  public boolean isWeight() {
    return switch (this) {
      case SCALE, SHIFT, SLOPE, BIAS, GATE_BIAS -> false;
      default -> true;
    };
  }

  /** The name, in lower case with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
