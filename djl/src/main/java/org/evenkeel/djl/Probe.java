// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.Kind;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
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

  private final Block model;
  private final ModelParameters found;
  private final FirstWeights start;
  private boolean agentWanted = true;
  private boolean seesLayers = true;

  private Probe(Block model, FirstWeights start) {
    this.model = model;
    this.found = ModelParameters.in(model);
    this.start = start;
  }

  /** A probe of a model whose parameters are initialized. */
  public static Probe of(Block model) {
    return new Probe(model, null);
  }

  /** A probe of a model that was started so; its profile tells how every layer was drawn. */
  public static Probe of(Block model, FirstWeights start) {
    return new Probe(model, start);
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
   */
  public SignalProfile measure(NDList batch) {
    return measure(batch, Probe::randomProjection);
  }

  /**
   * Measures with a loss of one's own.
   *
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   * @throws IllegalStateException if the model is not initialized
   */
  public SignalProfile measure(NDList batch, Function<NDList, NDArray> loss) {
    if (!model.isInitialized()) {
      throw new IllegalStateException(
          "a probe needs a model with weights; call block.initialize(manager, DataType.FLOAT32, shape) first");
    }
    List<Parameter> statistics =
        model.getParameters().values().stream()
            .filter(
                parameter ->
                    parameter.getType() == Parameter.Type.RUNNING_MEAN
                        || parameter.getType() == Parameter.Type.RUNNING_VAR)
            .toList();
    try (NDManager scope = batch.head().getManager().newSubManager()) {
      NDList saved = new NDList();
      for (Parameter statistic : statistics) {
        NDArray copy = statistic.getArray().duplicate();
        copy.attach(scope);
        saved.add(copy);
      }
      try {
        return pass(scope, batch, loss);
      } finally {
        for (int i = 0; i < saved.size(); i++) {
          saved.get(i).copyTo(statistics.get(i).getArray());
        }
      }
    }
  }

  private SignalProfile pass(NDManager scope, NDList batch, Function<NDList, NDArray> loss) {
    NDList inputs = new NDList();
    for (NDArray input : batch) {
      NDArray view = input.stopGradient();
      view.attach(scope);
      inputs.add(view);
    }
    InputSignal input = Moments.of(inputs.head(), inputs.head().getShape().dimension() - 1).input();
    Watcher watcher = new Watcher(scope);
    List<LayerSignal> layers;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      Optional<ForwardHook.Observation> observation =
          agentWanted ? ForwardHook.observe(watcher) : Optional.empty();
      seesLayers = observation.isPresent();
      List<NDArray> frozen = seesLayers ? freeze() : List.of();
      try {
        NDList outputs = model.forward(new ParameterStore(scope, false), inputs, true);
        collector.backward(loss.apply(outputs));
        layers = seesLayers ? watcher.layers() : parameterGradients();
      } finally {
        observation.ifPresent(ForwardHook.Observation::close);
        frozen.forEach(parameter -> parameter.setRequiresGradient(true));
      }
    }
    return SignalProfile.of(start == null ? null : start.seed(), input, layers);
  }

  /** Spares the gradients of the parameters; only those of the leaves of zeros are wanted. */
  private List<NDArray> freeze() {
    List<NDArray> frozen = new ArrayList<>();
    for (Parameter parameter : model.getParameters().values()) {
      NDArray array = parameter.getArray();
      if (array.hasGradient()) {
        array.setRequiresGradient(false);
        frozen.add(array);
      }
    }
    return frozen;
  }

  static NDArray randomProjection(NDList outputs) {
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

  /** What can be had without the hook: second moments of dLoss/dW, and zeroed gradients after. */
  private List<LayerSignal> parameterGradients() {
    List<Measured> measured = new ArrayList<>();
    for (ModelParameter weight : found.layers()) {
      if (weight.parameter().getArray().hasGradient()) {
        try (NDArray gradient = weight.parameter().getArray().getGradient()) {
          Measured layer = new Measured(weight, weight.layer());
          layer.gradient = Moments.secondMoment(Moments.values(gradient));
          measured.add(layer);
        }
      }
    }
    for (Parameter parameter : model.getParameters().values()) {
      if (parameter.getArray().hasGradient()) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradient.subi(gradient.duplicate());
        }
      }
    }
    return signals(measured);
  }

  private List<LayerSignal> signals(List<Measured> measured) {
    double reference = measured.isEmpty() ? 1 : lastHidden(measured).gradient;
    return measured.stream().map(layer -> layer.signal(reference, start)).toList();
  }

  /** The last layer with an activation after it, or the last layer if none has one. */
  private static Measured lastHidden(List<Measured> measured) {
    return measured.stream()
        .filter(
            layer -> !layer.weight.following().equals(org.evenkeel.activation.Activations.IDENTITY))
        .reduce((one, next) -> next)
        .orElse(measured.get(measured.size() - 1));
  }

  /** What was measured of one layer, while it is being measured. */
  private static final class Measured {
    private final ModelParameter weight;
    private final String name;
    private NDArray leaf;
    private double forward = Double.NaN;
    private double mean = Double.NaN;
    private double correlation = Double.NaN;
    private double gradient = Double.NaN;
    private Double deadShare;
    private Double saturatedShare;
    private boolean copies;

    Measured(ModelParameter weight, String name) {
      this.weight = weight;
      this.name = name;
    }

    LayerSignal signal(double referenceGradient, FirstWeights start) {
      return new LayerSignal(
          name,
          weight.kindLabel(),
          weight.fans().orElse(null),
          weight.following().name(),
          start == null ? null : start.startOf(weight).orElse(null),
          Quantity.measured(forward),
          Quantity.measured(mean),
          Quantity.measured(gradient / referenceGradient),
          Quantity.measured(correlation),
          deadShare,
          saturatedShare,
          copies,
          null,
          null);
    }
  }

  /** Takes each weighted block's output apart, and adds the leaf of zeros to it. */
  private final class Watcher implements ForwardHook.Observer {
    private final NDManager scope;
    private final Map<Block, ModelParameter> weights =
        found.layers().stream().collect(Collectors.toMap(ModelParameter::block, w -> w));
    private final List<Measured> measured = new ArrayList<>();
    private final Map<String, Integer> calls = new java.util.HashMap<>();

    Watcher(NDManager scope) {
      this.scope = scope;
    }

    @Override
    public NDList returned(Block block, NDList inputs, NDList outputs) {
      ModelParameter weight = weights.get(block);
      if (weight != null) {
        return weighted(weight, outputs);
      }
      Activation activation = found.activations().get(block);
      if (activation != null && !measured.isEmpty()) {
        activated(measured.get(measured.size() - 1), activation, inputs.head(), outputs.head());
      }
      return outputs;
    }

    private NDList weighted(ModelParameter weight, NDList outputs) {
      int call = calls.merge(weight.layer(), 1, Integer::sum);
      Measured now = new Measured(weight, call == 1 ? weight.layer() : weight.layer() + "#" + call);
      NDArray z = outputs.head();
      Moments moments = moments(weight, z);
      now.forward = moments.secondMoment();
      now.correlation = moments.correlation();
      now.copies = moments.copies();
      // Not in the output's own scope: a block may close that before the gradient is there.
      now.leaf = scope.zeros(z.getShape(), DataType.FLOAT32, z.getDevice());
      now.leaf.setRequiresGradient(true);
      measured.add(now);
      NDList replaced = new NDList(outputs);
      replaced.set(0, z.add(now.leaf));
      return replaced;
    }

    private void activated(Measured layer, Activation activation, NDArray z, NDArray a) {
      if (layer.deadShare == null) {
        Moments moments = moments(layer.weight, z);
        layer.deadShare = moments.deadShare(activation);
        layer.saturatedShare = moments.saturatedShare(activation);
        layer.mean = Moments.mean(Moments.values(a));
      }
    }

    /** The units lie on the last axis, the channels of images on the second. */
    private Moments moments(ModelParameter weight, NDArray z) {
      return switch (weight.role().map(ParameterRole::kind).orElse(Kind.DENSE)) {
        case CONVOLUTION, TRANSPOSED_CONVOLUTION -> Moments.of(z, 1);
        case MULTIPLICATION -> copiesBehindExamples(z);
        default -> Moments.of(z, z.getShape().dimension() - 1);
      };
    }

    /** DJL's Multiplication puts its copies before the examples. */
    private Moments copiesBehindExamples(NDArray z) {
      try (NDArray values = z.stopGradient();
          NDArray examplesFirst = values.swapAxes(0, 1)) {
        return Moments.of(examplesFirst, 1);
      }
    }

    List<LayerSignal> layers() {
      for (Measured layer : measured) {
        try (NDArray gradient = layer.leaf.getGradient()) {
          layer.gradient = Moments.secondMoment(Moments.values(gradient));
        }
      }
      return signals(measured);
    }
  }
}
