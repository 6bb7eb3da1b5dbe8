// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.read.NetworkReader;
import org.evenkeel.djl.train.Training;
import org.evenkeel.network.Network;

/**
 * What a command is about: a network, or a model of the user's.
 *
 * @param description one line for a heading
 * @param input the shape of one example
 * @param blocks makes a fresh Block each time
 * @param described the network that it was described as; empty for a model of the user's
 */
record Subject(
    String description, List<Integer> input, Supplier<Block> blocks, Optional<Network> described) {

  /** What a forecast goes by; empty if the model cannot be read as a network. */
  Optional<Network> network() {
    return described.or(() -> NetworkReader.read(blocks.get(), batch(1)));
  }

  /** The shape of a batch of this many examples. */
  Shape batch(long examples) {
    return new Shape(examples)
        .addAll(new Shape(input.stream().mapToLong(Integer::longValue).toArray()));
  }

  /**
   * A network, checked against the examples before the engine is loaded.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  static Subject of(Network network, Examples examples) {
    int input = network.input().stream().reduce(1, Math::multiplyExact);
    if (input != examples.featuresPerExample()) {
      throw new IllegalArgumentException(
          "the network's input must have the size of an example: %d, but %s has %d features; give the network that input"
              .formatted(input, examples.name(), examples.featuresPerExample()));
    }
    int[] output = network.outputShape();
    if (output.length != 1) {
      throw new IllegalArgumentException(
          "a classifier ends in a vector: its output has %d axes; end it with flatten and dense"
              .formatted(output.length));
    }
    Training.requireOutputs(output[0], examples.classes());
    return new Subject(
        network.toString(), network.input(), () -> NetworkBlock.of(network), Optional.of(network));
  }
}
