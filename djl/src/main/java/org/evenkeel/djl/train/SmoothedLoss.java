// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import org.evenkeel.djl.build.Scalars;

/**
 * A cross-entropy against smoothed labels (Szegedy et al., Rethinking the Inception architecture,
 * 2016): a share ε of each label's probability is spread evenly over all outputs, and over both
 * classes of a single one.
 */
final class SmoothedLoss extends Loss {

  private final Loss plain;
  private final float share;

  private SmoothedLoss(Loss plain, float share) {
    super("smoothed " + plain.getName());
    this.plain = plain;
    this.share = share;
  }

  /** A loss with smoothed labels; the same loss for a share of 0. */
  static Loss of(Loss plain, double share) {
    if (share == 0) {
      return plain;
    }
    return plain instanceof TokenLoss tokens
        ? tokens.smoothed(share)
        : new SmoothedLoss(plain, (float) share);
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    if (plain instanceof SigmoidBinaryCrossEntropyLoss) {
      NDArray smoothed =
          Scalars.plus(Scalars.times(labels.singletonOrThrow(), 1 - share), share / 2);
      return plain.evaluate(new NDList(smoothed), predictions);
    }
    NDArray even = predictions.singletonOrThrow().logSoftmax(-1).mean();
    return Scalars.times(plain.evaluate(labels, predictions), 1 - share)
        .sub(Scalars.times(even, share));
  }
}
