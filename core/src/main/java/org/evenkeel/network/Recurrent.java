// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.parameter.WeightShape;

/**
 * A recurrent layer over the tokens of {@code {features, tokens}}: a state that each token changes,
 * from the first to the last and, for a second one, from the last to the first.
 *
 * @param module the beginning of its parameters' names, as in {@code module.weight_ih_l0}
 * @param index its number among the layers of its module
 * @param units the size of a state
 */
public record Recurrent(
    String name, String module, int index, Cell cell, int units, boolean bidirectional)
    implements TokenLayer, WeightedLayer {

  /** The end of the name of a direction from the last token to the first. */
  private static final String REVERSE = ".reverse";

  /** The function of token and state. */
  public enum Cell {
    /** {@code tanh(W·x + U·h + b)} (Elman 1990). */
    RNN,
    /** {@code relu(W·x + U·h + b)} (Le, Jaitly, Hinton 2015). */
    RNN_RELU,
    /** Gated recurrent units (Cho et al. 2014). */
    GRU,
    /** Long short-term memory (Hochreiter and Schmidhuber 1997). */
    LSTM;

    private List<String> gates() {
      return switch (this) {
        case RNN, RNN_RELU -> WeightShape.RNN;
        case GRU -> WeightShape.GRU;
        case LSTM -> WeightShape.LSTM;
      };
    }
  }

  /** Checks the size of the state. */
  public Recurrent {
    Shapes.requireAtLeastOne("units of " + name, units);
  }

  /** The name of the other direction beside that of one of a layer that reads both ways. */
  public static String otherDirection(String name) {
    return name.endsWith(REVERSE)
        ? name.substring(0, name.length() - REVERSE.length())
        : name + REVERSE;
  }

  @Override
  public <R> R match(TokenCases<R> cases) {
    return cases.recurrent().apply(this);
  }

  @Override
  public int[] outputShape(int[] input) {
    if (input.length != 2) {
      throw new IllegalArgumentException(
          "a recurrent layer takes features and tokens: %s gets shape %s"
              .formatted(name, Arrays.toString(input)));
    }
    return new int[] {Math.multiplyExact(bidirectional ? 2 : 1, units), input[1]};
  }

  /** Its layer from the first token to the last alone. */
  public Recurrent forwards() {
    return new Recurrent(name, module, index, cell, units, false);
  }

  /** Its layer from the last token to the first alone, whose parameters have the same names. */
  public Recurrent backwards() {
    return new Recurrent(name + REVERSE, module, index, cell, units, false);
  }

  /** The name of a parameter, such as {@code module.weight_ih_l0_reverse}. */
  public String parameter(String what, boolean reverse) {
    return "%s.%s_l%d%s"
        .formatted(module, what, index, reverse || name.endsWith(REVERSE) ? "_reverse" : "");
  }

  /** Its weights are several matrices, which are no linear layer's. */
  @Override
  public Optional<WeightedLayer> weighted() {
    return Optional.empty();
  }

  @Override
  public boolean bias() {
    return true;
  }

  @Override
  public WeightShape weights(int[] input) {
    return WeightShape.inputGates(input[0], units, cell.gates());
  }

  @Override
  public String weightName() {
    return parameter("weight_ih", false);
  }

  @Override
  public String biasName() {
    return parameter("bias_ih", false);
  }

  @Override
  public Map<String, WeightShape> parameters(int[] input) {
    List<String> gates = cell.gates();
    Map<String, WeightShape> parameters = new LinkedHashMap<>();
    for (boolean reverse : bidirectional ? List.of(false, true) : List.of(false)) {
      parameters.put(
          parameter("weight_ih", reverse), WeightShape.inputGates(input[0], units, gates));
      parameters.put(parameter("weight_hh", reverse), WeightShape.recurrent(units, gates));
      parameters.put(parameter("bias_ih", reverse), WeightShape.gateBias(units, gates));
      parameters.put(parameter("bias_hh", reverse), WeightShape.gateBias(units, gates));
    }
    return parameters;
  }

  /** A plain cell applies its activation itself; of gates, no activation's gain applies. */
  @Override
  public Activation following(Activation behind) {
    return switch (cell) {
      case RNN -> Activations.TANH;
      case RNN_RELU -> Activations.RELU;
      case GRU, LSTM -> Activations.IDENTITY;
    };
  }
}
