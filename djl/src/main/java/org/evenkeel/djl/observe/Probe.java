// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.activation.Activation;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.draw.Redrawn;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A measurement of every weighted layer of a DJL model by one forward and one backward pass.
 *
 * <pre>{@code
 * SignalProfile profile = Probe.of(block).measure(batch);
 * System.out.println(profile.verdict());
 * }</pre>
 *
 * <p>With the agent of {@link org.evenkeel.djl.agent.ProbeAgent} every layer of any Block is
 * measured: forward second moment, correlation, dead and saturated share from its output z, and
 * dLoss/dz as the gradient of a leaf of zeros that is added to z. Without it only the gradients of
 * the parameters are known; {@link #seesLayers()} tells. The layers inside of a {@link
 * SymbolBlock}, such as one from TorchScript, cannot be measured; the block is a row with a note.
 *
 * <p>Several threads may measure: they take turns. A training beside a measurement is not allowed,
 * because DJL has one gradient collector for the whole JVM.
 *
 * <p>The model is left as it was: parameters, their gradients and the running statistics of
 * normalization.
 */
public final class Probe {

  /** The turn of one measurement: DJL has one gradient collector for the whole JVM. */
  private static final ReentrantLock TURN = new ReentrantLock(true);

  private final Block model;
  private final ModelParameters found;
  private final BlockNames names;
  private final @Nullable FirstWeights start;
  private final Map<Activation, LayerWatcher.Flat> flats = new HashMap<>();
  private @Nullable BiConsumer<FirstWeights, NDList> correction;
  private boolean histograms;
  private boolean agentWanted = true;
  private boolean seesLayers = true;

  private Probe(Block model, @Nullable FirstWeights start) {
    this.model = model;
    this.found = parameters(model, start);
    this.names = new BlockNames(model, found);
    this.start = start;
  }

  /** The parameters of a model, those that its initial weights declare included. */
  static ModelParameters parameters(Block model, @Nullable FirstWeights start) {
    return ModelParameters.in(model, start == null ? List.of() : start.declared());
  }

  /** A probe of a model whose parameters are initialized. */
  public static Probe of(Block model) {
    return new Probe(model, null);
  }

  /**
   * A probe of a model with initial weights; its profile shows how every layer was drawn.
   *
   * @throws IllegalArgumentException if the start asks for a correction from data that was not made
   */
  public static Probe of(Block model, FirstWeights start) {
    require(
        !start.awaitsCorrection(),
        "the start \"%s\" is corrected from data, and this one was not; call DataScaling.correct(weights, batch) first"
            .formatted(start.start().name()));
    return new Probe(model, start);
  }

  /**
   * The same probe with histograms of the weights, activations and gradients of each layer, of at
   * most 8,192 values of each; the moments stay those of all values. Needs the agent.
   */
  public Probe withHistograms() {
    histograms = true;
    return this;
  }

  /**
   * The same probe, whose {@link #check(NDList)} may also try to correct weights from data.
   *
   * @param correct the correction that a start asks for, {@code DataScaling::correct}
   */
  public Probe withCorrection(BiConsumer<FirstWeights, NDList> correct) {
    correction = correct;
    return this;
  }

  /** The same probe as in a JVM without an agent. */
  Probe withoutAgent() {
    agentWanted = false;
    return this;
  }

  /** Whether the last measurement was of the layers, not only of the parameters' gradients. */
  public boolean seesLayers() {
    return seesLayers;
  }

  /**
   * The measurement with a random projection of the output as loss, Σ r·y with r ~ N(0, 1), which
   * needs no labels.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @throws IllegalArgumentException if the model has no weights, the batch does not fit it or
   *     holds NaN, or a block fails or returns NaN for finite inputs; the message names it
   * @throws IllegalStateException if the model is not initialized, or holds weights that are not
   *     finite
   */
  public SignalProfile measure(NDList batch) {
    return measure(batch, ModelPass::randomProjection);
  }

  /**
   * The measurement with a loss of one's own.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   * @throws IllegalArgumentException as {@link #measure(NDList)}, or if the loss has no gradient
   * @throws IllegalStateException as {@link #measure(NDList)}
   */
  public SignalProfile measure(NDList batch, Function<NDList, NDArray> loss) {
    return measured(batch, loss).profile();
  }

  /**
   * A measurement.
   *
   * @param profile the profile, with the input as the first layer gets it
   * @param input the input as it is
   */
  private record Measured(SignalProfile profile, InputSignal input) {}

  private Measured measured(NDList batch, Function<NDList, NDArray> loss) {
    TURN.lock();
    try {
      return measuredAlone(batch, loss);
    } finally {
      TURN.unlock();
    }
  }

  private Measured measuredAlone(NDList batch, Function<NDList, NDArray> loss) {
    requireMeasurable(batch);
    try (ModelPass pass = ModelPass.of(model, batch)) {
      InputSignal input = input(pass);
      seesLayers = agentWanted && ForwardHook.available();
      ParameterGradients gradients = new ParameterGradients(model, found, names);
      InputSignal entered = embedsFirst() ? InputSignal.WITHOUT_SCALE : input;
      List<LayerMeasurement> layers;
      if (seesLayers) {
        LayerWatcher watcher = watch(pass, loss);
        layers = watcher.measured();
        entered = watcher.entered() == null ? input : watcher.entered();
        settle(layers, pass, loss, gradients);
      } else {
        layers = gradients.measured(pass, loss);
      }
      Long seed = start == null || start.start().isLibraryDefaults() ? null : (Long) start.seed();
      List<LayerSignal> rows = LayerMeasurement.signals(layers, start);
      List<String> notDrawn = seed == null ? List.of() : start.notDrawn();
      return new Measured(SignalProfile.of(seed, entered, rows).withNotDrawn(notDrawn), input);
    }
  }

