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
import java.util.function.Supplier;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.read.BlockInternals;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.jspecify.annotations.Nullable;

/**
 * A deterministic forward pass in training mode under an observer: normalization uses the batch's
 * statistics; dropout uses fixed random numbers of Evenkeel's own; all other blocks run as in
 * inference. The error of a block that fails begins with its name.
 */
final class WatchedPass implements ForwardHook.Observer {

  private static final long DROPOUT_SEED = 0;

  /** A Block that has not returned. */
  private record Running(Block block, NDList inputs) {}

  private final ForwardHook.Observer observer;

  /** DJL 0.36 fails so but for one layer of an LSTM with as many units as features. */
  private static final String BOTH_WAYS =
      "; DJL gives the engine the parameters of both directions in a wrong order: build the layer"
          + " from a network with 'bidirectional: true', or from one Block for each direction";

  private final Deque<Running> running = new ArrayDeque<>();
  private int dropouts;
  private @Nullable RuntimeException refusal;

  private WatchedPass(ForwardHook.Observer observer) {
    this.observer = observer;
  }

  /**
   * The outputs of a model.
   *
   * @param scope the memory of the pass's arrays
   * @throws IllegalArgumentException if a Block fails
   * @throws IllegalStateException if there is no agent to watch with
   */
  @SuppressWarnings("try") // the observation is there to be closed
  static NDList run(Block model, NDManager scope, NDList inputs, ForwardHook.Observer observer) {
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
          e,
          BlockInternals.readsBothWays(failed.block()) ? BOTH_WAYS : "");
    }
  }

  @Override
  public NDList entering(Block block, NDList inputs) {
    running.push(new Running(block, inputs));
    return observed(() -> observer.entering(block, inputs));
  }

  @Override
  public boolean training(Block block, boolean asked) {
    return asked
        || block.getDirectParameters().values().stream().anyMatch(RunningStatistics::isOne);
  }

  @Override
  public NDList returned(Block block, NDList inputs, NDList outputs) {
    NDList given =
        block instanceof Dropout && rate(block) > 0
            ? new NDList(dropped(rate(block), inputs.singletonOrThrow()))
            : outputs;
    NDList replaced = observed(() -> observer.returned(block, inputs, given));
    // Blocks above it on the stack have thrown, and a caller has caught that.
    while (running.pop().block() != block) {}
    return replaced;
  }

  /** The drop probability with the decimal digits of the block's float. */
  private static double rate(Block dropout) {
    return Double.parseDouble(BlockInternals.dropRate(dropout).orElseThrow().toString());
  }

  /** The output of dropout in training: x·m/(1-p), P(m=0) = p. */
  private NDArray dropped(double rate, NDArray x) {
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

  /** What the observer returns; its own exceptions are not failures of the Block. */
  private NDList observed(Supplier<NDList> event) {
    try {
      return event.get();
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
    return failure(name, model, inputs, cause, "");
  }

  private static IllegalArgumentException failure(
      String name, Block model, NDList inputs, RuntimeException cause, String remedy) {
    return new IllegalArgumentException(
        "%s fails on inputs of shape %s: %s%s%s"
            .formatted(
                name,
                shapes(inputs.getShapes()),
                firstLine(cause),
                wanted(model).map("; the model was initialized for "::concat).orElse(""),
                remedy),
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
}
