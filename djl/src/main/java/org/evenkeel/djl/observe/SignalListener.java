// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/**
 * Follows the signal during a DJL training of one's own: one line for each epoch, which says
 * whether signal and gradient are still alive and how far a step moves the weights.
 *
 * <pre>{@code
 * new DefaultTrainingConfig(loss)
 *     .addTrainingListeners(SignalListener.create());
 * }</pre>
 *
 * <p>At the end of each epoch a {@link Probe} measures a batch that stays the same: E[z²] of the
 * last layer, the gradient's second moment at the first layer as a ratio to the last hidden
 * layer's, the correlation of two inputs in the last hidden layer, the largest share of dead units
 * of a layer, and the verdict, with its cause where it is not healthy and with what it was before
 * where it changed. <em>Update</em> is log10 of |ΔW|/|W|, the norms of a layer's change and of its
 * weights, in the first step of the epoch, for the layers that moved least and most. About -3 is
 * the rule of thumb; far below, a layer hardly learns, far above, the learning rate is too high.
 *
 * <p>The cost of an epoch is one forward and one backward pass over that batch and one copy of the
 * weights, which lives for one step. The training itself is left as it is, bit for bit: the probe
 * uses up no random number of the engine, and puts running statistics and gradients back. (A block
 * that draws random numbers in other ways does use some up.) With several devices, the weights are
 * those of the first one of them.
 *
 * <p>It hears what {@code EasyTrain} or one's own loop tells the trainer's listeners: {@code
 * onTrainingBatch} before each step and {@code onEpoch}. A loop without the first gets no updates,
 * and must give a batch.
 */
public final class SignalListener extends TrainingListenerAdapter {

  private final Consumer<String> out;
  private final NDList given;

  private Block model;
  private ModelParameters found;
  private Probe probe;
  private NDManager memory;
  private NDList batch;
  private int epoch;
  private boolean stepped;
  private Updates updates;
  private Updates.Range range;
  private Verdict.State before;

  private SignalListener(Consumer<String> out, NDList given) {
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
    forget();
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    settle();
    if (!stepped) {
      meet(trainer);
      stepped = true;
      updates = Updates.from(found, memory);
      if (batch == null) {
        batch = copy(batchData.getBatch().getData(), trainer);
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
    out.accept(
        "epoch " + epoch + ": " + (batch == null ? "no batch to measure" : measured()) + moved());
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

  /** Whatever comes after the epoch's first step: the weights have moved. */
  private void settle() {
    if (updates != null) {
      range = updates.range();
      updates.close();
      updates = null;
    }
  }

  private String measured() {
    try {
      return line(probe.measure(batch));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return "no measurement: " + e.getMessage();
    }
  }

  private String line(SignalProfile profile) {
    List<LayerSignal> layers = profile.layers();
    LayerSignal lastHidden =
        layers.stream()
            .filter(l -> l.activation() != null && !l.activation().equals("identity"))
            .reduce((one, next) -> next)
            .orElse(layers.get(layers.size() - 1));
    Optional<LayerSignal> mostDead =
        layers.stream()
            .filter(layer -> layer.deadShare() != null)
            .max(Comparator.comparing(LayerSignal::deadShare));
    StringJoiner line = new StringJoiner(", ");
    line.add(state(profile.verdict()));
    add(line, "last E[z²] %.3g", layers.get(layers.size() - 1).forward().measured());
    add(line, "gradient first/last %.3g", layers.get(0).gradient().measured());
    add(line, "correlation %.4f", lastHidden.correlation().measured());
    mostDead.ifPresent(
        layer ->
            line.add(
                text("dead %.0f %%", 100 * layer.deadShare())
                    + (layer.deadShare() > 0 ? " (" + layer.name() + ")" : "")));
    return line.toString();
  }

  private String state(Verdict verdict) {
    String changed = before == null || before == verdict.state() ? "" : "was " + before.label();
    before = verdict.state();
    String cause = verdict.healthy() ? "" : verdict.cause();
    String detail = changed + (changed.isEmpty() || cause.isEmpty() ? "" : "; ") + cause;
    return verdict.state().label() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }

  private String moved() {
    return range == null ? "" : ", update " + text(range.least()) + " to " + text(range.most());
  }

  private static String text(Updates.Update update) {
    String log10 =
        update.log10() == Double.NEGATIVE_INFINITY ? "none" : text("%.1f", update.log10());
    return log10 + " (" + update.layer() + ")";
  }

  private static void add(StringJoiner line, String format, Double value) {
    if (value != null) {
      line.add(text(format, value));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
