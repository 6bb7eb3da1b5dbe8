// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;

/**
 * Measures what every weighted layer of a DJL model carries, in one forward and one backward pass.
 *
 * <pre>{@code
 * SignalProfile profile = Probe.of(block).measure(batch);
 * System.out.println(profile.verdict());
 * }</pre>
 *
 * <p>With the hook of {@link ProbeAgent} every layer of any Block is seen, whoever calls it:
 * forward second moment, correlation, dead and saturated share from its output z, and dLoss/dz as
 * the gradient of a leaf of zeros that is added to z. Without it only the gradients of the
 * parameters can be read; {@link #seesLayers()} tells. Nothing of the model is changed: parameters,
 * their gradients and the running statistics of normalization are afterwards as before.
 */
public final class Probe {

  private static final long PROJECTION_SEED = 0;
  private static final NDIndex ALL = new NDIndex("...");

  private final Block model;
  private final ModelParameters found;
  private final BlockNames names;
  private final FirstWeights start;
  private final Map<Activation, LayerWatcher.Flat> flats = new HashMap<>();
  private boolean histograms;
  private boolean agentWanted = true;
  private boolean seesLayers = true;

  private Probe(Block model, FirstWeights start) {
    this.model = model;
    this.found =
        start == null ? ModelParameters.in(model) : ModelParameters.in(model, start.declared());
    this.names = new BlockNames(model, found);
    this.start = start;
  }

  /** A probe of a model whose parameters are initialized. */
  public static Probe of(Block model) {
    return new Probe(model, null);
  }

  /**
   * A probe of a model that was started so; its profile tells how every layer was drawn.
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
   * Sees also how weights, activations and gradients of each layer are spread; of a tensor with
   * more than 65,536 values, by so many of them. Needs the agent.
   */
  public Probe withHistograms() {
    histograms = true;
    return this;
  }

  /** The same probe as it is where there is no agent: it reads the parameters' gradients alone. */
  Probe withoutAgent() {
    agentWanted = false;
    return this;
  }

  /** Whether the last measurement saw the layers themselves, not only the parameters' gradients. */
  public boolean seesLayers() {
    return seesLayers;
  }

  /**
   * Measures with a random projection of the output as loss, Σ r·y with r ~ N(0, 1), which needs no
   * labels.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @throws IllegalArgumentException if the model has no weights, the batch does not fit it or
   *     holds NaN, or a block fails or returns NaN for finite inputs; the message names it
   * @throws IllegalStateException if the model is not initialized, or holds weights that are not
   *     finite
   */
  public SignalProfile measure(NDList batch) {
    return measure(batch, Probe::randomProjection);
  }

  /**
   * Measures with a loss of one's own.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   * @throws IllegalArgumentException if the model has no weights, the batch does not fit it or
   *     holds NaN, a block fails or returns NaN for finite inputs, or the loss has no gradient
   * @throws IllegalStateException if the model is not initialized, or holds weights that are not
   *     finite
   */
  @SuppressWarnings("try") // statistics is there to be closed
  public SignalProfile measure(NDList batch, Function<NDList, NDArray> loss) {
    require(
        !found.layers().isEmpty() || !closed().isEmpty(),
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
    try (NDManager scope = batch.head().getManager().newSubManager();
        RunningStatistics statistics = RunningStatistics.of(model, scope)) {
      return pass(scope, batch, loss);
    } finally {
      Reference.reachabilityFence(batch); // its memory may be its handle's
    }
  }

  /**
   * Measures with a random projection as loss, and lays beside it what theory says of the model as
   * far as it can be read; the verdict is on both, and its remedy was tried in theory.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @throws IllegalArgumentException as {@link #measure(NDList)}
   */
  public SignalProfile check(NDList batch) {
    return check(batch, Probe::randomProjection);
  }

  /**
   * The same with a loss of one's own.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   * @throws IllegalArgumentException as {@link #measure(NDList, Function)}
   */
  public SignalProfile check(NDList batch, Function<NDList, NDArray> loss) {
    return ModelForecast.beside(measure(batch, loss), model, start, batch.head().getShape());
  }

  private SignalProfile pass(NDManager scope, NDList batch, Function<NDList, NDArray> loss) {
    LentMemory.keep();
    NDList inputs = WatchedPass.views(scope, batch);
    InputSignal input = input(inputs.head(), scope);
    seesLayers = agentWanted && ForwardHook.available();
    List<LayerMeasurement> layers =
        seesLayers ? watched(scope, inputs, loss) : parameterGradients(scope, inputs, loss);
    return SignalProfile.of(
        start == null || start.start().isLibraryDefaults() ? null : start.seed(),
        input,
        LayerMeasurement.signals(layers, start));
  }

  private static InputSignal input(NDArray array, NDManager scope) {
    try (Moments moments = Moments.of(array, array.getShape().dimension() - 1, scope)) {
      InputSignal input = moments.input();
      require(
          Double.isFinite(input.secondMoment()),
          "a batch must hold finite numbers: there is %s among them; leave such examples out"
              .formatted(Double.isNaN(input.secondMoment()) ? "NaN" : "an infinite one"));
      return input;
    }
  }

  private static void backward(GradientCollector collector, NDArray loss) {
    try {
      collector.backward(loss);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "a probe needs a loss with a gradient: %s; let it depend on the layers"
              .formatted(WatchedPass.firstLine(e)),
          e);
    }
  }

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

