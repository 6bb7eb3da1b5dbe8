// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.data.Examples;
import org.evenkeel.data.NoiseShape;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.engine.NativeLibraries;
import org.evenkeel.djl.read.NetworkReader;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.weights.BlockPlan;
import org.evenkeel.init.Start;
import org.evenkeel.network.Branches;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.format.DType;

/**
 * The network of an experiment for its examples.
 *
 * @param description the network in a few words
 * @param input the shape of one example
 * @param blocks returns a new block each time
 * @param described the network as data; empty for a block of the user's
 */
public record Subject(
    String description, List<Integer> input, Supplier<Block> blocks, Optional<Network> described) {

  /** The network as data, or as read from the block; empty if the block cannot be read. */
  public Optional<Network> network() {
    if (described.isEmpty()) {
      NativeLibraries.check();
    }
    return described.or(() -> NetworkReader.read(blocks.get(), batch(1)));
  }

  /** The plan of the initial weights; only the engine can compute the shapes of a block. */
  public InitializationPlan plan(Start start) {
    if (described.isPresent()) {
      return InitializationPlan.of(described.get(), start);
    }
    NativeLibraries.check();
    FirstWeights weights = FirstWeights.of(start).redrawing().applyTo(blocks.get());
    return weights.explained(weights.plan(batch(1)));
  }

  /**
   * The plan of a file with the initial weights of a check.
   *
   * @throws IllegalArgumentException if no rule is known for a parameter of a block
   */
  public DrawPlan weights(Start start, DType dtype) {
    if (described.isPresent()) {
      return DrawPlan.of(described.get(), start, dtype);
    }
    NativeLibraries.check();
    return BlockPlan.of(FirstWeights.of(start).redrawing().applyTo(blocks.get()), dtype, batch(1));
  }

  /** The shape of a batch of so many examples. */
  public Shape batch(long examples) {
    return new Shape(examples)
        .addAll(new Shape(input.stream().mapToLong(Integer::longValue).toArray()));
  }

  /**
   * Noise that a network can be held against: as many classes as of other noise, if it has them.
   */
  static NoiseShape noise(Network network) {
    int[] output = network.outputShape();
    boolean each = output.length == 2 && network.input().equals(List.of(output[1]));
    int most = each ? output[0] : Math.min(NoiseShape.DEFAULT.classes(), output[0]);
    return new NoiseShape(network.input(), network.vocabulary().orElse(0), Math.max(2, most), each);
  }

  /** A network as data, checked against the examples before the engine is loaded. */
  static Subject of(Network network, Examples examples) {
    int input = network.input().stream().reduce(1, Math::multiplyExact);
    if (input != examples.featuresPerExample()) {
      throw new IllegalArgumentException(
          "the network's input must have the size of an example: %d, but %s has %d features; give the network that input, or let it take noise, which has any"
              .formatted(input, examples.name(), examples.featuresPerExample()));
    }
    network.vocabulary().ifPresent(tokens -> requireTokens(examples, tokens));
    int[] output = network.outputShape();
    if (output.length == 2 && examples.labelsPerExample() > 1) {
      requireTokenLabels(network, output[1], examples);
    } else if (output.length != 1) {
      throw new IllegalArgumentException(
          "a classifier ends in a vector: its output has %d axes; end it with flatten and dense, or give an architecture the number of classes"
              .formatted(output.length));
    }
    if (output.length == 1 && examples.labelsPerExample() > 1) {
      examples.withLastLabels(); // which it needs
    }
    Training.requireOutputs(output[0], examples.classes());
    return new Subject(
        network.toString(), network.input(), () -> NetworkBlock.of(network), Optional.of(network));
  }

  /** Checks that a network can be held against a label for each token. */
  private static void requireTokenLabels(Network network, int tokens, Examples examples) {
    if (tokens != examples.labelsPerExample()) {
      throw new IllegalArgumentException(
          "a network needs an output for each token that has a label: it has %d, %s has %d; let it keep the tokens of an example"
              .formatted(tokens, examples.name(), examples.labelsPerExample()));
    }
    Branches.lookingAhead(network.layers())
        .filter(layer -> tellsNextTokens(examples))
        .ifPresent(
            layer -> {
              throw new IllegalArgumentException(
                  "a network that tells the next token must not see it: by %s each token sees those behind it; make it causal, of one direction or, as normalization: token, for each token, or tell hidden characters, as of text(masked=0.15):FILE"
                      .formatted(layer));
            });
  }

  /** Whether the label of each token is the token behind it. */
  private static boolean tellsNextTokens(Examples examples) {
    int each = examples.labelsPerExample();
    for (int i = 0; i < examples.labels().length; i++) {
      if ((i + 1) % each != 0 && examples.labels()[i] != (int) examples.features()[i + 1]) {
        return false;
      }
    }
    return true;
  }

  private static void requireTokens(Examples examples, int tokens) {
    for (float feature : examples.features()) {
      if (!(feature >= 0 && feature < tokens && feature == Math.rint(feature))) {
        throw new IllegalArgumentException(
            "an embedding takes token numbers from 0 to %d: %s has the value %s; give such numbers, and not standardized, or a larger vocabulary"
                .formatted(tokens - 1, examples.name(), feature));
      }
    }
  }
}
