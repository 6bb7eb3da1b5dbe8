// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Gains;
import org.evenkeel.init.Assignment;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;

/**
 * A parameter in a DJL model, with what its initial values depend on.
 *
 * @param block the block that holds it
 * @param parameter the parameter
 * @param layer the block's name, from the network it was built from or from its place in the tree
 * @param name the parameter's name, which seeds its draw
 * @param role its role in the block; empty if the block is neither DJL's nor declared
 * @param following the next activation after the block, past blocks that preserve the scale
 * @param isFollowingKnown whether that is certain; not where the identity is all that a tree shows
 *     of a block with code of its own, or of a function that is no activation
 * @param isAdded whether its block's output is added to that of others
 * @param entering what enters the block
 * @param planned the parameter in the network that the model was built from; empty for others
 */
public record ModelParameter(
    Block block,
    Parameter parameter,
    String layer,
    String name,
    Optional<ParameterRole> role,
    Activation following,
    boolean isFollowingKnown,
    boolean isAdded,
    Entering entering,
    Optional<Network.Parameter> planned) {

  /** The gains of the activation that follows, which are the identity's if it is not known. */
  public Gains gains() {
    return isFollowingKnown ? following : Gains.UNKNOWN;
  }

  /** The same with another input. */
  ModelParameter withEntering(Entering other) {
    return new ModelParameter(
        block, parameter, layer, name, role, following, isFollowingKnown, isAdded, other, planned);
  }

  /** The same as a parameter of the network that the model was built from. */
  ModelParameter of(Network.Parameter known) {
    return new ModelParameter(
        block,
        parameter,
        layer,
        name,
        Optional.of(ParameterRole.of(known)),
        known.following(),
        true,
        isAdded,
        known.entering(),
        Optional.of(known));
  }

  /** What a start assigns to it, or the initial value that its layer has of its own. */
  public Assignment assigned(Assignment assignment) {
    return planned.map(known -> known.layer().assigned(assignment)).orElse(assignment);
  }

  /** Whether the block itself applies the activation. */
  public boolean activatesItself() {
    return role.flatMap(ParameterRole::following).isPresent();
  }

  /** Whether it is one of several weights of a block that is not known, so none tells of it. */
  public boolean isOneOfMany() {
    return role.isEmpty()
        && block.getDirectParameters().values().stream()
                .filter(own -> own.getType() == Parameter.Type.WEIGHT)
                .filter(own -> own.getShape() != null && own.getShape().dimension() > 1)
                .count()
            > 1;
  }

  /** Whether outputs are sums over it: by its role, or by DJL's parameter type. */
  public boolean isWeight() {
    return role.map(found -> found.kind().isWeight())
        .orElse(parameter.getType() == Parameter.Type.WEIGHT);
  }

  /** Whether it is a running statistic of a normalization, which is not trained. */
  public boolean isStatistic() {
    return parameter.getType() == Parameter.Type.RUNNING_MEAN
        || parameter.getType() == Parameter.Type.RUNNING_VAR;
  }

  /**
   * Whether its values are kept because it is frozen: a pretrained table, and scales and shifts
   * that are not trained. Frozen weights without values are drawn.
   */
  public boolean isKept() {
    return !parameter.requiresGradient() && (parameter.isInitialized() || !isWeight());
  }

  /** The kind's name; the name of the block's class if the kind is not known. */
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

  /** The fans of a weight; empty if they are not known. */
  public Optional<Fans> fans() {
    return isWeight() ? shape().map(WeightShape::fans) : Optional.empty();
  }
}
