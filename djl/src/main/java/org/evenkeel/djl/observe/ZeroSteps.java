// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.evenkeel.djl.build.Scalars;

/**
 * Small steps of gradient descent on scales that are all zeros and weights that are all equal,
 * undone by close: a zero head, a zero branch or a constant head passes no gradient before it has
 * moved.
 */
final class ZeroSteps implements AutoCloseable {

  /** The size of a step: small beside all other weights. */
  private static final double STEP = 1e-3;

  private final ParameterGradients gradients;
  private final List<NDArray> still;
  private final IdentityHashMap<NDArray, NDArray> moved =
      new IdentityHashMap<>(); // with what they were

  private ZeroSteps(ParameterGradients gradients, List<NDArray> zeros) {
    this.gradients = gradients;
    this.still = new ArrayList<>(zeros);
  }

  static ZeroSteps of(Block model, ParameterGradients gradients) {
    return new ZeroSteps(
        gradients,
        model.getParameters().values().stream()
            .distinct()
            .filter(parameter -> !isBias(parameter) && parameter.getArray().hasGradient())
            .filter(ZeroSteps::isStill)
            .map(Parameter::getArray)
            .toList());
  }

  private static boolean isBias(Parameter parameter) {
    return parameter.getType() == Parameter.Type.BIAS || parameter.getType() == Parameter.Type.BETA;
  }

  /** Whether it is all zeros, or a matrix of which all values are equal. */
  private static boolean isStill(Parameter parameter) {
    NDArray array = parameter.getArray();
    try (TensorValues values = TensorValues.of(array, array.getManager())) {
      double one = array.getShape().dimension() > 1 ? values.get(0) : 0;
      return values.first(value -> value != one) < 0;
    }
  }

  /** Moves the zeros that get a gradient; returns whether there are any. */
  boolean step(ModelPass pass, Function<NDList, NDArray> loss) {
    if (still.isEmpty()) {
      return false;
    }
    List<NDArray> now = new ArrayList<>();
    gradients.during(
        pass,
        loss,
        () -> {
          for (NDArray zeros : still) {
            try (NDArray gradient = zeros.getGradient()) {
              double size = Math.sqrt(OutputStatistics.secondMoment(gradient));
              if (size > 0 && Double.isFinite(size)) {
                try (NDArray step = Scalars.times(gradient, (float) (-STEP / size));
                    NDArray there = zeros.add(step)) {
                  moved.put(zeros, zeros.duplicate());
                  set(zeros, there);
                  now.add(zeros);
                }
              }
            }
          }
          return now;
        });
    still.removeAll(now);
    return !now.isEmpty();
  }

  private static void set(NDArray array, NDArray values) {
    array.setRequiresGradient(false);
    values.copyTo(array);
    array.setRequiresGradient(true);
  }

  @Override
  public void close() {
    moved.forEach(
        (array, before) -> {
          set(array, before);
          before.close();
        });
  }
}
