// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a parameter: a run of equal matrices or kernels that follow each other in memory, such
 * as those of a convolution's groups, a gate of an LSTM or the query of a fused layer.
 *
 * @param label its name, such as that of a gate; empty if the parameter has one part only
 * @param count number of matrices
 * @param outputs units or output channels of one matrix
 * @param inputs inputs or input channels of one matrix
 * @param kernel the kernel's size along each axis; empty for a matrix
 * @param inputsFirst whether the input axis comes before the output axis
 * @param fans the fans of one matrix; null if outputs are not sums over it
 */
public record Part(
    String label,
    long count,
    long outputs,
    long inputs,
    List<Integer> kernel,
    boolean inputsFirst,
    @Nullable Fans fans) {

  /** Copies the kernel's sizes. */
  public Part {
    kernel = List.copyOf(kernel);
  }

  /** The matrix of a dense layer. */
  static Part dense(String label, long inputs, long outputs) {
    Fans fans = new Fans(inputs, outputs);
    return new Part(label, 1, outputs, inputs, List.of(), false, fans);
  }

  /** Single values. */
  static Part values(List<Long> dimensions, @Nullable Fans fans) {
    return new Part("", Sizes.product(dimensions), 1, 1, List.of(), false, fans);
  }

  /** Number of positions in a kernel's window, 1 for a matrix. */
  public long taps() {
    long taps = 1;
    for (int size : kernel) {
      taps = Math.multiplyExact(taps, size);
    }
    return taps;
  }

  /**
   * Row-major index of the center of a kernel's window; along an even axis the later one of the two
   * positions, as in PyTorch's {@code dirac_}.
   */
  public long centerTap() {
    long center = 0;
    for (int size : kernel) {
      center = center * size + size / 2;
    }
    return center;
  }

  /** Number of elements of one matrix. */
  public long matrixSize() {
    return outputs * inputs * taps();
  }

  /** Number of elements. */
  public long size() {
    return count * matrixSize();
  }

  /** Number of rows of one matrix in memory: its first axis. */
  public long rows() {
    return inputsFirst ? inputs : outputs;
  }

  /** Number of columns of one matrix in memory: the product of all axes but the first. */
  public long columns() {
    return matrixSize() / rows();
  }

  /**
   * The fans.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Fans requireFans() {
    if (fans == null) {
      throw new IllegalArgumentException(
          "a rule needs fans: biases and slopes have none; draw them as zeros, constant(v) or"
              + " normal(std)");
    }
    return fans;
  }
}
