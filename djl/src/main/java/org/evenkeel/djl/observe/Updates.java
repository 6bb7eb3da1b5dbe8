// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.jspecify.annotations.Nullable;

/** The update of a model's weights by one step, from copies made before it. */
final class Updates implements AutoCloseable {

  /**
   * The relative update of one layer.
   *
   * @param layer the layer's name
   * @param log10 log10 of |ΔW| / |W|; minus infinity for no change
   */
  record Update(String layer, double log10) {}

  /** The smallest and the largest relative update of a layer. */
  record Range(Update least, Update most) {}

  private final NDManager scope;
  private final Map<ModelParameter, NDArray> before = new LinkedHashMap<>();

  private Updates(NDManager scope) {
    this.scope = scope;
  }

  /** Copies of the trainable weights. */
  static Updates from(ModelParameters found, NDManager parent) {
    Updates updates = new Updates(parent.newSubManager());
    for (ModelParameter weight : found.layers()) {
      if (weight.parameter().requiresGradient() && weight.parameter().isInitialized()) {
        NDArray copy = weight.parameter().getArray().duplicate();
        NDScope.unregister(copy); // that of a step ends before the next one
        copy.attach(updates.scope);
        updates.before.put(weight, copy);
      }
    }
    return updates;
  }

  /**
   * The range of the relative updates, without weights that were all 0, which have no scale; null
   * if none are left, or some weights are NaN.
   */
  @Nullable Range range() {
    Update least = null;
    Update most = null;
    for (Map.Entry<ModelParameter, NDArray> entry : before.entrySet()) {
      double ratio = ratio(entry.getValue(), entry.getKey().parameter().getArray());
      if (Double.isNaN(ratio)) {
        return null;
      } else if (ratio == Double.POSITIVE_INFINITY) {
        continue;
      }
      Update update = new Update(entry.getKey().layer(), StrictMath.log10(ratio));
      least = least == null || update.log10() < least.log10() ? update : least;
      most = most == null || update.log10() > most.log10() ? update : most;
    }
    return least == null ? null : new Range(least, most);
  }

  private double ratio(NDArray before, NDArray after) {
    try (TensorValues from = TensorValues.of(before, scope);
        TensorValues to = TensorValues.of(after, scope)) {
      double size = from.sumOfSquares(0, from.size());
      return size == 0
          ? Double.POSITIVE_INFINITY
          : Math.sqrt(to.squaredDistance(from)) / Math.sqrt(size);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
