// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Prelu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.observe.OutputStatistics;

/**
 * The backward half of {@link DataScaling#balanced(java.util.function.Function)}: the gradient at
 * every layer's output, and the layers that are the only source of another layer's input.
 */
final class GradientBalance {

  /** The largest factor on a second moment; beyond, bounded activations would saturate. */
  private static final double MAX_FACTOR = 10;

  /** An array that was computed from one layer's output, through further arrays. */
  private record Path(Layer from, NDArray array, Path before) {}

  /** A layer with the leaf of zeros whose gradient is that of its output. */
  private record Layer(LayerScale scale, NDArray leaf, Path input) {
    Parameter parameter() {
      return scale.weight.parameter();
    }
  }

  private final NDManager scope;
  private final List<Layer> layers = new ArrayList<>();
  private final IdentityHashMap<NDArray, Path> paths = new IdentityHashMap<>();
  private final IdentityHashMap<NDArray, Integer> uses = new IdentityHashMap<>();

  /** An empty balance whose leaves have this memory. */
  GradientBalance(NDManager scope) {
    this.scope = scope;
  }

  /** Records a layer; returns its output z plus the leaf of zeros. */
  NDArray weighted(LayerScale scale, NDList inputs, NDArray z) {
    NDArray x = inputs.head();
    uses.merge(x, 1, Integer::sum);
    // Not in the output's own scope: a block may close that before the gradient is there.
    NDArray leaf = scope.zeros(z.getShape(), z.getDataType(), z.getDevice());
    leaf.setRequiresGradient(true);
    Layer layer = new Layer(scale, leaf, inputs.size() == 1 ? paths.get(x) : null);
    layers.add(layer);
    NDArray sum = z.add(leaf);
    paths.put(sum, new Path(layer, sum, null));
    return sum;
  }

  /** Records a Block without weights. */
  void passed(Block block, NDList inputs, NDList outputs) {
    if (block instanceof ParallelBlock) {
      inputs.forEach(x -> uses.merge(x, block.getChildren().size(), Integer::sum));
    } else if (block.getChildren().isEmpty() && inputs.head() != outputs.head()) {
      inputs.forEach(x -> uses.merge(x, 1, Integer::sum));
      Path path = paths.get(inputs.head());
      if (path != null && inputs.size() == 1 && keepsItsScale(block)) {
        paths.putIfAbsent(outputs.head(), new Path(path.from(), outputs.head(), path));
      }
    }
  }

  /** Whether a Block preserves the scale: it has no parameters, as a normalization has. */
  private static boolean keepsItsScale(Block block) {
    return block instanceof Prelu || block.getDirectParameters().isEmpty();
  }

  /**
   * The target second moments of layers with a single source, after the backward pass.
   *
   * @param target the second moment of all other layers
   */
  Map<Parameter, Double> targets(double target) {
    IdentityHashMap<Layer, Double> gradients = new IdentityHashMap<>();
    for (Layer layer : layers) {
      try (NDArray gradient = layer.leaf().getGradient()) {
        gradients.put(layer, OutputStatistics.secondMoment(gradient));
      }
    }
    Map<Parameter, Double> targets = new HashMap<>();
    for (Layer layer : layers.subList(0, Math.max(0, layers.size() - 1))) {
      if (hasOneSource(layer)) {
        Layer feeds = layer.input().from();
        double factor = Math.sqrt(gradients.get(layer) / gradients.get(feeds));
        if (factor > 0 && Double.isFinite(factor)) {
          targets.put(layer.parameter(), factor * targets.getOrDefault(feeds.parameter(), target));
        }
      }
    }
    targets.replaceAll(
        (layer, wanted) -> Math.min(Math.max(wanted, target / MAX_FACTOR), target * MAX_FACTOR));
    return targets;
  }

  private boolean hasOneSource(Layer layer) {
    if (layer.input() == null
        || !layer.scale().isFree()
        || !layer.input().from().scale().isFree()) {
      return false;
    }
    for (Path path = layer.input(); path != null; path = path.before()) {
      if (uses.get(path.array()) > 1) {
        return false;
      }
    }
    return true;
  }
}
