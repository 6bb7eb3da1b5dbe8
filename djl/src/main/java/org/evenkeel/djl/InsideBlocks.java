// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertMaskedLanguageModelBlock;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/**
 * What DJL's blocks do in their code and do not show: activations that are no blocks of their own,
 * and settings without a getter.
 */
final class InsideBlocks {

  private InsideBlocks() {}

  /** A transposed convolution's number of groups. */
  static int groups(Deconvolution block) {
    return (int) read(Deconvolution.class, block, "groups");
  }

  /** A transposed convolution's stride. */
  static Shape stride(Deconvolution block) {
    return (Shape) read(Deconvolution.class, block, "stride");
  }

  /** The share of its inputs that a dropout drops. */
  static double rate(Dropout dropout) {
    return (float) read(Dropout.class, dropout, "rate");
  }

  /** The activation of a plain recurrent layer. */
  static Activation activation(Block rnn) {
    return read(RNN.class, rnn, "activation") == RNN.Activation.RELU
        ? Activations.RELU
        : Activations.TANH;
  }

  /** The activation that a block applies to a child's output by itself; empty if it does not. */
  static Optional<Activation> behind(Block parent, String child) {
    if (parent instanceof BertBlock && child.endsWith("poolingProjection")) {
      return Optional.of(Activations.TANH);
    }
    if (parent instanceof BertMaskedLanguageModelBlock && child.endsWith("sequenceProjection")) {
      @SuppressWarnings("unchecked") // as it is declared
      Function<NDArray, NDArray> hidden =
          (Function<NDArray, NDArray>)
              read(BertMaskedLanguageModelBlock.class, parent, "hiddenActivation");
      return ActivationBlocks.read(LambdaBlock.singleton(hidden));
    }
    return Optional.empty();
  }

  private static Object read(Class<?> declaring, Block block, String name) {
    try {
      Field field = declaring.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(block);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this version of DJL is not known here: " + declaring + " has no field " + name, e);
    }
  }
}
