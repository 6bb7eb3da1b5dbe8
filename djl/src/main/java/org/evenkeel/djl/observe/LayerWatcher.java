// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.activation.Recognition;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.read.BlockInternals;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.djl.read.ParameterRole;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.InputSignal;
import org.jspecify.annotations.Nullable;

/**
 * The observer that measures each weighted block's output, and adds a leaf of zeros to it, whose
 * gradient is that of the output.
 *
 * <p>The heap holds pieces of a few kilobytes. The engine holds two more arrays of the size of each
 * layer's output until the pass is over, the sum and its gradient, but no gradients of weights.
 */
final class LayerWatcher implements ForwardHook.Observer {

  /** The flat parts of one activation. */
  record Flat(FlatParts dead, @Nullable FlatParts saturated) {
    static Flat of(Activation activation) {
      return new Flat(
          FlatParts.dead(activation),
          activation.bounded() ? FlatParts.saturated(activation) : null);
    }
  }

  /** The number of values by which an activation in a block's own code is recognized. */
  private static final int SAMPLE = 4096;

  private final BlockNames names;
  private final Map<Block, ModelParameter> weights;
  private final Map<Block, Activation> activations;
  private final Map<Activation, Flat> flats;
  private final NDManager scope;
  private final boolean histograms;
  private final List<LayerMeasurement> measured = new ArrayList<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final Deque<Block> running = new ArrayDeque<>();

  /** The gradients of recurrent layers' inputs, until the layers return. */
  private final Map<Block, TimeGradient> times = new HashMap<>();

  /** The output of the last block that returned; the block around it may return the same. */
  private @Nullable NDArray latest;

  /** The zero that all leaves are broadcasts of, as long as layers are of one type. */
  private @Nullable NDArray zero;

  private @Nullable InputSignal entered;

  private boolean overflown;

  /**
   * An observer of one pass.
   *
   * @param names the names of the model's blocks
   * @param found the model's parameters and activations
   * @param flats a cache of the activations' flat parts
   * @param scope the memory of the leaves
   * @param histograms whether histograms are wanted
   */
  LayerWatcher(
      BlockNames names,
      ModelParameters found,
      Map<Activation, Flat> flats,
      NDManager scope,
      boolean histograms) {
    this.names = names;
    this.weights = found.layers().stream().collect(Collectors.toMap(ModelParameter::block, w -> w));
    this.activations = found.activations();
    this.flats = flats;
    this.scope = scope;
    this.histograms = histograms;
  }

  @Override
  public NDList entering(Block block, NDList inputs) {
    if (!running.isEmpty() && !inputs.isEmpty()) {
      appliedBy(running.element(), latest, inputs.head());
    }
    running.push(block);
    ModelParameter weight = weights.get(block);
    if (entered == null && weight != null) {
      entered = entered(weight, inputs.head());
    }
    return block instanceof RecurrentBlock recurrent && weight != null
        ? times.computeIfAbsent(block, any -> new TimeGradient(recurrent, weight, scope)).of(inputs)
        : inputs;
  }

  /** What the first layer gets; the size of a token's number tells nothing. */
  private InputSignal entered(ModelParameter weight, NDArray x) {
    boolean embeds = weight.role().map(role -> role.kind() == Kind.EMBEDDING).orElse(false);
    if (embeds || !isFloating(x)) {
      return InputSignal.WITHOUT_SCALE;
    }
    try (OutputStatistics statistics =
        OutputStatistics.of(x, x.getShape().dimension() - 1, scope)) {
      return statistics.input();
    }
  }

  /** The signal that enters the first layer; null if none ran. */
  @Nullable InputSignal entered() {
    return entered;
  }

