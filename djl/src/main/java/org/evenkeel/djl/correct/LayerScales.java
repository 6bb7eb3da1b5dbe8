// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.parameter.Kind;

/**
 * Finds the scale of every layer's weights while a model runs, and hands on what the layer gives
 * with it. The weights themselves are scaled at the end, so that the graph of a backward pass stays
 * whole and a pass that fails changes nothing.
 */
final class LayerScales implements ForwardHook.Observer {

  /** Kinds whose layer's output is linear in the weights. */
  private static final Set<Kind> LINEAR =
      EnumSet.of(
          Kind.DENSE,
          Kind.CONVOLUTION,
          Kind.TRANSPOSED_CONVOLUTION,
          Kind.EMBEDDING,
          Kind.EXPERTS,
          Kind.MULTIPLICATION);

  private static final int BINARY_DIGITS = 8;

  /** How far a Block that is not known here may be from what its scale was to give. */
  private static final double CLOSE = 0.01;

  /** One layer's scale, while it is being found. */
  static final class Scale {
    final ModelParameter weight;
    private DataScaling.Outcome outcome = DataScaling.Outcome.SCALED;
    private double before;
    private double factor = 1;
    private int calls;

    /** The weights as they were drawn, if those of the model are scaled already. */
    private NDArray drawn;

    Scale(ModelParameter weight) {
      this.weight = weight;
    }

    /** Whether it may be brought to another second moment. */
    boolean isFree() {
      return outcome == DataScaling.Outcome.SCALED && calls == 1;
    }

    private void leave(DataScaling.Outcome why) {
      outcome = why;
      factor = 1;
    }

    private NDArray array() {
      return weight.parameter().getArray();
    }

    private DataScaling.Layer layer() {
      return new DataScaling.Layer(weight.layer(), outcome, before, factor, 1);
    }
  }

  private final NDManager scope;
  private final Map<Block, ModelParameter> weights;
  private final ToDoubleFunction<Parameter> target;
  private final GradientBalance balance;
  private final Map<Parameter, Scale> scales = new LinkedHashMap<>();
  private boolean repeating;

  /**
   * Scales to be found.
   *
   * @param scope where the arrays of the pass live
   * @param weights the weighted layers
   * @param target the second moment that is wanted of the layer with a parameter
   * @param balance told of every block; null without a backward pass
   */
  LayerScales(
      NDManager scope,
      List<ModelParameter> weights,
      ToDoubleFunction<Parameter> target,
      GradientBalance balance) {
    this.scope = scope;
    this.weights =
        weights.stream()
            .collect(
                Collectors.toMap(
                    ModelParameter::block,
                    Function.identity(),
                    (one, same) -> one,
                    LinkedHashMap::new));
    this.target = target;
    this.balance = balance;
  }

  @Override
  public NDList returned(Block block, NDList inputs, NDList outputs) {
    if (repeating) {
      return outputs;
    }
    ModelParameter weight = weights.get(block);
    NDList replaced = outputs;
    if (weight != null) {
      Scale scale = scales.computeIfAbsent(weight.parameter(), any -> new Scale(weight));
      scale.calls++;
      replaced = scale.calls == 1 ? first(scale, inputs, outputs) : again(scale, outputs);
      if (balance != null) {
        replaced = with(replaced, balance.weighted(scale, inputs, replaced.head()));
      }
    } else if (balance != null) {
      balance.passed(block, inputs, outputs);
    }
    return replaced;
  }

  private NDList first(Scale scale, NDList inputs, NDList outputs) {
    NDArray z = outputs.head();
    scale.before = OutputStatistics.secondMoment(z);
    if (!scale.weight.parameter().requiresGradient()) {
      scale.leave(DataScaling.Outcome.FROZEN);
    } else if (!Double.isFinite(scale.before)) {
      scale.leave(DataScaling.Outcome.NOT_FINITE);
    } else if (scale.weight.role().isEmpty()) {
      return unknown(scale, inputs, outputs);
    } else if (!LINEAR.contains(scale.weight.role().get().kind())) {
      scale.leave(DataScaling.Outcome.NOT_LINEAR);
    } else {
      NDArray bias = bias(scale.weight, z);
      return bias == null ? unbiased(scale, outputs) : biased(scale, outputs, bias);
    }
    return outputs;
  }

  /** s = √(t / E[z²]). */
  private NDList unbiased(Scale scale, NDList outputs) {
    set(scale, scale.before, Math.sqrt(target(scale) / scale.before));
    return scaled(scale, outputs, null);
  }

  /** The positive root s of s² E[y²] + 2 s E[y b] + E[b²] = t. */
  private NDList biased(Scale scale, NDList outputs, NDArray bias) {
    double ofBias = OutputStatistics.secondMoment(bias);
    double target = target(scale);
    if (ofBias >= target) {
      scale.leave(DataScaling.Outcome.BIAS_DOMINATES);
      return outputs;
    }
    try (NDArray y = outputs.head().sub(bias)) {
      double ofProduct = OutputStatistics.secondMoment(y);
      double mixed = (scale.before - ofProduct - ofBias) / 2;
      double root = (Math.sqrt(mixed * mixed + ofProduct * (target - ofBias)) - mixed) / ofProduct;
      set(scale, ofProduct, root);
    }
    return scaled(scale, outputs, bias);
  }

