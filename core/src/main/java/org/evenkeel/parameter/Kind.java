// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import java.util.Locale;
import org.evenkeel.naming.Names;

/**
 * What a parameter does in its layer; its fans follow from this, not from its shape. {@link
 * WeightShape} has a factory for each.
 */
public enum Kind {
  /** Every unit sums all inputs. */
  DENSE,

  /** Every output channel sums a window of its group's input channels; depthwise included. */
  CONVOLUTION,

  /** A convolution run backwards: every input spreads over a window of outputs. */
  TRANSPOSED_CONVOLUTION,

  /** A table of vectors of which one is looked up: the input is one-hot. */
  EMBEDDING,

  /** A recurrent layer's weights from its input to its gates, all gates in one array. */
  INPUT_GATES,

  /** A recurrent layer's weights from its last state to its gates, all gates in one array. */
  RECURRENT,

  /** Several dense layers on one input in one array, such as query, key and value. */
  FUSED,

  /** A batch of dense layers on inputs of their own, such as experts or heads. */
  EXPERTS,

  /** Copies of single values, each times a factor of its own. */
  MULTIPLICATION,

  /** Factors on single values that leave them alone at first, such as a normalization's. */
  SCALE,

  /** Numbers added to single values behind a {@link #SCALE}, 0 at first. */
  SHIFT,

  /** The learnt slopes of PReLU. */
  SLOPE,

  /** Numbers added to single values. */
  BIAS,

  /** The biases of a recurrent layer's gates, all gates in one array. */
  GATE_BIAS;

  /**
   * The kind of that name; case, hyphens, underscores and spaces do not count.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Kind named(String name) {
    return Names.find("a kind", name, List.of(values()), kind -> List.of(kind.toString()));
  }

  /** Whether outputs are sums over this parameter, so that the rules by fan are for it. */
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