  private boolean embedsFirst() {
    return found.layers().stream()
        .findFirst()
        .flatMap(ModelParameter::role)
        .filter(role -> role.kind() == Kind.EMBEDDING)
        .isPresent();
  }

  /**
   * The measurement with a random projection as loss, and the forecast beside it as far as the
   * model can be read; the verdict is on both, and its remedy was tried in theory. Where theory
   * cannot read the model, other starts are measured, up to four, until one is healthy; afterwards
   * the parameters have their values again, bit for bit.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @throws IllegalArgumentException as {@link #measure(NDList)}
   */
  public SignalProfile check(NDList batch) {
    return check(batch, ModelPass::randomProjection);
  }

  /**
   * The measurement and the forecast with a loss of one's own.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   * @throws IllegalArgumentException as {@link #measure(NDList, Function)}
   */
  public SignalProfile check(NDList batch, Function<NDList, NDArray> loss) {
    TURN.lock();
    try {
      ModelForecast.Advised advised = advised(batch, loss);
      return advised.told()
          ? advised.profile()
          : MeasuredRemedies.tried(
              advised.profile(),
              start == null ? null : start.start(),
              other -> state(other, batch, loss));
    } finally {
      TURN.unlock();
    }
  }

  private ModelForecast.Advised advised(NDList batch, Function<NDList, NDArray> loss) {
    Measured measured = measured(batch, loss);
    return ModelForecast.beside(
        measured.profile(), model, start, measured.input(), batch.head().getShape());
  }

  /** The state of the model by another start; empty if that cannot be drawn or measured. */
  private Optional<Verdict.State> state(Start other, NDList batch, Function<NDList, NDArray> loss) {
    if (other.correction().isPresent() && correction == null) {
      return Optional.empty();
    }
    try (Redrawn redrawn = Redrawn.of(model, start, other)) {
      if (correction != null) {
        correction.accept(redrawn.weights(), batch);
      }
      return Optional.of(new Probe(model, redrawn.weights()).advised(batch, loss).state());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.empty(); // no such start for this model, or values beyond floats by it
    }
  }

  /** The result of passes beside which no probe measures. Internal to this module. */
  public static <T> T inTurn(Supplier<T> passes) {
    TURN.lock();
    try {
      return passes.get();
    } finally {
      TURN.unlock();
    }
  }

  private void requireMeasurable(NDList batch) {
    require(
        !found.layers().isEmpty()
            || names.blocks().stream().anyMatch(SymbolBlock.class::isInstance),
        "a probe needs layers with weights: %s has none; add one, such as Linear"
            .formatted(names.of(model)));
    if (!model.getParameters().values().stream().allMatch(Parameter::isInitialized)) {
      throw new IllegalStateException(
          "a probe needs a model with weights; call block.initialize(manager, DataType.FLOAT32, shape) first");
    }
    require(!batch.isEmpty(), "a batch needs an array: it has none; give it the model's inputs");
    for (NDArray input : batch) {
      require(
          input.getShape().dimension() > 0 && input.size() > 0,
          "a batch needs examples along the first axis of every array: one has shape "
              + input.getShape());
    }
  }

  private static InputSignal input(ModelPass pass) {
    NDArray array = pass.inputs().head();
    int unitAxis = array.getShape().dimension() - 1;
    try (OutputStatistics statistics = OutputStatistics.of(array, unitAxis, pass.scope())) {
      InputSignal input = statistics.input();
      require(
          Double.isFinite(input.secondMoment()),
          "a batch must hold finite numbers: there is %s among them; leave such examples out"
              .formatted(Double.isNaN(input.secondMoment()) ? "NaN" : "an infinite one"));
      return input;
    }
  }

  private LayerWatcher watch(ModelPass pass, Function<NDList, NDArray> loss) {
    LayerWatcher watcher = new LayerWatcher(names, found, flats, pass.scope(), histograms);
    pass.backward(watcher, outputs -> watcher.seesGradients() ? loss.apply(outputs) : null);
    return watcher;
  }

  /** Takes what deliberate zeros keep back from a pass after they have moved. */
  private void settle(
      List<LayerMeasurement> layers,
      ModelPass pass,
      Function<NDList, NDArray> loss,
      ParameterGradients gradients) {
    if (layers.isEmpty()) {
      throw new IllegalStateException(
          "a probe needs layers that run: the model's forward calls none of its own; let it call them");
    }
    if (LayerMeasurement.wait(layers)) {
      List<LayerMeasurement> moved = List.of();
      try (ZeroSteps zeros = ZeroSteps.of(model, gradients)) {
        while (LayerMeasurement.wait(moved.isEmpty() ? layers : moved) && zeros.step(pass, loss)) {
          moved = watch(pass, loss).measured();
        }
      }
      if (!moved.isEmpty()) {
        LayerMeasurement.settle(layers, moved);
      }
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
