// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenkeel.djl.read.BlockInternals;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.signal.TimeSignal;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a recurrent layer's input at each time step, from a leaf of zeros that is added
 * to the input of its first call.
 */
final class TimeGradient {

  private final RecurrentBlock block;
  private final ModelParameter weight;
  private final NDManager scope;
  private @Nullable NDArray leaf;
  private double input;

  TimeGradient(RecurrentBlock block, ModelParameter weight, NDManager scope) {
    this.block = block;
    this.weight = weight;
    this.scope = scope;
  }

  /** The inputs with the leaf, of which no other block knows. */
  NDList of(NDList inputs) {
    NDArray x = inputs.head();
    if (leaf != null || x.getShape().dimension() != 3 || !x.getDataType().isFloating()) {
      return inputs;
    }
    input = OutputStatistics.secondMoment(x);
    leaf = scope.zeros(new Shape(1), x.getDataType(), x.getDevice()).broadcast(x.getShape());
    leaf.setRequiresGradient(true);
    NDList replaced = new NDList(inputs);
    replaced.set(0, x.add(leaf));
    return replaced;
  }

  /**
   * The gradient over time, after the backward pass; null if there is none.
   *
   * @param output the second moment of the layer's output
   */
  @Nullable TimeSignal signal(double output) {
    if (leaf == null) {
      return null;
    }
    List<Double> steps = steps();
    double most = Collections.max(steps);
    return most > 0 && Double.isFinite(most)
        ? new TimeSignal(steps.stream().map(step -> step / most).toList(), predicted(output))
        : null;
  }

  private List<Double> steps() {
    Shape shape = leaf.getShape();
    boolean batchFirst = BlockInternals.isBatchFirst(block);
    int time = (int) shape.get(batchFirst ? 1 : 0);
    int batch = (int) shape.get(batchFirst ? 0 : 1);
    int features = (int) shape.get(2);
    List<Double> steps = new ArrayList<>();
    try (NDArray gradient = leaf.getGradient();
        TensorValues values = TensorValues.of(gradient, scope)) {
      for (int t = 0; t < time; t++) {
        double sum = 0;
        for (int example = 0; example < batch; example++) {
          int from = features * (batchFirst ? example * time + t : t * batch + example);
          sum += values.sumOfSquares(from, from + features);
        }
        steps.add(sum / (batch * features));
      }
    }
    return steps;
  }

  /**
   * χ = σ_w² E[f'(√q z)²] of a plain recurrent layer, with σ_w² = n·Var(w) of its recurrent weights
   * and q = σ_w² E[h²] + σ_in² E[x²] + σ_b² (Poole et al. 2016, for weights that repeat).
   */
  private @Nullable Double predicted(double output) {
    if (!(block instanceof RNN) || parameters("h2h_WEIGHT").size() != 1) {
      return null;
    }
    double recurrent = variance("h2h_WEIGHT");
    double q = recurrent * output + variance("i2h_WEIGHT") * input;
    for (Parameter bias : parameters("2h_BIAS")) {
      q += OutputStatistics.secondMoment(bias.getArray());
    }
    return Double.isFinite(q) ? recurrent * weight.following().slopeSecondMoment(q) : null;
  }

  /** n_in·Var(w). */
  private double variance(String name) {
    NDArray array = parameters(name).get(0).getArray();
    return array.getShape().get(1) * OutputStatistics.secondMoment(array);
  }

  private List<Parameter> parameters(String name) {
    return block.getDirectParameters().values().stream()
        .filter(parameter -> parameter.getName().endsWith(name))
        .toList();
  }
}
