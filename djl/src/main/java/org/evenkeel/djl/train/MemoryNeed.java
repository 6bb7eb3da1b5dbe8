// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.nn.Block;
import org.evenkeel.data.Split;
import org.evenkeel.network.Network;

/**
 * The memory that a network takes at least, measured and trained. What the engine needs besides is
 * not counted, so a network that is refused cannot be trained. A measurement holds the gradient of
 * each value beside it: of GPT-2s, VGG-16 and ResNet-50 the peak of the process grew by 1.0 to 1.3
 * times that with each example.
 *
 * @param parameters the number of weights and biases
 * @param copies the arrays of that size: weights, gradients, and the state of the optimizer
 * @param activations what all layers keep of one batch for the gradient, and gradients of these
 */
public record MemoryNeed(double parameters, int copies, double activations) {

  private static final int BYTES_OF_FLOAT = 4;
  private static final double GIGABYTE = 1e9;

  /**
   * The need of a network that is trained with these settings on these examples.
   *
   * @param measured the number of examples on which it is measured before, if there are as many
   */
  public static MemoryNeed of(
      Network network, TrainingSettings settings, Split data, int measured) {
    double parameters = network.parameters().stream().mapToDouble(one -> one.shape().size()).sum();
    int size = data.training().size();
    double examples = Math.max(Math.min(settings.batch(), size), 2.0 * Math.min(measured, size));
    return new MemoryNeed(
        parameters, 2 + settings.optimizer().states(), examples * network.keptValues());
  }

  /** The need of a block whose weights are there: its gradients and the optimizer's state. */
  static MemoryNeed besides(Block block, TrainingSettings settings) {
    double parameters =
        block.getParameters().values().stream().mapToDouble(one -> one.getShape().size()).sum();
    return new MemoryNeed(parameters, 1 + settings.optimizer().states(), 0);
  }

  /** The bytes that one training needs. */
  public double bytes() {
    return BYTES_OF_FLOAT * (copies * parameters + activations);
  }

  /**
   * Checks that so many processes can have this memory at once.
   *
   * @param available the bytes of memory that they can share
   * @throws IllegalArgumentException if they cannot
   */
  public void requireAvailable(int processes, long available) {
    if (processes * bytes() > available) {
      throw new IllegalArgumentException(
          "the network needs at least %,.1f GB of memory%s (%,.0f parameters in %d copies of 4 bytes, and %,.0f activations and gradients of a batch): %,.1f GB are available; make it, the batch or the number of examples smaller%s"
              .formatted(
                  processes * bytes() / GIGABYTE,
                  processes > 1 ? " for %d workers".formatted(processes) : "",
                  parameters,
                  copies,
                  activations,
                  available / GIGABYTE,
                  processes > 1 ? ", or take fewer workers" : ""));
    }
  }
}
