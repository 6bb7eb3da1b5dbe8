// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.core.Prelu;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the gradient at every layer's output, and gives each layer that another one feeds alone
 * the share of the backward pass in its scale: see {@link
 * DataScaling#balanced(java.util.function.Function)}.
 */
final class GradientBalance {

  /** An array that comes from one layer's output, by way of others. */
  private record Path(Layer from, NDArray array, Path before) {}

  /** A layer: the leaf of zeros whose gradient is that of its output, and where its input is from. */
  private record Layer(LayerScales.Scale scale, NDArray leaf, Path input) {}

  private final NDManager scope;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<NDArray, Path> paths = new IdentityHashMap<>();
  private final Map<NDArray, Integer> uses = new IdentityHashMap<>();

  /**
   * A balance of layers to come.
   *
   * @param scope where the leaves of zeros live
   */
  GradientBalance(NDManager scope) {
    this.scope = scope;
  }

  /** A layer has run: returns its output z with the leaf of zeros added. */
  NDArray weighted(LayerScales.Scale scale, NDList inputs, NDArray z) {
    NDArray x = inputs.head();
    uses.merge(x, 1, Integer::sum);
    // Not in the output's own scope: a block may close that before the gradient is there.
    NDArray leaf = scope.zeros(z.getShape(), DataType.FLOAT32, z.getDevice());
    leaf.setRequiresGradient(true);
    Layer layer = new Layer(scale, leaf, inputs.size() == 1 ? paths.get(x) : null);
    layers.add(layer);
    NDArray sum = z.add(leaf);
    paths.put(sum, new Path(layer, sum, null));
    return sum;
  }

  /** A Block without weights has run. */
  void passed(Block block, NDList inputs, NDList outputs) {
    if (!block.getChildren().isEmpty()) {
      return; // what its children do is seen
    }
    inputs.forEach(x -> uses.merge(x, 1, Integer::sum));
    if (inputs.size() == 1 && outputs.size() == 1 && keepsItsScale(block)) {
      Path path = paths.get(inputs.head());
      if (path != null) {
        paths.putIfAbsent(outputs.head(), new Path(path.from(), outputs.head(), path));
      }
    }
  }

  /** Whether a Block is no normalization, as far as its parameters tell. */
  private static boolean keepsItsScale(Block block) {
    return block instanceof Prelu || block.getDirectParameters().isEmpty();
  }

  /** Balances the layers; to be called after the backward pass. */
  void apply() {
    Map<Layer, Double> gradients = new IdentityHashMap<>();
    for (Layer layer : layers) {
      try (NDArray gradient = layer.leaf().getGradient()) {
        gradients.put(layer, MeanSquare.of(gradient));
      }
    }
    for (Layer layer : layers.subList(0, Math.max(0, layers.size() - 1))) {
      if (layer.scale().isFree() && isFedAlone(layer)) {
        double factor =
            Math.pow(gradients.get(layer.input().from()) / gradients.get(layer), -0.25);
        if (factor > 0 && Double.isFinite(factor)) {
          layer.scale().balance(factor);
        }
      }
    }
  }

  private boolean isFedAlone(Layer layer) {
    for (Path path = layer.input(); path != null; path = path.before()) {
      if (uses.get(path.array()) > 1) {
        return false;
      }
    }
    return layer.input() != null;
  }
}
