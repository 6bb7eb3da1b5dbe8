// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.Locale;
import java.util.function.Consumer;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.signal.EpochSignal;
import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One line per epoch of a DJL training of one's own: whether signal and gradient keep their scale,
 * and how far a step moves the weights.
 *
 * <pre>{@code
 * new DefaultTrainingConfig(loss)
 *     .addTrainingListeners(SignalListener.create());
 * }</pre>
 *
 * <p>At the end of each epoch a {@link Probe} measures a batch that stays the same: E[z²] of the
 * last layer, the gradient's second moment at the first layer as a ratio to the last hidden
 * layer's, the correlation of two inputs in the last hidden layer, the largest share of dead units
 * of a layer, and the verdict, with its cause where it is not healthy and with the previous one
 * where it changed. <em>Update</em> is log10 of |ΔW|/|W|, the norms of a layer's change and of its
 * weights, in the first step of the epoch, for the layers that moved least and most. About -3 is
 * the rule of thumb; far below, a layer hardly learns, far above, the learning rate is too high.
 *
 * <p>If the trainer has {@link ai.djl.metric.Metrics}, the numbers are added to them as {@code
 * signal_second_moment}, {@code signal_gradient}, {@code signal_correlation}, {@code
 * signal_dead_share}, {@code signal_update_least} and {@code signal_update_most}.
 *
 * <p>The cost of an epoch is one forward and one backward pass over that batch and one copy of the
 * weights, which lives for one step. The training itself is left as it is, bit for bit: the probe
 * uses no random number of the engine, and restores running statistics and gradients. (A block that
 * draws random numbers in other ways does use some.) With several devices, the weights are those of
 * the first one.
 *
 * <p>The events are {@code onTrainingBatch} before each step and {@code onEpoch}, which {@code
 * EasyTrain} sends. A loop that sends no batch event calls {@link #beforeStep} itself; one that
 * calls neither gets no updates, and must {@linkplain #on give a batch}.
 */
public final class SignalListener extends TrainingListenerAdapter {

  private final Consumer<String> out;
  private final @Nullable NDList given;

  private @Nullable Block model;
  private ModelParameters found;
  private Probe probe;
  private @Nullable NDManager memory;
  private @Nullable NDList batch;
  private int epoch;
  private boolean stepped;
  private @Nullable Updates updates;
  private Updates.@Nullable Range range;
  private Verdict.@Nullable State before;

  private SignalListener(Consumer<String> out, @Nullable NDList given) {
    this.out = out;
    this.given = given;
  }

  /** A listener that prints to standard output and measures the first training batch it sees. */
  public static SignalListener create() {
    return new SignalListener(System.out::println, null);
  }

  /** The same listener with another place for its lines. */
  public SignalListener to(Consumer<String> lines) {
    return new SignalListener(lines, given);
  }

  /**
   * The same listener with a batch to measure.
   *
   * @param inputs the model's inputs, open as long as the training goes on
   */
  public SignalListener on(NDList inputs) {
    return new SignalListener(out, inputs);
  }

  /** Forgets what it knew of another training. */
  @Override
  public void onTrainingBegin(Trainer trainer) {
    LentMemory.keep();
    forget();
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    beforeStep(trainer, batchData.getBatch().getData());
  }

  /**
   * The event before a step, for a loop that sends no batch events.
   *
   * @param inputs the model's inputs in this step
   */
  public void beforeStep(Trainer trainer, NDList inputs) {
    settle();
    if (!stepped) {
      meet(trainer);
      stepped = true;
      updates = Updates.from(found, memory);
      if (batch == null) {
        batch = copy(inputs, trainer);
      }
    }
  }

  @Override
  public void onValidationBatch(Trainer trainer, BatchData batchData) {
    settle();
  }

  @Override
  public void onEpoch(Trainer trainer) {
    settle();
    meet(trainer);
    epoch++;
    String signal = batch == null ? "no batch to measure" : measured(trainer);
    out.accept("epoch " + epoch + ": " + signal + moved());
    if (range != null) {
      add(trainer, "update_least", range.least().log10());
      add(trainer, "update_most", range.most().log10());
    }
    stepped = false;
    range = null;
  }

  @Override
  public void onTrainingEnd(Trainer trainer) {
    forget();
  }

  /** Gets to know the model, which a trainer may have before its weights are there. */
  private void meet(Trainer trainer) {
    if (model != trainer.getModel().getBlock()) {
      forget();
      model = trainer.getModel().getBlock();
      found = ModelParameters.in(model);
      probe = Probe.of(model);
      memory = trainer.getManager().newSubManager();
      batch = given;
    }
  }

  private void forget() {
    if (memory != null) {
      memory.close();
    }
    model = null;
    memory = null;
    batch = null;
    updates = null;
    range = null;
    before = null;
    epoch = 0;
    stepped = false;
  }

  private NDList copy(NDList data, Trainer trainer) {
    NDList copies = new NDList();
    for (NDArray array : data) {
      NDArray copy = array.toDevice(trainer.getDevices()[0], true);
      NDScope.unregister(copy);
      copy.attach(memory);
      copies.add(copy);
    }
    return copies;
  }

  /** Takes the update of the epoch's first step, at the first event after it. */
  private void settle() {
    if (updates != null) {
      range = updates.range();
      updates.close();
      updates = null;
    }
  }

  private String measured(Trainer trainer) {
    try {
      EpochSignal signal = EpochSignal.of(probe.measure(batch));
      signal.numbers().forEach((name, value) -> add(trainer, name, value));
      String line = signal.line(before);
      before = signal.verdict().state();
      return line;
    } catch (IllegalArgumentException | IllegalStateException e) {
      return "no measurement: " + e.getMessage();
    }
  }

  private static void add(Trainer trainer, String name, Number value) {
    if (trainer.getMetrics() != null) {
      trainer.getMetrics().addMetric("signal_" + name, value);
    }
  }

  private String moved() {
    return range == null ? "" : ", update " + text(range.least()) + " to " + text(range.most());
  }

  private static String text(Updates.Update update) {
    String log10 =
        update.log10() == Double.NEGATIVE_INFINITY
            ? "none"
            : String.format(Locale.ROOT, "%.1f", update.log10());
    return log10 + " (" + update.layer() + ")";
  }
}
