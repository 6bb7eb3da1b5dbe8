// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.evenkeel.parameter.Kind.CONVOLUTION;
import static org.evenkeel.parameter.Kind.DENSE;
import static org.evenkeel.parameter.Kind.EXPERTS;
import static org.evenkeel.parameter.Kind.TRANSPOSED_CONVOLUTION;

import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Place;
import org.evenkeel.activation.Entering.Source;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.parameter.Kind;
import org.jspecify.annotations.Nullable;

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

  /** The last block with weights. */
  private @Nullable Block last;

  private EnteringReader(
      Map<Block, Activation> activations, Map<Block, List<ModelParameter>> parameters) {
    this.activations = activations;
    this.parameters = parameters;
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
    EnteringReader reader = new EnteringReader(activations, parameters);
    reader.through(model, Entering.DATA, true);
    return reader;
  }

  /** What enters a parameter's block; unknown if it runs at several places. */
  Entering into(ModelParameter parameter) {
    return byBlock.getOrDefault(parameter.block(), Entering.UNKNOWN);
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
      lower(Place.SEQUENCE);
      return in.droppedOut(BlockInternals.rate(dropout));
    }
    if (block instanceof BatchNorm || block instanceof LayerNorm || block instanceof TokenNorm) {
      lower(Place.ELSEWHERE);
      return in.normalized();
    }
    List<ModelParameter> own = parameters.getOrDefault(block, List.of());
    if (!own.isEmpty()) {
      boolean link = sure && block.getChildren().isEmpty() && isLink(block, own);
      Place alone = link ? Place.CHAIN : Place.ELSEWHERE;
      lower(alone);
      boolean guessed =
          !sure && in.source() == Source.LAYER && in.activation().equals(Activations.IDENTITY);
      byBlock.merge(
          block,
          guessed ? Entering.UNKNOWN : in.at(alone).aligned(isAligned(block)),
          (one, other) -> one.equals(other) ? one : Entering.UNKNOWN);
      last = block;
    }
    if (block.getChildren().isEmpty()) {
      return own.isEmpty() ? throughFunction(block, in) : behind(own, byBlock.get(block));
    }
    return own.isEmpty() ? throughChildren(block, in, sure) : Entering.UNKNOWN;
  }

  /** What leaves a block that has neither parameters nor children. */
  private static Entering throughFunction(Block block, Entering in) {
    return ActivationReader.isOtherFunction(block) ? Entering.UNKNOWN : in;
  }

  /** What leaves a block with weights that this enters. */
  private static Entering behind(List<ModelParameter> own, Entering in) {
    return isAll(own, DENSE, CONVOLUTION, TRANSPOSED_CONVOLUTION, EXPERTS)
        ? in.weighted()
        : Entering.UNKNOWN;
  }

  /** Whether a block may be a link of a chain: in groups, units would have partners elsewhere. */
  private static boolean isLink(Block block, List<ModelParameter> own) {
    return isAll(own, DENSE, CONVOLUTION)
        && !(block instanceof Convolution convolution && BlockInternals.groups(convolution) > 1);
  }

  /** Whether a block's output has one position for each of the input's. */
  private static boolean isAligned(Block block) {
    if (!(block instanceof Convolution convolution)) {
      return false;
    }
    long[] kernel = convolution.getKernelShape().getShape();
    long[] strides = convolution.getStride().getShape();
    long[] padding = convolution.getPadding().getShape();
    long[] dilation = convolution.getDilation().getShape();
    return IntStream.range(0, kernel.length)
        .allMatch(
            axis ->
                strides[axis] == 1 && dilation[axis] == 1 && kernel[axis] == 2 * padding[axis] + 1);
  }

  /** Whether a block's weights are of these kinds, with what follows in a block of its own. */
  private static boolean isAll(List<ModelParameter> own, Kind... kinds) {
    List<ModelParameter> weights = own.stream().filter(ModelParameter::isWeight).toList();
    return !weights.isEmpty()
        && weights.stream()
            .allMatch(
                weight ->
                    !weight.activatesItself()
                        && weight
                            .role()
                            .map(role -> List.of(kinds).contains(role.kind()))
                            .orElse(false));
  }

  /** What stands between the last block with weights and the next one lowers its place. */
  private void lower(Place place) {
    byBlock.computeIfPresent(last, (block, entering) -> entering.at(place));
  }

  private Entering throughChildren(Block block, Entering entering, boolean sure) {
    boolean own = BlockInternals.runsOwnCode(block);
    boolean sequence = block instanceof SequentialBlock && !own;
    Entering in = sequence ? entering : entering.at(Place.ELSEWHERE);
    if (!sequence) {
      lower(Place.ELSEWHERE);
    }
    if (block instanceof ParallelBlock parallel && !own) {
      block.getChildren().values().forEach(child -> through(child, in, sure));
      Optional<ParallelSum> sum = ParallelSum.read(parallel);
      Entering added = Entering.of(Source.SUM);
      return sum.map(found -> found.activation().map(added::after).orElse(added))
          .orElse(Entering.UNKNOWN);
    }
    Entering inside = sequence ? in : Entering.UNKNOWN;
    for (Block child : block.getChildren().values()) {
      inside = through(child, inside, sequence && sure);
    }
    return sequence && !((SequentialBlock) block).isReturnIntermediate()
        ? inside
        : Entering.UNKNOWN;
  }
}
