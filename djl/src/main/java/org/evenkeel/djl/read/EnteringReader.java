// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Source;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.network.Network;

/**
 * What enters the weighted blocks of a DJL model, from its beginning to its end.
 *
 * <p>A network's block tells it by its network. Of any other, sequences and sums of parallel
 * branches are followed. The children of a block with code of its own are assumed to run in their
 * order, but what enters the first, and one behind another without an activation between them, is
 * not known.
 */
final class EnteringReader {

  private final Map<Block, Activation> activations;
  private final Map<Block, List<ModelParameter>> parameters;
  private final Map<Block, Entering> byBlock = new HashMap<>();
  private final Map<String, Entering> byName;

  private EnteringReader(
      Map<Block, Activation> activations,
      Map<Block, List<ModelParameter>> parameters,
      Map<String, Entering> byName) {
    this.activations = activations;
    this.parameters = parameters;
    this.byName = byName;
  }

  /**
   * A reading of a model.
   *
   * @param parameters the parameters of each block that has some of its own
   */
  static EnteringReader of(
      Block model,
      Map<Block, Activation> activations,
      Map<Block, List<ModelParameter>> parameters) {
    if (model instanceof NetworkBlock network) {
      return new EnteringReader(
          activations,
          parameters,
          network.network().parameters().stream()
              .collect(Collectors.toMap(Network.Parameter::name, Network.Parameter::entering)));
    }
    EnteringReader reader = new EnteringReader(activations, parameters, Map.of());
    reader.through(model, Entering.DATA, true);
    return reader;
  }

  /** What enters a parameter's block; unknown if it runs at several places. */
  Entering into(ModelParameter parameter) {
    return byName.getOrDefault(
        parameter.name(), byBlock.getOrDefault(parameter.block(), Entering.UNKNOWN));
  }

  /**
   * What leaves a block.
   *
   * @param sure whether the blocks around are known to run in their order
   */
  private Entering through(Block block, Entering in, boolean sure) {
    Activation activation = activations.get(block);
    if (activation != null) {
      return in.after(activation);
    }
    if (block instanceof Dropout dropout) {
      return in.droppedOut(BlockInternals.rate(dropout));
    }
    if (block instanceof BatchNorm || block instanceof LayerNorm || block instanceof TokenNorm) {
      return Entering.of(Source.NORMALIZATION);
    }
    List<ModelParameter> own = parameters.getOrDefault(block, List.of());
    if (!own.isEmpty()) {
      boolean guessed = !sure && in.equals(Entering.of(Source.LAYER));
      byBlock.merge(
          block,
          guessed ? Entering.UNKNOWN : in,
          (one, other) -> one.equals(other) ? one : Entering.UNKNOWN);
    }
    if (block.getChildren().isEmpty()) {
      return own.isEmpty() ? throughFunction(block, in) : behind(own);
    }
    return own.isEmpty() ? throughChildren(block, in, sure) : Entering.UNKNOWN;
  }

  /** What leaves a block that has neither parameters nor children. */
  private static Entering throughFunction(Block block, Entering in) {
    return ActivationReader.isOtherFunction(block) ? Entering.UNKNOWN : in;
  }

  private static Entering behind(List<ModelParameter> own) {
    boolean sums =
        own.stream()
            .filter(ModelParameter::isWeight)
            .allMatch(
                weight ->
                    !weight.activatesItself()
                        && weight
                            .role()
                            .map(
                                role ->
                                    switch (role.kind()) {
                                      case DENSE, CONVOLUTION, TRANSPOSED_CONVOLUTION, EXPERTS ->
                                          true;
                                      default -> false;
                                    })
                            .orElse(false));
    return sums && own.stream().anyMatch(ModelParameter::isWeight)
        ? Entering.of(Source.LAYER)
        : Entering.UNKNOWN;
  }

  private Entering throughChildren(Block block, Entering in, boolean sure) {
    boolean own = BlockInternals.runsOwnCode(block);
    if (block instanceof ParallelBlock parallel && !own) {
      block.getChildren().values().forEach(child -> through(child, in, sure));
      Optional<ParallelSum> sum = ParallelSum.read(parallel);
      Entering added = Entering.of(Source.SUM);
      return sum.map(found -> found.activation().map(added::after).orElse(added))
          .orElse(Entering.UNKNOWN);
    }
    boolean sequence = block instanceof SequentialBlock && !own;
    Entering entering = sequence ? in : Entering.UNKNOWN;
    for (Block child : block.getChildren().values()) {
      entering = through(child, entering, sequence && sure);
    }
    return sequence && !((SequentialBlock) block).isReturnIntermediate()
        ? entering
        : Entering.UNKNOWN;
  }
}
