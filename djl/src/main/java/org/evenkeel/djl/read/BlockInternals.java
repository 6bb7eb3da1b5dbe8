// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertMaskedLanguageModelBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.BothDirections;
import org.evenkeel.djl.build.FeatureScale;
import org.evenkeel.djl.build.MemoryBlock;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.Projection;
import org.evenkeel.djl.build.SelfAttention;
import org.evenkeel.djl.build.TokenNorm;
import org.evenkeel.djl.build.TokenTable;
import org.evenkeel.djl.build.TokensFirst;
import org.evenkeel.djl.build.UpConvolution;

/**
 * Private settings of DJL's blocks, and the activations that they apply without a block of their
 * own.
 */
public final class BlockInternals {

  private static final Set<Class<?>> OURS =
      Set.of(
          BothDirections.class,
          MemoryBlock.class,
          NetworkBlock.class,
          SelfAttention.class,
          TokenNorm.class,
          TokensFirst.class,
          TokenTable.class,
          UpConvolution.class,
          Projection.class,
          FeatureScale.class);

  private BlockInternals() {}

  /** A transposed convolution's number of groups. */
  static int groups(Deconvolution block) {
    return (int) read(Deconvolution.class, block, "groups");
  }

  /** A convolution's number of groups. */
  static int groups(Convolution block) {
    return (int) read(Convolution.class, block, "groups");
  }

  /** A transposed convolution's stride. */
  static Shape stride(Deconvolution block) {
    return (Shape) read(Deconvolution.class, block, "stride");
  }

  /** The activation of a plain recurrent layer. */
  static Activation activation(Block rnn) {
    return read(RNN.class, rnn, "activation") == RNN.Activation.RELU
        ? Activations.RELU
        : Activations.TANH;
  }

  /**
   * Whether the examples lie on the first axis of a recurrent layer's input, the steps on the
   * second.
   */
  public static boolean isBatchFirst(RecurrentBlock block) {
    return (boolean) read(RecurrentBlock.class, block, "batchFirst");
  }

  /**
   * Whether a recurrent layer has the examples on the first axis, biases and one direction, and
   * returns nothing but the states of all steps.
   */
  static boolean isPlain(RecurrentBlock block) {
    return isBatchFirst(block)
        && (boolean) read(RecurrentBlock.class, block, "hasBiases")
        && !readsBothWays(block)
        && !(boolean) read(RecurrentBlock.class, block, "returnState");
  }

  /** Whether a Block is a recurrent layer in both directions. */
  public static boolean readsBothWays(Block block) {
    return block instanceof RecurrentBlock
        && (boolean) read(RecurrentBlock.class, block, "bidirectional");
  }

  /** The units of a recurrent layer's state. */
  static int stateSize(RecurrentBlock block) {
    return Math.toIntExact((long) read(RecurrentBlock.class, block, "stateSize"));
  }

  /** The number of recurrent layers that a block stacks. */
  static int numLayers(RecurrentBlock block) {
    return (int) read(RecurrentBlock.class, block, "numLayers");
  }

  /** The size of a BERT's vocabulary, or of that of its segments. */
  static int dictionarySize(IdEmbedding table) {
    return (int) read(IdEmbedding.class, table, "dictionarySize");
  }

  /** The activation that a block itself applies to a child's output; empty if none. */
  static Optional<Activation> behind(Block parent, String child) {
    if (parent instanceof BertBlock && child.endsWith("poolingProjection")) {
      return Optional.of(Activations.TANH);
    }
    if (parent instanceof BertMaskedLanguageModelBlock && child.endsWith("sequenceProjection")) {
      @SuppressWarnings("unchecked") // as it is declared
      Function<NDArray, NDArray> hidden =
          (Function<NDArray, NDArray>)
              read(BertMaskedLanguageModelBlock.class, parent, "hiddenActivation");
      return ActivationReader.read(LambdaBlock.singleton(hidden));
    }
    return Optional.empty();
  }

  /** Whether a block's forward pass is neither DJL's nor Evenkeel's, as in a user's subclass. */
  public static boolean runsOwnCode(Block block) {
    for (Class<?> type = block.getClass(); type != null; type = type.getSuperclass()) {
      if (Arrays.stream(type.getDeclaredMethods())
          .anyMatch(method -> method.getName().equals("forwardInternal"))) {
        return !(type.getName().startsWith("ai.djl.") || OURS.contains(type));
      }
    }
    return true;
  }

  /** The function of a parallel block's branches. */
  @SuppressWarnings("unchecked") // as it is declared
  static Function<List<NDList>, NDList> combination(ParallelBlock block) {
    return (Function<List<NDList>, NDList>) read(ParallelBlock.class, block, "function");
  }

  /** The feature axis of a batch normalization. */
  static int axis(BatchNorm block) {
    return (int) read(BatchNorm.class, block, "axis");
  }

  /** The axes that a layer normalization averages over; null for all but the batch axis. */
  static int[] axes(LayerNorm block) {
    return (int[]) read(LayerNorm.class, block, "axis");
  }

  /** The drop probability. */
  static double rate(Dropout block) {
    return asWritten((float) read(Dropout.class, block, "rate"));
  }

  /** The drop probability of a dropout or recurrent block; empty for any other. */
  public static Optional<Float> dropRate(Block block) {
    return dropField(block).map(field -> (float) get(field, block));
  }

  /** Sets the drop probability of a dropout or recurrent block. */
  public static void setDropRate(Block block, float rate) {
    try {
      dropField(block).orElseThrow().setFloat(block, rate);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("drop rate of " + block, e);
    }
  }

  private static Optional<Field> dropField(Block block) {
    if (block instanceof Dropout) {
      return Optional.of(field(Dropout.class, "rate"));
    }
    return block instanceof RecurrentBlock
        ? Optional.of(field(RecurrentBlock.class, "dropRate"))
        : Optional.empty();
  }

  /** The drop probability after the attention of a transformer encoder. */
  static double attentionDropout(TransformerEncoderBlock block) {
    return rate((Dropout) read(TransformerEncoderBlock.class, block, "selfAttentionDropout"));
  }

  /** The drop probability after the feed-forward layers of a transformer encoder. */
  static double outputDropout(TransformerEncoderBlock block) {
    return rate((Dropout) read(TransformerEncoderBlock.class, block, "fullyConnectedDropout"));
  }

  /** The number of heads of attention. */
  static int heads(ScaledDotProductAttentionBlock block) {
    return (int) read(ScaledDotProductAttentionBlock.class, block, "headCount");
  }

  /** The double with the decimal digits of a float: 0.1 for 0.1f. */
  static double asWritten(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static Object read(Class<?> declaring, Block block, String name) {
    return get(field(declaring, name), block);
  }

  private static Object get(Field field, Block block) {
    try {
      return field.get(block);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " of " + block, e);
    }
  }

  private static Field field(Class<?> declaring, String name) {
    try {
      Field field = declaring.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(
          "evenkeel-djl needs DJL 0.36: %s has no field %s in this version; use DJL 0.36"
              .formatted(declaring.getName(), name),
          e);
    }
  }
}
