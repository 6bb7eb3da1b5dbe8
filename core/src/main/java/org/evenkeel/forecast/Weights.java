// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Constant;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.network.WeightedLayer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.signal.LayerSignal;

/** The initial weights of a network, as far as a forecast needs them. */
@FunctionalInterface
public interface Weights {

  /**
   * The weights of one layer.
   *
   * @param start their draw; null if that is not known
   * @param variance E[w²]
   * @param mean E[w]
   * @param biasVariance E[b²]
   * @param biasMean E[b]
   * @param structure the structure of their matrix
   * @param scaledTo the second moment that a correction from data scaled them to; null if there was
   *     none
   */
  record Drawn(
      LayerSignal.LayerStart start,
      double variance,
      double mean,
      double biasVariance,
      double biasMean,
      Structure structure,
      Double scaledTo) {

    /** Weights and biases of mean 0 that were not scaled by data. */
    public Drawn(
        LayerSignal.LayerStart start, double variance, double biasVariance, Structure structure) {
      this(start, variance, 0, biasVariance, 0, structure, null);
    }
  }

  /** The initial weights of a layer. */
  Drawn of(Network.Placed placed);

  /**
   * The weights that a start draws.
   *
   * @throws IllegalArgumentException if they depend on data or on the library
   */
  static Weights of(Start start) {
    start.requireRule("a forecast");
    // Without rules for single parameters, layers of one shape with one activation are alike.
    Map<List<Object>, Drawn> known = new HashMap<>();
    boolean alike = start.rulebook().entries().isEmpty();
    return placed ->
        alike
            ? known.computeIfAbsent(
                List.of(
                    placed.layer().stored(placed.weights()).kind(),
                    placed.weights().dimensions(),
                    placed.weights().fans(),
                    placed.following(),
                    placed.entering(),
                    placed.layer().bias()),
                key -> drawn(start, placed))
            : drawn(start, placed);
  }

  /**
   * The structure of the weights that meet a signal next, if they meet it as it is; independent
   * else, as these see no more of it than its second moment.
   */
  static Structure met(List<Layer> next, Function<WeightedLayer, Structure> structure) {
    if (next.isEmpty()) {
      return Structure.INDEPENDENT;
    }
    Supplier<Structure> beyond = () -> met(next.subList(1, next.size()), structure);
    return next.get(0)
        .match(
            new LayerCases<>(
                structure::apply,
                structure::apply,
                pooling -> mirrored(beyond.get()),
                flatten -> beyond.get(),
                nonlinearity -> Structure.INDEPENDENT,
                dropout -> Structure.INDEPENDENT,
                normalization -> Structure.INDEPENDENT,
                attention -> Structure.INDEPENDENT,
                residual -> Structure.INDEPENDENT,
                merge -> Structure.INDEPENDENT,
                token -> Structure.INDEPENDENT,
                unknown -> Structure.INDEPENDENT));
  }

  /** Pooling leaves units and their mirror images alike. */
  private static Structure mirrored(Structure met) {
    return met.isMirrored() ? met : Structure.INDEPENDENT;
  }

  /** Whether weights behind a layer and its activation see its units as pairs. */
  static boolean arePairs(List<Layer> next, Function<WeightedLayer, Structure> structure) {
    for (Layer layer : next) {
      if (layer.weighted().isPresent()) {
        return structure.apply(layer.weighted().get()).isMirrored();
      }
    }
    return false;
  }

  private static Drawn drawn(Start start, Network.Placed placed) {
    WeightedLayer layer = placed.layer();
    WeightShape stored = layer.stored(placed.weights());
    Assignment weights =
        layer.assigned(
            start.assign(layer.weightName(), stored.kind(), placed.following(), placed.entering()));
    double variance = weights.initializer().variance(stored);
    Part part = stored.parts().get(0);
    LayerSignal.LayerStart drawn = LayerSignal.LayerStart.of(weights, part, variance);
    WeightShape shape = WeightShape.bias(placed.units());
    Initializer biases =
        placed.layer().bias()
            ? start
                .assign(
                    placed.layer().biasName(), shape.kind(), placed.following(), placed.entering())
                .initializer()
            : new Constant(0);
    double mean = weights.initializer().mean();
    return new Drawn(
        drawn,
        variance + mean * mean,
        mean,
        biases.variance(shape) + biases.mean() * biases.mean(),
        biases.mean(),
        weights.initializer().structure(part),
        null);
  }
}
