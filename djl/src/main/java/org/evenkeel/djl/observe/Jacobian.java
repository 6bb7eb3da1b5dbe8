// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.evenkeel.djl.agent.LentMemory;

/**
 * The Jacobian of a model at one example: J<sub>ki</sub> = ∂y<sub>k</sub>/∂x<sub>i</sub>, the
 * derivative of each output by each input, of a network in use (no dropout, no statistics of a
 * batch).
 *
 * <p>Its singular values tell how a network stretches what enters, direction by direction, and what
 * comes back (Saxe et al. 2014; Pennington et al. 2017).
 */
public final class Jacobian {

  /** The most inputs and outputs: above, the decomposition takes minutes. */
  public static final int MAX_SIZE = 1024;

  /** The number of rows per pass, which bounds the memory. */
  private static final int ROWS_AT_ONCE = 128;

  private final DMatrixRMaj matrix;

  private Jacobian(DMatrixRMaj matrix) {
    this.matrix = matrix;
  }

  /**
   * The Jacobian of a model whose parameters are initialized.
   *
   * <p>A batch holds one copy of the example per output; one backward pass from the sum of the k-th
   * output of the k-th copy gives all rows.
   *
   * @param model takes one array and returns one
   * @param example a batch of one example
   * @throws IllegalArgumentException if the model has more than {@link #MAX_SIZE} inputs or outputs
   */
  @SuppressWarnings("try") // disabled is there to be closed
  public static Jacobian of(Block model, NDArray example) {
    Shape one = example.getShape();
    if (one.get(0) != 1) {
      throw new IllegalArgumentException(
          "a Jacobian is that of one example: a batch of %d; give one".formatted(one.get(0)));
    }
    int inputs = size("inputs", one);
    LentMemory.keep();
    try (NDManager scope = example.getManager().newSubManager();
        DisabledGradients disabled = DisabledGradients.of(model)) {
      int outputs = size("outputs", output(model, scope, example));
      DMatrixRMaj matrix = new DMatrixRMaj(outputs, inputs);
      for (int from = 0; from < outputs; from += ROWS_AT_ONCE) {
        int to = Math.min(outputs, from + ROWS_AT_ONCE);
        float[] rows = rows(model, scope, example, from, to);
        for (int k = 0; k < rows.length; k++) {
          matrix.data[from * inputs + k] = rows[k];
        }
      }
      return new Jacobian(matrix);
    }
  }

  private static int size(String what, Shape shape) {
    long size = shape.size();
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "the singular values are those of small networks, of at most %,d inputs and outputs: %,d %s; take a smaller one"
              .formatted(MAX_SIZE, size, what));
    }
    return (int) size;
  }

  private static Shape output(Block model, NDManager scope, NDArray example) {
    try (NDManager inner = scope.newSubManager()) {
      NDList inputs = new NDList(copies(inner, example, 1));
      return model.forward(new ParameterStore(inner, false), inputs, false).head().getShape();
    }
  }

  private static float[] rows(Block model, NDManager scope, NDArray example, int from, int to) {
    try (NDManager inner = scope.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      int count = to - from;
      NDArray x = copies(inner, example, count);
      x.setRequiresGradient(true);
      NDArray y = model.forward(new ParameterStore(inner, false), new NDList(x), false).head();
      int outputs = (int) (y.size() / count);
      NDArray diagonal = diagonal(inner, count, outputs, from);
      collector.backward(y.reshape(count, outputs).mul(diagonal).sum());
      try (NDArray gradient = x.getGradient()) {
        return gradient.toFloatArray();
      }
    }
  }

  /** Row k has a 1 in column from + k. */
  private static NDArray diagonal(NDManager scope, int rows, int columns, int from) {
    float[] values = new float[rows * columns];
    for (int k = 0; k < rows; k++) {
      values[k * columns + from + k] = 1;
    }
    return scope.create(values, new Shape(rows, columns));
  }

  private static NDArray copies(NDManager scope, NDArray example, int count) {
    float[] one = example.toFloatArray();
    float[] all = new float[count * one.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return scope.create(all, new Shape(count).addAll(example.getShape().slice(1)));
  }

  /** The number of outputs, k. */
  public int outputs() {
    return matrix.numRows;
  }

  /** The number of inputs, i. */
  public int inputs() {
    return matrix.numCols;
  }

  /** The derivative of an output by an input. */
  public double get(int output, int input) {
    return matrix.get(output, input);
  }

  /** The singular values, the largest first; as many as there are inputs or outputs, the fewer. */
  public double[] singularValues() {
    for (double value : matrix.data) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "a Jacobian with singular values has finite entries: one is %s; the gradient overflows"
                .formatted(value));
      }
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(outputs(), inputs(), false, false, true);
    if (!svd.decompose(matrix.copy())) {
      throw new IllegalStateException("the singular value decomposition did not converge");
    }
    double[] negative =
        Arrays.stream(svd.getSingularValues(), 0, svd.numberOfSingularValues())
            .map(value -> -value)
            .sorted()
            .toArray();
    return Arrays.stream(negative).map(value -> -value).toArray();
  }
}
