// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.read.InsideBlocks;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * A forward pass under an observer, as in training but without chance, so that the same model and
 * batch give the same values: normalization runs with the batch's statistics; dropout drops what
 * numbers of Evenkeel's own tell it to, the same ones in every pass; all else that asks whether it
 * is trained is told no. What fails inside of a model is told with the layer's name.
 */
public final class WatchedPass implements ForwardHook.Observer {

  private static final long DROPOUT_SEED = 0;

  /** A Block that has not returned yet. */
  private record Running(Block block, NDList inputs) {}

  private final ForwardHook.Observer observer;
  private final Deque<Running> running = new ArrayDeque<>();
  private int dropouts;
  private RuntimeException refusal;

  private WatchedPass(ForwardHook.Observer observer) {
    this.observer = observer;
  }

  /**
   * Runs a model.
   *
   * @param scope where the pass's arrays live
   * @throws IllegalArgumentException if a Block fails
   * @throws IllegalStateException if there is no agent to watch with
   */
  @SuppressWarnings("try") // the observation is there to be closed
  public static NDList run(
      Block model, NDManager scope, NDList inputs, ForwardHook.Observer observer) {
    WatchedPass pass = new WatchedPass(observer);
    try (ForwardHook.Observation observation = ForwardHook.observe(pass)) {
      return model.forward(new ParameterStore(scope, false), inputs, false);
    } catch (RuntimeException e) {
      if (e == pass.refusal || pass.running.isEmpty()) {
        throw e;
      }
      Running failed = pass.running.element();
      throw failure(
          new BlockNames(model, ModelParameters.in(model)).of(failed.block()),
          model,
          failed.inputs(),
          e);
    }
  }

  @Override
  public boolean entering(Block block, NDList inputs, boolean training) {
    running.push(new Running(block, inputs));
    boolean normalizes =
        block.getDirectParameters().values().stream().anyMatch(RunningStatistics::isOne);
    return observer.entering(block, inputs, training || normalizes);
  }

  @Override
  public NDList returned(Block block, NDList inputs, NDList outputs) {
    NDList given =
        block instanceof Dropout dropout && InsideBlocks.rate(dropout) > 0
            ? new NDList(dropped(dropout, inputs.singletonOrThrow()))
            : outputs;
    NDList replaced = observed(block, inputs, given);
    // Blocks above it have thrown, and one that called them went on.
    while (running.pop().block() != block) {}
    return replaced;
  }

  /** What a dropout gives in training: x·m/(1-p), P(m=0) = p. */
  private NDArray dropped(Dropout dropout, NDArray x) {
    double rate = InsideBlocks.rate(dropout);
    Key key = Key.of(DROPOUT_SEED, "dropout" + dropouts++);
    try (NDArray uniform = x.getManager().create(x.getShape(), DataType.FLOAT32, Device.cpu())) {
      RandomFill.uniform(
          key, 0, uniform.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer(), 1);
      try (NDArray kept = uniform.gt(2 * rate - 1);
          NDArray mask = kept.toType(x.getDataType(), false).toDevice(x.getDevice(), false)) {
        return Scalars.timesInPlace(x.mul(mask), 1 / Math.max(1 - rate, Float.MIN_NORMAL));
      }
    }
  }

  /** What the observer itself throws is not the Block's failure. */
  private NDList observed(Block block, NDList inputs, NDList outputs) {
    try {
      return observer.returned(block, inputs, outputs);
    } catch (RuntimeException e) {
      refusal = e;
      throw e;
    }
  }

  /**
   * The error for a Block that threw.
   *
   * @param name the Block's name
   */
  static IllegalArgumentException failure(
      String name, Block model, NDList inputs, RuntimeException cause) {
    return new IllegalArgumentException(
        "%s fails on inputs of shape %s: %s%s"
            .formatted(
                name,
                shapes(inputs.getShapes()),
                firstLine(cause),
                wanted(model).map("; the model was initialized for "::concat).orElse("")),
        cause);
  }

  static String firstLine(RuntimeException cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }

  private static Optional<String> wanted(Block model) {
    return Optional.ofNullable(model.getInputShapes()).map(WatchedPass::shapes);
  }

  private static String shapes(Shape... shapes) {
    return shapes.length == 1 ? shapes[0].toString() : Arrays.toString(shapes);
  }

  /** A view of a batch for one pass: its arrays stay the caller's. */
  public static NDList views(NDManager scope, NDList batch) {
    NDList views = new NDList();
    for (NDArray array : batch) {
      NDArray view = array.stopGradient();
      view.attach(scope);
      views.add(view);
    }
    return views;
  }
}
