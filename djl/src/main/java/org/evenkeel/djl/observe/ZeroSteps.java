// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.evenkeel.djl.build.Scalars;

/**
 * Small steps of gradient descent on weights and scales that are all zeros, undone by close: a zero
 * head or a zero branch passes no gradient before it has moved.
 */
final class ZeroSteps implements AutoCloseable {

  /** The size of a step: small beside all other weights. */
  private static final double STEP = 1e-3;

  private final ParameterGradients gradients;
  private final List<NDArray> still;
  private final List<NDArray> moved = new ArrayList<>();

  private ZeroSteps(ParameterGradients gradients, List<NDArray> zeros) {
    this.gradients = gradients;
    this.still = new ArrayList<>(zeros);
  }

  static ZeroSteps of(Block model, ParameterGradients gradients) {
    return new ZeroSteps(
        gradients,
        model.getParameters().values().stream()
            .distinct()
            .filter(parameter -> !isBias(parameter))
            .map(Parameter::getArray)
            .filter(array -> array.hasGradient() && isZero(array))
            .toList());
  }

  private static boolean isBias(Parameter parameter) {
    return parameter.getType() == Parameter.Type.BIAS || parameter.getType() == Parameter.Type.BETA;
  }

  private static boolean isZero(NDArray array) {
    try (TensorValues values = TensorValues.of(array, array.getManager())) {
      return values.first(value -> value != 0) < 0;
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
                try (NDArray step = Scalars.times(gradient, (float) (-STEP / size))) {
                  set(zeros, step);
                  now.add(zeros);
                }
              }
            }
          }
          return now;
        });
    still.removeAll(now);
    moved.addAll(now);
    return !now.isEmpty();
  }

  private static void set(NDArray array, NDArray values) {
    array.setRequiresGradient(false);
    values.copyTo(array);
    array.setRequiresGradient(true);
  }

  @Override
  public void close() {
    for (NDArray array : moved) {
      try (NDArray zeros = array.zerosLike()) {
        set(array, zeros);
      }
    }
  }
}
