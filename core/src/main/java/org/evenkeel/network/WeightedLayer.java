// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.parameter.WeightShape;

/** A layer {@code z = W·x + b} with initial weights to be drawn. */
public sealed interface WeightedLayer extends Layer
    permits Layer.Dense,
        Layer.Convolution,
        TransposedConvolution,
        TokenLayer.Embedding,
        TokenLayer.Positions,
        TokenLayer.ClassToken,
        TokenLayer.TiedHead,
        Recurrent {

  /** Whether a bias is added. */
  boolean bias();

  /** The number of groups that inputs and outputs are divided into, 1 by default. */
  default int groups() {
    return 1;
  }

  /** Whether its output has one position for each of the input's, as those of some windows have. */
  default boolean isAligned() {
    return false;
  }

  /** The weights' shape and fans for inputs of the given shape. */
  WeightShape weights(int[] input);

  /**
   * The shape that the weights are drawn in, by the layer that has them where several share them.
   */
  default WeightShape stored(WeightShape weights) {
    return weights;
  }

  @Override
  default Map<String, WeightShape> parameters(int[] input) {
    WeightShape weights = weights(input);
    Map<String, WeightShape> parameters = new LinkedHashMap<>();
    parameters.put(weightName(), weights);
    if (bias()) {
      parameters.put(biasName(), WeightShape.bias(weights.units()));
    }
    return parameters;
  }

  @Override
  default Optional<WeightedLayer> weighted() {
    return Optional.of(this);
  }

  /** The name of the weight parameter, which seeds its draw. */
  default String weightName() {
    return name() + ".weight";
  }

  /** The name of the bias parameter, which seeds its draw. */
  default String biasName() {
    return name() + ".bias";
  }
}
