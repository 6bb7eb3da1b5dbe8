// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.Fans;
import org.evenkeel.init.Kind;
import org.evenkeel.init.WeightShape;

/**
 * A parameter where it stands in a DJL model: what its first values need to know.
 *
 * @param block the block that holds it
 * @param parameter the parameter
 * @param layer the block's name, from the network it was built from or from its place in the tree
 * @param name the parameter's name, which seeds its draw
 * @param role what it does in its block; empty if the block is not one of DJL's
 * @param following the activation that the block's output meets next, past blocks that keep its
 *     scale
 */
public record ModelParameter(
    Block block,
    Parameter parameter,
    String layer,
    String name,
    Optional<ParameterRole> role,
    Activation following) {

  /** Whether outputs are sums over it, as far as is known. */
  public boolean isWeight() {
    return role.map(found -> found.kind().isWeight())
        .orElse(parameter.getType() == Parameter.Type.WEIGHT);
  }

  /** Whether it is a running statistic of a normalization, which is measured and not learnt. */
  public boolean isStatistic() {
    return parameter.getType() == Parameter.Type.RUNNING_MEAN
        || parameter.getType() == Parameter.Type.RUNNING_VAR;
  }

  /**
   * Whether its values are not to be drawn because it is frozen: those of a pretrained table, and
   * scales and shifts that are not learnt. Frozen weights without values are drawn.
   */
  public boolean isKept() {
    return !parameter.requiresGradient() && (parameter.isInitialized() || !isWeight());
  }

  /** The kind's name; the block's class where it is not known. */
  public String kindLabel() {
    return role.map(ParameterRole::kind)
        .map(Kind::toString)
        .orElse(block.getClass().getSimpleName());
  }

  /** Its shape and fans; empty if its role is not known, or its array's shape is not known yet. */
  public Optional<WeightShape> shape() {
    return role.filter(known -> parameter.getShape() != null)
        .map(known -> known.shape(parameter.getShape()));
  }

  /** The fans, as far as they are known. */
  public Optional<Fans> fans() {
    return isWeight() ? shape().map(WeightShape::fans) : Optional.empty();
  }
}