  /** Only the gradients of the leaves of zeros are wanted. */
  @SuppressWarnings("try") // spared is there to be closed
  private List<LayerMeasurement> watched(
      NDManager scope, NDList inputs, Function<NDList, NDArray> loss) {
    LayerWatcher watcher = new LayerWatcher(names, found, flats, scope, histograms);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector();
        SparedGradients spared = SparedGradients.of(model)) {
      NDList outputs = WatchedPass.run(model, scope, inputs, watcher);
      if (watcher.seesGradients()) {
        backward(collector, loss.apply(outputs));
      }
      List<LayerMeasurement> layers = watcher.measured();
      if (layers.isEmpty()) {
        throw new IllegalStateException(
            "a probe needs layers that run: the model went past all of its own; let its forward call them");
      }
      return layers;
    }
  }

  /** The compiled models in the model, by {@link SymbolBlock}. */
  private List<LayerMeasurement> closed() {
    return names.blocks().stream()
        .filter(SymbolBlock.class::isInstance)
        .map(block -> LayerMeasurement.closed(names.of(block), block))
        .toList();
  }

  /**
   * What can be had without the hook: second moments of dLoss/dW; gradients are as before after.
   */
  private List<LayerMeasurement> parameterGradients(
      NDManager scope, NDList inputs, Function<NDList, NDArray> loss) {
    List<NDArray> learnt =
        model.getParameters().values().stream()
            .distinct() // arrays are equal where their values are
            .map(Parameter::getArray)
            .filter(NDArray::hasGradient)
            .toList();
    NDList before = new NDList();
    for (NDArray parameter : learnt) {
      try (NDArray gradient = parameter.getGradient()) {
        NDArray copy = gradient.duplicate();
        copy.attach(scope);
        before.add(copy);
        gradient.set(ALL, 0);
      }
    }
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList outputs = unwatched(scope, inputs);
      List<LayerMeasurement> layers = new ArrayList<>(closed());
      if (!learnt.isEmpty()) {
        backward(collector, loss.apply(outputs));
      }
      for (ModelParameter weight : found.layers()) {
        if (weight.parameter().getArray().hasGradient()) {
          try (NDArray gradient = weight.parameter().getArray().getGradient()) {
            layers.add(LayerMeasurement.gradient(weight, Moments.secondMoment(gradient)));
          }
        }
      }
      return layers;
    } finally {
      for (int i = 0; i < before.size(); i++) {
        try (NDArray gradient = learnt.get(i).getGradient()) {
          gradient.set(ALL, before.get(i));
        }
      }
    }
  }

  /** A pass that draws none of the engine's random numbers, which belong to a training. */
  private NDList unwatched(NDManager scope, NDList inputs) {
    DropoutOff dropout = DropoutOff.in(model);
    try {
      return model.forward(new ParameterStore(scope, false), inputs, true);
    } catch (RuntimeException e) {
      throw WatchedPass.failure("the model", model, inputs, e);
    } finally {
      dropout.switchOn();
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
