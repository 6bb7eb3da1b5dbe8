// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;

/**
 * A run of equal matrices or kernels in a parameter, one after the other in memory: the matrices of
 * a convolution's groups, a gate of an LSTM, the query of a fused layer.
 *
 * @param label what it is for, such as a gate's name; empty where a parameter has one part only
 * @param count how many matrices
 * @param outputs units or output channels of one
 * @param inputs inputs or input channels of one
 * @param kernel the kernel's size along each axis; empty for a matrix
 * @param inputsFirst whether the axis of the inputs comes before that of the outputs
 * @param fans the fans of one; null where nothing is summed
 */
public record Part(
    String label,
    long count,
    long outputs,
    long inputs,
    List<Integer> kernel,
    boolean inputsFirst,
    Fans fans) {

  /** A copy of the kernel's sizes. */
  public Part {
    kernel = List.copyOf(kernel);
  }

  /** Number of places of a kernel's window, 1 for a matrix. */
  public long taps() {
    return kernel.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /**
   * Index of the middle place of a kernel's window, row-major; along an even axis the later one of
   * the two, as PyTorch's {@code dirac_} has it.
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

  /** Number of rows of one as a matrix in memory: its first axis. */
  public long rows() {
    return inputsFirst ? inputs : outputs;
  }

  /** Number of columns of one as a matrix in memory, all axes but the first flattened. */
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
