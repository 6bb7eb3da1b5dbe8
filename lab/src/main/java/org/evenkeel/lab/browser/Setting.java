// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.Start;
import org.evenkeel.naming.Arguments;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;

/**
 * The state of the page's controls: a network and its start.
 *
 * @param activation a name or a {@link Formula}
 * @param depth hidden layers
 * @param width units of each
 * @param rule the word of a rule, without a multiplier
 * @param multiplier the factor on its variance
 * @param biasVariance Var(b)
 * @param form what the hidden layers are
 * @param seed of the draw
 */
record Setting(
    String activation,
    int depth,
    int width,
    String rule,
    double multiplier,
    double biasVariance,
    Form form,
    int seed) {

  /** The number of inputs, and of outputs. */
  static final int INPUTS = 64;

  static final int OUTPUTS = 10;

  private static final int DEEPEST = 1000;
  private static final int WIDEST = 4096;

  /** The hidden layers: one after another, each normalized, or each a residual branch. */
  enum Form {
    PLAIN,
    NORMALIZED,
    RESIDUAL
  }

  Setting {
    if (depth < 1 || depth > DEEPEST) {
      throw new IllegalArgumentException("a depth from 1 to %d: %d".formatted(DEEPEST, depth));
    }
    if (width < 1 || width > WIDEST) {
      throw new IllegalArgumentException("a width from 1 to %d: %d".formatted(WIDEST, width));
    }
  }

  /**
   * The state of the controls.
   *
   * @throws IllegalArgumentException if a word stands for nothing, or a number is out of its range
   */
  static Setting of(Controls controls) {
    return new Setting(
        controls.text("f", "relu"),
        controls.whole("depth", "depth", "40"),
        controls.whole("width", "width", "256"),
        controls.text("rule", "1/n"),
        controls.number("m", "multiplier", "1"),
        controls.number("b", "bias variance", "0"),
        form(controls.text("form", "plain")),
        controls.whole("seed", "seed", "0"));
  }

  private static Form form(String word) {
    for (Form form : Form.values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(word)) {
        return form;
      }
    }
    throw new IllegalArgumentException("no form of layers is called \"" + word + "\"");
  }

  Activation function() {
    return Formula.activation(activation);
  }

  Start start() {
    return Start.of(rule)
        .withMultiplier(Start.of(rule).multiplier() * multiplier)
        .withBiasVariance(biasVariance)
        .withSeed(seed);
  }

  /** The network; its layers have the names that the command gives them. */
  Network network() {
    Activation f = function();
    if (form == Form.PLAIN) {
      return Network.perceptron("%d,%dx%d,%d".formatted(INPUTS, width, depth, OUTPUTS), f);
    }
    List<Layer> layers = new ArrayList<>();
    if (form == Form.NORMALIZED) {
      for (int l = 1; l <= depth; l++) {
        layers.add(new Layer.Dense("dense" + l, width, true));
        layers.add(new Layer.Normalization("normalization" + l, Layer.Normalization.Over.LAYER));
        layers.add(new Layer.Nonlinearity("activation" + l, f));
      }
      layers.add(new Layer.Dense("dense" + (depth + 1), OUTPUTS, true));
    } else {
      layers.add(new Layer.Dense("dense1", width, true));
      for (int l = 1; l < depth; l++) {
        String name = "residual" + l;
        layers.add(
            new Layer.Residual(
                name,
                1,
                List.of(
                    new Layer.Nonlinearity(name + ".activation1", f),
                    new Layer.Dense(name + ".dense1", width, true)),
                List.of()));
      }
      layers.add(new Layer.Nonlinearity("activation1", f));
      layers.add(new Layer.Dense("dense2", OUTPUTS, true));
    }
    return new Network(List.of(INPUTS), layers);
  }

  /** The command that says the same. */
  String command() {
    StringBuilder command = new StringBuilder("evenkeel predict");
    command.append(
        form == Form.PLAIN
            ? " --layers %d,%dx%d,%d".formatted(INPUTS, width, depth, OUTPUTS)
                + " --activation "
                + activation
            : " --network network.yaml");
    command.append(" --rule ").append(rule);
    if (multiplier != 1) {
      command.append(" --multiplier ").append(Arguments.text(multiplier));
    }
    if (biasVariance != 0) {
      command.append(" --bias-variance ").append(Arguments.text(biasVariance));
    }
    return command.append(seed == 0 ? "" : " --seed " + seed).toString();
  }

  /** The same in Java. */
  String java() {
    String network =
        form == Form.PLAIN
            ? "Network.perceptron(\"%d,%dx%d,%d\", Activations.named(\"%s\"))"
                .formatted(INPUTS, width, depth, OUTPUTS, activation)
            : "network";
    return "Start start = Start.of(\"%s\")%s%s;\nForecast.of(%s, start, InputSignal.STANDARDIZED);"
        .formatted(
            multiplier == 1 ? rule : rule + "*" + Arguments.text(multiplier),
            biasVariance == 0 ? "" : ".withBiasVariance(" + Arguments.text(biasVariance) + ")",
            seed == 0 ? "" : ".withSeed(" + seed + ")",
            network);
  }

  /** The network as a YAML file. */
  String yaml() {
    String dense = "- dense: " + width;
    String activated = "- activation: " + activation;
    List<String> lines = new ArrayList<>(List.of("input: [" + INPUTS + "]", "layers:"));
    for (int l = 1; l <= depth; l++) {
      if (form != Form.RESIDUAL || l == 1) {
        lines.add("  " + dense);
      } else {
        lines.addAll(List.of("  - residual:", "      " + activated, "      " + dense));
      }
      if (form == Form.NORMALIZED) {
        lines.add("  - normalization: layer");
      }
      if (form != Form.RESIDUAL || l == depth) {
        lines.add("  " + activated);
      }
    }
    lines.add("  - dense: " + OUTPUTS);
    return String.join("\n", lines) + "\n";
  }

  /** Whether the command knows the activation by its name. */
  boolean isNamed() {
    return Formula.named(activation).isPresent();
  }
}
