// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.function.Function;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.jspecify.annotations.Nullable;

/**
 * Passes of one batch through a model that is left as it was: close restores running statistics,
 * and frees the memory of the passes. Internal to this module.
 */
public final class ModelPass implements AutoCloseable {

  private static final long PROJECTION_SEED = 0;

  private final Block model;
  private final NDList batch;
  private final NDManager scope;
  private final RunningStatistics statistics;

  private ModelPass(Block model, NDList batch, NDManager scope) {
    this.model = model;
    this.batch = batch;
    this.scope = scope;
    this.statistics = RunningStatistics.of(model, scope);
  }

  /** A pass through a model whose parameters are initialized. */
  public static ModelPass of(Block model, NDList batch) {
    LentMemory.keep();
    return new ModelPass(model, batch, batch.head().getManager().newSubManager());
  }

  /** The memory of the passes' arrays. */
  public NDManager scope() {
    return scope;
  }

  /** Views of the batch, whose arrays stay the caller's. */
  NDList inputs() {
    NDList views = new NDList();
    for (NDArray array : batch) {
      NDArray view = array.stopGradient();
      view.attach(scope);
      views.add(view);
    }
    return views;
  }

  /**
   * A forward pass.
   *
   * @return the model's outputs
   * @throws IllegalArgumentException if a Block fails; the message names it
   * @throws IllegalStateException if there is no agent
   */
  public NDList forward(ForwardHook.Observer observer) {
    return WatchedPass.run(model, scope, inputs(), observer);
  }

  /**
   * A forward and a backward pass, in which the model's parameters get no gradients.
   *
   * @param loss the loss of the model's outputs; null for none, which ends after the forward pass
   * @throws IllegalArgumentException if a Block fails or the loss has no gradient
   * @throws IllegalStateException if there is no agent
   */
  @SuppressWarnings("try") // disabled is there to be closed
  public void backward(ForwardHook.Observer observer, Function<NDList, @Nullable NDArray> loss) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector();
        DisabledGradients disabled = DisabledGradients.of(model)) {
      NDArray value = loss.apply(forward(observer));
      if (value != null) {
        backward(collector, value);
      }
    }
  }

  /** The backward pass of a loss. */
  static void backward(GradientCollector collector, NDArray loss) {
    try {
      collector.backward(loss);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "a backward pass needs a loss with a gradient: %s; let it depend on the layers"
              .formatted(WatchedPass.firstLine(e)),
          e);
    }
  }

  /** A random projection of the outputs as loss, Σ r·y with r ~ N(0, 1), which needs no labels. */
  public static NDArray randomProjection(NDList outputs) {
    NDArray sum = null;
    for (NDArray output : outputs) {
      FloatBuffer weights = FloatBuffer.allocate(Math.toIntExact(output.size()));
      RandomFill.normal(Key.of(PROJECTION_SEED, "projection"), 0, weights.duplicate(), 1);
      NDArray r = output.getManager().create(weights.array(), output.getShape());
      NDArray projected = output.mul(r).sum();
      sum = sum == null ? projected : sum.add(projected);
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      statistics.close();
      scope.close();
    } finally {
      Reference.reachabilityFence(batch); // its memory may be its handle's
    }
  }
}
