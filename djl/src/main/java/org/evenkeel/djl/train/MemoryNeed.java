// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.nn.Block;
import org.evenkeel.data.Split;
import org.evenkeel.network.Network;

/**
 * The memory that one training of a network takes at least. What the engine needs besides is not
 * counted, so a network that is refused cannot be trained.
 *
 * @param parameters the number of weights and biases
 * @param copies the arrays of that size: weights, gradients, and the state of the optimizer
 * @param activations what all layers keep of one batch for the gradient
 */
public record MemoryNeed(double parameters, int copies, double activations) {

  private static final int BYTES_OF_FLOAT = 4;
  private static final double GIGABYTE = 1e9;

  /** The need of a network that is trained with these settings on these examples. */
  public static MemoryNeed of(Network network, TrainingSettings settings, Split data) {
    double parameters = network.parameters().stream().mapToDouble(one -> one.shape().size()).sum();
    int batch = Math.min(settings.batch(), data.training().size());
    return new MemoryNeed(
        parameters, 2 + settings.optimizer().states(), batch * network.keptValues());
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
          "the network needs at least %,.1f GB of memory%s (%,.0f parameters in %d copies of 4 bytes, and %,.0f activations of a batch): %,.1f GB are available; make it or the batch smaller%s"
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