  @Override
  public NDList returned(Block block, NDList inputs, NDList outputs) {
    while (running.pop() != block) {} // blocks above it have thrown, and a caller has caught that
    NDList replaced = outputs;
    ModelParameter weight = weights.get(block);
    Activation activation = activations.get(block);
    if (block instanceof SymbolBlock) {
      measured.add(LayerMeasurement.closed(names.of(block), block));
      passed(block, inputs, outputs);
    } else if (weight != null) {
      replaced = weighted(weight, inputs, outputs);
    } else if (activation != null && !measured.isEmpty() && !last().isClosed()) {
      NDArray y = outputs.head();
      if (!Double.isFinite(activated(last(), activation, inputs.head(), y))) {
        overflow(block, inputs, outputs);
      }
    } else {
      passed(block, inputs, outputs);
    }
    latest = replaced.isEmpty() ? null : replaced.head();
    return replaced;
  }

  /**
   * An activation that a block's own code applied to the latest output on its way into the next
   * block or out of this one; of a lambda, that it is none.
   */
  private void appliedBy(Block owner, @Nullable NDArray x, NDArray y) {
    boolean lambda = owner instanceof LambdaBlock;
    if (x == null
        || x.isReleased()
        || measured.isEmpty()
        || !(lambda || BlockInternals.runsOwnCode(owner))
        || (lambda && !x.getShape().equals(y.getShape()))) {
      return;
    }
    LayerMeasurement layer = last();
    if (!layer.isClosed() && layer.met == null && !layer.changed && !same(x, y)) {
      Optional<Activation> found =
          x.size() == y.size() && isFloating(y) && !lambda
              ? Recognition.of(sample(x), sample(y))
              : Optional.empty();
      found.ifPresentOrElse(f -> activated(layer, f, x, y), () -> layer.changedBy(names.of(owner)));
      if (found.isEmpty() && x.size() == y.size() && !isOneValue(x) && isOneValue(y)) {
        layer.deadShare = 1.0;
      }
    }
  }

  private boolean isOneValue(NDArray array) {
    if (!isFloating(array)) {
      return false;
    }
    try (TensorValues values = TensorValues.of(array, scope)) {
      float first = values.get(0);
      return values.first(value -> value != first) < 0;
    }
  }

  private float[] sample(NDArray array) {
    try (TensorValues values = TensorValues.of(array, scope)) {
      return values.sample(SAMPLE);
    }
  }

  private LayerMeasurement last() {
    return measured.get(measured.size() - 1);
  }

  /** Whether a layer was seen whose gradient a backward pass gives. */
  boolean seesGradients() {
    return measured.stream().anyMatch(layer -> !layer.isClosed());
  }

  private NDList weighted(ModelParameter weight, NDList inputs, NDList outputs) {
    int call = calls.merge(weight.layer(), 1, Integer::sum);
    LayerMeasurement now =
        LayerMeasurement.of(weight, call == 1 ? weight.layer() : weight.layer() + "#" + call);
    NDArray z = outputs.head();
    try (OutputStatistics moments = moments(weight, z)) {
      now.forward = moments.secondMoment();
      now.correlation = moments.correlation();
      now.copies = moments.copies();
      now.positions = moments.positions();
      if (histograms && weight.following().equals(Activations.IDENTITY)) {
        now.activations = moments.histogram(now.forward); // else once the activation is seen
      }
    }
    if (!Double.isFinite(now.forward)) {
      overflow(weight.block(), inputs, outputs);
    }
    if (histograms) {
      now.weights = OutputStatistics.histogram(weight.parameter().getArray());
    }
    // A block may close its output's own scope before the backward pass. One zero, broadcast, takes
    // no memory, and its gradient has the full shape all the same.
    if (zero == null
        || zero.getDataType() != z.getDataType()
        || !zero.getDevice().equals(z.getDevice())) {
      zero = scope.zeros(new Shape(1), z.getDataType(), z.getDevice());
    }
    now.leaf = zero.broadcast(z.getShape());
    now.leaf.setRequiresGradient(true);
    measured.add(now);
    NDList replaced = new NDList(outputs);
    replaced.set(0, z.add(now.leaf));
    return replaced;
  }