  /**
   * A Block that is not known here runs once more with its weights scaled, to see whether it is
   * linear in them.
   */
  private NDList unknown(Scale scale, NDList inputs, NDList outputs) {
    double target = target(scale);
    set(scale, scale.before, Math.sqrt(target / scale.before));
    if (scale.factor == 1) {
      return outputs;
    }
    scale.drawn = scale.array().duplicate();
    scale.drawn.attach(scope);
    multiply(scale.array(), scale.factor);
    repeating = true;
    try {
      NDList repeated =
          scale.weight.block().forward(new ParameterStore(scope, false), inputs, false);
      if (Math.abs(OutputStatistics.secondMoment(repeated.head()) / target - 1) < CLOSE) {
        return repeated;
      }
    } finally {
      repeating = false;
    }
    scale.drawn.copyTo(scale.array());
    scale.drawn = null;
    scale.leave(DataScaling.Outcome.NOT_LINEAR);
    return outputs;
  }

  private double target(Scale scale) {
    return target.applyAsDouble(scale.weight.parameter());
  }

  /** Keeps a factor if there is one. */
  private static void set(Scale scale, double ofProduct, double factor) {
    if (ofProduct == 0) {
      scale.leave(
          OutputStatistics.secondMoment(scale.array()) == 0
              ? DataScaling.Outcome.ZERO_WEIGHTS
              : DataScaling.Outcome.NO_SIGNAL);
    } else if (factor < Float.MIN_NORMAL || factor > Float.MAX_VALUE) {
      scale.leave(DataScaling.Outcome.NO_SIGNAL);
    } else {
      scale.factor = rounded(factor);
    }
  }

  /** A later call of a layer whose weights are scaled already. */
  private static NDList again(Scale scale, NDList outputs) {
    return scale.factor == 1 || scale.drawn != null
        ? outputs
        : scaled(scale, outputs, bias(scale.weight, outputs.head()));
  }

  /** What a layer gives with its weights scaled: s·(z - b) + b. */
  private static NDList scaled(Scale scale, NDList outputs, NDArray bias) {
    if (scale.factor == 1) {
      return outputs;
    }
    // A layer's output is its own: nobody else has seen it yet.
    NDArray z = Scalars.timesInPlace(outputs.head(), scale.factor);
    return with(outputs, bias == null ? z : z.addi(Scalars.times(bias, 1 - scale.factor)));
  }

  /** A layer's bias as it is added to its output; null if there is none but zeros. */
  private static NDArray bias(ModelParameter weight, NDArray output) {
    for (Parameter parameter : weight.block().getDirectParameters().values()) {
      if (parameter.getType() == Parameter.Type.BIAS
          && OutputStatistics.secondMoment(parameter.getArray()) > 0) {
        NDArray bias = parameter.getArray().stopGradient();
        bias.attach(output.getManager());
        boolean image = output.getShape().dimension() > 2 && bias.getShape().dimension() == 1;
        return image && isConvolution(weight) ? bias.reshape(channels(output.getShape())) : bias;
      }
    }
    return null;
  }

  private static boolean isConvolution(ModelParameter weight) {
    Kind kind = weight.role().orElseThrow().kind();
    return kind == Kind.CONVOLUTION || kind == Kind.TRANSPOSED_CONVOLUTION;
  }

  /** The channels of images lie on the second axis. */
  private static Shape channels(Shape output) {
    long[] shape = new long[output.dimension()];
    Arrays.fill(shape, 1);
    shape[1] = output.get(1);
    return new Shape(shape);
  }

  private static NDList with(NDList outputs, NDArray head) {
    NDList replaced = new NDList(outputs);
    replaced.set(0, head);
    return replaced;
  }

  /**
   * Scales the weights after a pass. If the pass throws, the weights are left as they were.
   *
   * @return the outcome for every layer
   */
  List<DataScaling.Layer> applyAfter(Runnable pass) {
    try {
      pass.run();
    } catch (RuntimeException e) {
      undo();
      throw e;
    }
    List<DataScaling.Layer> layers = new ArrayList<>();
    for (Scale scale : scales.values()) {
      if (scale.drawn == null && scale.factor != 1) {
        multiply(scale.array(), scale.factor);
      }
      layers.add(scale.layer());
    }
    for (ModelParameter weight : weights.values()) {
      if (!scales.containsKey(weight.parameter())) {
        layers.add(
            new DataScaling.Layer(
                weight.layer(), DataScaling.Outcome.NOT_CALLED, Double.NaN, 1, 1));
      }
    }
    return layers;
  }

  private void undo() {
    for (Scale scale : scales.values()) {
      if (scale.drawn != null) {
        scale.drawn.copyTo(scale.array());
      }
    }
  }

  private static void multiply(NDArray weights, double factor) {
    try (NDArray values = weights.stopGradient()) {
      Scalars.timesInPlace(values, factor);
    }
  }

  private static double rounded(double factor) {
    int exponent = Math.getExponent(factor) - (BINARY_DIGITS - 1);
    return Math.scalb(Math.rint(Math.scalb(factor, -exponent)), exponent);
  }
}
