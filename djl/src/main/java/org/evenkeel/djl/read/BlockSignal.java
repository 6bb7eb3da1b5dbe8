// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.SelfAttention;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.djl.build.UpConvolution;

/**
 * The arrays between two Blocks: their shapes with batch axes, and the feature axis of sequences.
 *
 * @param shapes the shapes of all arrays; layers are read for the first one
 * @param layout the feature axis of an array of three axes
 */
record BlockSignal(List<Shape> shapes, Layout layout) {

  /** The feature axis of a sequence. */
  enum Layout {
    /** (batch, features, positions), the layout of convolutions. */
    FEATURES_FIRST,
    /** (batch, positions, features), the layout of linear, recurrent and attention blocks. */
    FEATURES_LAST;

    /** The layout that a Block requires: that of the first block in its tree that requires one. */
    static Optional<Layout> requiredBy(Block block) {
      if (block instanceof Convolution
          || block instanceof Deconvolution
          || block instanceof SelfAttention
          || block instanceof UpConvolution
          || block instanceof TokenNorm) {
        return Optional.of(FEATURES_FIRST);
      } else if (block instanceof Linear
          || block instanceof RecurrentBlock
          || block instanceof ScaledDotProductAttentionBlock) {
        return Optional.of(FEATURES_LAST);
      } else if (block instanceof BatchNorm norm) {
        return Optional.of(BlockInternals.axis(norm) == 1 ? FEATURES_FIRST : FEATURES_LAST);
      } else if (block instanceof LayerNorm norm) {
        int[] axes = BlockInternals.axes(norm);
        return axes != null && axes.length == 1 && axes[0] != 1
            ? Optional.of(FEATURES_LAST)
            : Optional.empty();
      }
      return requiredBy(block.getChildren().values());
    }

    /** The layout that the first of these blocks with a requirement has. */
    static Optional<Layout> requiredBy(List<Block> blocks) {
      return blocks.stream().map(Layout::requiredBy).flatMap(Optional::stream).findFirst();
    }
  }

  static BlockSignal of(Layout layout, Shape... shapes) {
    return new BlockSignal(List.of(shapes), layout);
  }

  /** The shape of the array that layers are read for. */
  Shape head() {
    return shapes.get(0);
  }

  Shape[] all() {
    return shapes.toArray(Shape[]::new);
  }

  /** Whether this is a sequence with its features on the last axis. */
  boolean isTokens() {
    return layout == Layout.FEATURES_LAST && head().dimension() == 3;
  }

  /** The number of axes without the batch axis. */
  int axes() {
    return head().dimension() - 1;
  }

  /** The axis of the features, or channels. */
  int featureAxis() {
    return isTokens() ? 2 : 1;
  }

  /** The shape of one example in a network: features first. */
  List<Integer> example() {
    long[] sizes = head().slice(1).getShape();
    if (isTokens()) {
      return List.of(Math.toIntExact(sizes[1]), Math.toIntExact(sizes[0]));
    }
    return Arrays.stream(sizes).mapToObj(Math::toIntExact).toList();
  }

  /** The same signal in a network's layout. */
  BlockSignal usual() {
    Shape shape = head().slice(0, 1).addAll(NetworkBlock.shape(example()));
    return of(Layout.FEATURES_FIRST, shape);
  }

  /** {@link #example()} as an array. */
  int[] exampleArray() {
    return example().stream().mapToInt(Integer::intValue).toArray();
  }
}
