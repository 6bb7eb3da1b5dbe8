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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Place;
import org.evenkeel.activation.Entering.Source;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.parameter.Kind;

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

  /**
   * The blocks with weights of which it is not known yet what stands between the last of them and
   * the next one, or the end of its branch.
   */
  private final List<List<ModelParameter>> run = new ArrayList<>();

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
    reader.end(reader.through(model, Entering.DATA, OptionalDouble.empty(), true));
    return reader;
  }

  /** What enters a parameter's block; unknown if it runs at several places. */
  Entering into(ModelParameter parameter) {
    return byBlock.getOrDefault(parameter.block(), Entering.UNKNOWN);
  }

  /**
   * What leaves a block.
   *
   * @param share the second moment of what it ends with in a sum; empty outside of one
   * @param sure whether the blocks around are known to run in their order
   */
  private Entering through(Block block, Entering in, OptionalDouble share, boolean sure) {
    Activation activation = activations.get(block);
    if (activation != null) {
      return in.after(activation);
    }
    if (block instanceof Dropout dropout) {
      Entering met = in.place().isInBranch() ? in : lower(Place.SEQUENCE, in);
      return met.droppedOut(BlockInternals.rate(dropout));
    }
    if (block instanceof BatchNorm || block instanceof LayerNorm || block instanceof TokenNorm) {
      normalize(in);
      run.clear();
      return sure ? in.normalized() : in.normalized().apart();
    }
    List<ModelParameter> own = parameters.getOrDefault(block, List.of());
    if (!own.isEmpty()) {
      boolean link = sure && block.getChildren().isEmpty() && isLink(block, own);
      boolean dropped = in.place() == Place.LINK && in.keep() < 1;
      Place alone = link && !dropped ? Place.CHAIN : Place.ELSEWHERE;
      Entering lowered = lower(in.place().isInBranch() ? alone : in.place().and(alone), in);
      if (!lowered.place().isInBranch() || alone == Place.ELSEWHERE) {
        run.clear();
      }
      byBlock.merge(
          block,
          entering(block, own, lowered.at(alone), share, sure),
          (one, other) -> one.equals(other) ? one : Entering.UNKNOWN);
      run.add(own);
    }
    if (block.getChildren().isEmpty()) {
      return own.isEmpty() ? throughFunction(block, in) : behind(own);
    }
    return own.isEmpty() ? throughChildren(block, in, share, sure) : Entering.UNKNOWN;
  }

  private static Entering entering(
      Block block, List<ModelParameter> own, Entering in, OptionalDouble share, boolean sure) {
    boolean guessed =
        !sure && in.source() == Source.LAYER && in.activation().equals(Activations.IDENTITY);
    boolean added = own.stream().anyMatch(ModelParameter::isAdded);
    if (guessed || (added && share.isEmpty())) {
      return Entering.UNKNOWN;
    }
    Entering entering = in.aligned(isAligned(block));
    return added ? entering.added(share) : entering;
  }

  /** What leaves a block that has neither parameters nor children. */
  private static Entering throughFunction(Block block, Entering in) {
    return ActivationReader.isOtherFunction(block) ? Entering.UNKNOWN : in;
  }

  /** What leaves a block with weights, as far as it is known by now what follows. */
  private Entering behind(List<ModelParameter> own) {
    Entering in = byBlock.get(own.get(0).block());
    if (!isAll(own, DENSE, CONVOLUTION, TRANSPOSED_CONVOLUTION, EXPERTS)) {
      return Entering.UNKNOWN;
    }
    ModelParameter weight = own.stream().filter(ModelParameter::isWeight).findFirst().orElseThrow();
    Entering out = in.weighted(weight.following());
    return weight.isFollowingKnown() ? out : out.unmeasured();
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

  /**
   * What stands between the last block with weights and the next one lowers its place.
   *
   * @param in what left that block since
   * @return the same by its new place
   */
  private Entering lower(Place place, Entering in) {
    if (place == Place.CHAIN) {
      return in; // no place has more
    }
    Optional<Entering> left = Optional.empty();
    boolean changed = false;
    for (List<ModelParameter> own : run) {
      Block block = own.get(0).block();
      Entering before = byBlock.get(block);
      Entering after = left.map(before::from).orElse(before).at(place);
      byBlock.put(block, after);
      changed |= !before.equals(after);
      left = Optional.of(behind(own));
    }
    Entering met = in.at(place);
    return changed && in.source() == Source.LAYER ? met.from(left.orElseThrow()) : met;
  }

  /** What leaves a branch or the model: links end there, unless an activation ends them. */
  private Entering end(Entering out) {
    boolean linked = out.place().isInBranch() && out.activation().equals(Activations.IDENTITY);
    Entering left = linked || out.place().isFromData() ? out : lower(Place.ELSEWHERE, out);
    run.clear();
    return left;
  }

  /** Before a normalization, the scale of weights is of no consequence. */
  private void normalize(Entering in) {
    lower(Place.ELSEWHERE, in);
    if (!run.isEmpty()
        && in.source() == Source.LAYER
        && in.activation().equals(Activations.IDENTITY)) {
      byBlock.computeIfPresent(
          run.get(run.size() - 1).get(0).block(),
          (block, entering) ->
              entering.share().isPresent()
                  ? entering.unmeasured().added(OptionalDouble.of(1))
                  : entering.unmeasured());
    }
  }

  private Entering throughChildren(
      Block block, Entering entering, OptionalDouble share, boolean sure) {
    boolean own = BlockInternals.runsOwnCode(block);
    boolean sequence = block instanceof SequentialBlock && !own;
    Entering in = sequence ? entering : lower(Place.ELSEWHERE, entering);
    if (!sequence) {
      run.clear();
    }
    if (block instanceof ParallelBlock parallel && !own) {
      Optional<ParallelSum> sum = ParallelSum.read(parallel);
      Entering out =
          sum.map(found -> throughSum(parallel, found, in, sure))
              .orElseGet(() -> throughOthers(parallel, in, sure));
      return sum.flatMap(ParallelSum::activation).map(out::after).orElse(out);
    }
    Entering inside = sequence ? in : Entering.UNKNOWN;
    for (Block child : block.getChildren().values()) {
      inside = through(child, inside, share, sequence && sure);
    }
    return sequence && !((SequentialBlock) block).isReturnIntermediate()
        ? inside
        : Entering.UNKNOWN;
  }

  /** What leaves a sum of a shortcut and branches. */
  private Entering throughSum(ParallelBlock block, ParallelSum sum, Entering in, boolean sure) {
    List<Block> ends = block.getChildren().values();
    int shortcut = shortcut(sum.scales(), ends);
    List<Entering> outs = new ArrayList<>();
    for (int end = 0; end < ends.size(); end++) {
      double share = end == shortcut ? 1 : Entering.branch(sum.scales().get(end));
      outs.add(end(through(ends.get(end), in.branched(), OptionalDouble.of(share), sure)));
    }
    if (shortcut < 0) {
      return Entering.of(Source.SUM);
    }
    Entering out = outs.get(shortcut);
    for (int end = ends.size() - 1; end >= 0; end--) {
      out = end == shortcut ? out : out.plus(outs.get(end), sum.scales().get(end));
    }
    return out;
  }

  private Entering throughOthers(ParallelBlock block, Entering in, boolean sure) {
    for (Block child : block.getChildren().values()) {
      end(through(child, in.apart(), OptionalDouble.empty(), sure));
    }
    return Entering.UNKNOWN;
  }

  /** The index of what is added unscaled, as {@link NetworkReader} has it; -1 if there is none. */
  private int shortcut(List<Double> scales, List<Block> ends) {
    int shortcut = -1;
    for (int end = 0; end < ends.size(); end++) {
      if (scales.get(end) == 1
          && (shortcut < 0 || isIdentity(ends.get(end)) || !isIdentity(ends.get(shortcut)))) {
        shortcut = end;
      }
    }
    return shortcut;
  }

  private boolean isIdentity(Block block) {
    boolean function = block.getChildren().isEmpty() && !ActivationReader.isOtherFunction(block);
    return (function || (block instanceof SequentialBlock && !BlockInternals.runsOwnCode(block)))
        && !activations.containsKey(block)
        && !parameters.containsKey(block)
        && !(block instanceof Dropout)
        && block.getChildren().values().stream().allMatch(this::isIdentity);
  }
}
