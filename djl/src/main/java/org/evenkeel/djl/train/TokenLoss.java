// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.Scalars;

/**
 * The softmax cross-entropy of a vector of scores for each token, as a mean over the tokens that
 * have a label.
 *
 * <p>Scores are (batch, tokens, classes), as DJL's own blocks return them, or (batch, classes,
 * tokens), as a {@link NetworkBlock} does.
 */
final class TokenLoss extends Loss {

  private static final int CLASSES_LAST = 2;

  private final int axis;
  private final float smoothing;

  private TokenLoss(int axis, float smoothing) {
    super("softmax cross-entropy of tokens");
    this.axis = axis;
    this.smoothing = smoothing;
  }

  /**
   * The loss of a block's outputs.
   *
   * @param output the shape of its output for a batch
   * @throws IllegalArgumentException if the output has no score for each class and token
   */
  static TokenLoss of(Block block, Shape output, Examples examples) {
    int usual = block instanceof NetworkBlock ? 1 : CLASSES_LAST;
    for (int axis : new int[] {usual, 3 - usual}) {
      if (output.dimension() == 3
          && output.get(3 - axis) == examples.labelsPerExample()
          && output.get(axis) >= examples.classes()) {
        return new TokenLoss(axis, 0);
      }
    }
    throw new IllegalArgumentException(
        "a network needs an output for each class and token: it has the shape %s, the data %d classes and %d tokens; end it with these"
            .formatted(
                Arrays.toString(output.slice(1).getShape()),
                examples.classes(),
                examples.labelsPerExample()));
  }

  /** The same loss against labels of which a share is spread over all classes. */
  TokenLoss smoothed(double share) {
    return new TokenLoss(axis, (float) share);
  }

  /** The scores as (batch, tokens, classes). */
  NDArray scores(NDList outputs) {
    NDArray found = outputs.singletonOrThrow();
    return axis == CLASSES_LAST ? found : found.swapAxes(1, 2);
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray known = labels.singletonOrThrow();
    NDArray labelled = known.gte(known.zerosLike()).toType(DataType.FLOAT32, false);
    NDArray index = known.mul(labelled).toType(DataType.INT64, false).expandDims(2);
    NDArray logs = scores(predictions).logSoftmax(CLASSES_LAST);
    NDArray told = logs.gather(index, CLASSES_LAST).squeeze(CLASSES_LAST);
    if (smoothing > 0) {
      told =
          Scalars.times(told, 1 - smoothing)
              .add(Scalars.times(logs.mean(new int[] {CLASSES_LAST}), smoothing));
    }
    return told.mul(labelled).sum().neg().div(labelled.sum());
  }
}
