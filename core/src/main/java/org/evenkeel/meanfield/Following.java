// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.jspecify.annotations.Nullable;

/**
 * What follows a layer up to the next one with weights, where that is no more than one activation
 * and dropout, so that the two can be repeated.
 *
 * @param next the next layer with weights
 * @param activation the activation between them; the identity if there is none
 * @param keep the share of values that dropout between them keeps
 */
public record Following(Layer next, Activation activation, double keep) {

  /** What one layer adds. */
  private record Step(boolean weighted, @Nullable Activation activation, double keep) {}

  private static final Step WEIGHTS = new Step(true, null, 1);

  /** A layer behind which nothing is repeated. */
  private static final Step OTHER = new Step(false, null, 0);

  private static final LayerCases<Step> STEPS =
      new LayerCases<>(
          dense -> WEIGHTS,
          convolution -> WEIGHTS,
          transposed -> WEIGHTS,
          pooling -> OTHER,
          flatten -> OTHER,
          nonlinearity -> new Step(false, nonlinearity.activation(), 1),
          dropout -> new Step(false, null, 1 - dropout.rate()),
          normalization -> OTHER,
          attention -> OTHER,
          residual -> OTHER,
          merge -> OTHER,
          memory -> OTHER,
          token -> OTHER,
          unknown -> OTHER);

  /**
   * What follows a layer; empty if there is something else before the next one, or none.
   *
   * @param from the place after the layer
   */
  public static Optional<Following> of(List<Layer> layers, int from) {
    Activation f = Activations.IDENTITY;
    double keep = 1;
    for (int i = from; i < layers.size(); i++) {
      Step step = layers.get(i).match(STEPS);
      if (step.weighted) {
        return Optional.of(new Following(layers.get(i), f, keep));
      }
      if (step.equals(OTHER) || (step.activation != null && !f.equals(Activations.IDENTITY))) {
        return Optional.empty();
      }
      f = step.activation == null ? f : step.activation;
      keep *= step.keep;
    }
    return Optional.empty();
  }
}
