// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.LambdaBlock;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Shaped;

/**
 * The DJL Block of a shaped activation γ (f(αx + β) + δ), for a model of one's own; in a {@link
 * NetworkBlock} it is there already. Readers of the model know the activation from it.
 */
public final class ShapedBlock extends LambdaBlock {

  private final Activation activation;

  private ShapedBlock(Activation activation, Function<NDArray, NDArray> function) {
    super(arrays -> new NDList(function.apply(arrays.singletonOrThrow())), activation.name());
    this.activation = activation;
  }

  /**
   * The Block of a shaped activation.
   *
   * @param activation such as {@code Shaping.DKS.of(Activations.GELU, 50)}
   * @throws IllegalArgumentException if it is not shaped, or the engine does not have its f
   */
  public static ShapedBlock of(Activation activation) {
    Shaped shaped =
        activation
            .shaped()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a block of a shaped activation needs one: \"%s\" is not; shape it first"
                            .formatted(activation)));
    Function<NDArray, NDArray> base = ActivationBlocks.function(shaped.base());
    return new ShapedBlock(
        activation,
        x -> {
          NDArray inside = times(x, shaped.inputScale());
          NDArray f = base.apply(plus(inside, shaped.inputShift()));
          return times(plus(f, shaped.outputShift()), shaped.outputScale());
        });
  }

  /** The activation. */
  public Activation activation() {
    return activation;
  }

  private static NDArray times(NDArray x, double c) {
    return c == 1 ? x : Scalars.times(x, (float) c);
  }

  private static NDArray plus(NDArray x, double c) {
    return c == 0 ? x : Scalars.plus(x, (float) c);
  }
}