  /** Measures an activation behind a layer; returns the mean of what it returned. */
  private double activated(LayerMeasurement layer, Activation activation, NDArray x, NDArray y) {
    if (layer.met != null || !histograms) {
      return activated(layer, activation, x, OutputStatistics.mean(y));
    }
    try (OutputStatistics values = OutputStatistics.of(y, y.getShape().dimension() - 1, scope)) {
      double[] moments = values.moments();
      layer.activations = values.histogram(moments[1]);
      return activated(layer, activation, x, moments[0]);
    }
  }

  private double activated(LayerMeasurement layer, Activation activation, NDArray x, double mean) {
    if (layer.met == null) {
      layer.met = activation;
      Flat flat = flats.computeIfAbsent(activation, Flat::of);
      try (OutputStatistics moments = moments(layer.weight, x)) {
        layer.deadShare = moments.deadShare(flat.dead());
        layer.saturatedShare =
            flat.saturated() == null ? null : (Double) moments.share(flat.saturated());
      }
      layer.mean = mean;
    }
    return mean;
  }

  /** A block that is neither a layer nor an activation. */
  private void passed(Block block, NDList inputs, NDList outputs) {
    if (outputs.isEmpty() || outputs.head() == latest || !isFloating(outputs.head())) {
      return;
    }
    NDArray y = outputs.head();
    if (!Double.isFinite(OutputStatistics.mean(y))) {
      overflow(block, inputs, outputs);
    }
    appliedBy(block, block instanceof LambdaBlock ? inputs.head() : latest, y);
  }

  private boolean same(NDArray x, NDArray y) {
    if (x == y) {
      return true;
    } else if (x.size() != y.size() || !isFloating(x) || !isFloating(y)) {
      return false;
    }
    try (TensorValues before = TensorValues.of(x, scope);
        TensorValues after = TensorValues.of(y, scope)) {
      return IntStream.range(0, before.size()).allMatch(k -> before.get(k) == after.get(k));
    }
  }

  private static boolean isFloating(NDArray array) {
    return array.getDataType().isFloating();
  }

  /** Throws an error that names the first block with NaN, unless the signal has grown too large. */
  private void overflow(Block block, NDList inputs, NDList outputs) {
    if (!overflown) {
      NonFiniteOutput.error(names.of(block), block, inputs, outputs, scope)
          .ifPresent(
              error -> {
                throw error;
              });
    }
    overflown = true;
  }

  /** The units lie on the last axis, the channels of images on the second. */
  private OutputStatistics moments(ModelParameter weight, NDArray z) {
    return switch (weight.role().map(ParameterRole::kind).orElse(Kind.DENSE)) {
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> OutputStatistics.of(z, 1, scope);
      case MULTIPLICATION -> copiesBehindExamples(z);
      default -> OutputStatistics.of(z, z.getShape().dimension() - 1, scope);
    };
  }

  /** DJL's Multiplication puts its copies before the examples. */
  private OutputStatistics copiesBehindExamples(NDArray z) {
    try (NDArray values = z.stopGradient();
        NDArray examplesFirst = values.swapAxes(0, 1)) {
      return OutputStatistics.of(examplesFirst, 1, scope);
    }
  }

  /** The measurements, after the backward pass. */
  List<LayerMeasurement> measured() {
    for (LayerMeasurement layer : measured) {
      if (layer.isClosed()) {
        continue;
      }
      try (NDArray gradient = layer.leaf.getGradient()) {
        gradient(layer, gradient);
        if (layer.copies) {
          try (OutputStatistics units = moments(layer.weight, gradient)) {
            layer.copies = units.copies();
          }
        }
      }
      TimeGradient time = times.get(layer.weight.block());
      layer.time = time == null ? null : time.signal(layer.forward);
    }
    return measured;
  }

  private void gradient(LayerMeasurement layer, NDArray gradient) {
    if (!histograms) {
      layer.gradient = OutputStatistics.secondMoment(gradient);
      return;
    }
    int last = gradient.getShape().dimension() - 1;
    try (OutputStatistics values = OutputStatistics.of(gradient, last, scope)) {
      layer.gradient = values.secondMoment();
      layer.gradients = values.histogram(layer.gradient);
    }
  }
}
