// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import java.util.HashMap;
import java.util.Map;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;

/** The first weights and biases of a network, the same bits as by the command. */
public final class FirstWeights {

  private final Map<String, float[]> values = new HashMap<>();

  /** The draw of every parameter by a start. */
  public FirstWeights(Network network, Start start) {
    for (Network.Parameter parameter : network.parameters()) {
      Key key = Key.of(start.seed(), parameter.name());
      values.put(
          parameter.name(), parameter.assigned(start).initializer().draw(parameter.shape(), key));
    }
  }

  /** The weights of a layer, unit after unit. */
  public float[] weights(Network.Placed placed) {
    return of(placed.layer().weightName());
  }

  /** The biases of a layer. */
  public float[] biases(Network.Placed placed) {
    return of(placed.layer().biasName());
  }

  private float[] of(String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return found;
  }
}
