// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.correct.DataScaling.Outcome;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.parameter.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The scale s of one layer's weights, such that the layer's output z = s·y + b has the target
 * second moment t.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>W, b</td><td>the layer's weights and bias</td></tr>
 * <tr><td>y</td><td>the product of W and the input, which is linear in W</td></tr>
 * <tr><td>z = y + b</td><td>the output as drawn</td></tr>
 * <tr><td>t</td><td>the target of E[z²]</td></tr>
 * </table>
 */
final class LayerScale {

  private static final int BINARY_DIGITS = 8;

  final ModelParameter weight;

  private final double target;
  private Outcome outcome = Outcome.SCALED;
  private double before;
  private double factor = 1;
  private int calls;

  /** The weights as drawn, if the model's are scaled already. */
  private @Nullable NDArray drawn;

  LayerScale(ModelParameter weight, double target) {
    this.weight = weight;
    this.target = target;
  }

  /** Counts a call of the layer; returns the number of calls. */
  int called() {
    return ++calls;
  }

  double target() {
    return target;
  }

  /** Whether the layer may get another second moment. */
  boolean isFree() {
    return outcome == Outcome.SCALED && calls == 1;
  }

  /** Whether the factor is 1. */
  boolean isOne() {
    return factor == 1;
  }

  /** Records E[z²] as drawn. */
  void measured(double secondMoment) {
    before = secondMoment;
  }

  /** Leaves the weights as they are, for a reason. */
  void leave(Outcome reason) {
    outcome = reason;
    factor = 1;
  }

  private NDArray array() {
    return weight.parameter().getArray();
  }

  /** s = √(t / E[z²]) for b = 0. */
  void setWithoutBias() {
    set(before, Math.sqrt(target / before));
  }

  /** The positive root s of s² E[y²] + 2 s E[y b] + E[b²] = t. */
  void setWithBias(NDArray z, NDArray bias) {
    double ofBias = OutputStatistics.secondMoment(bias);
    if (ofBias >= target) {
      leave(Outcome.BIAS_DOMINATES);
      return;
    }
    try (NDArray y = z.sub(bias)) {
      double ofProduct = OutputStatistics.secondMoment(y);
      double mixed = (before - ofProduct - ofBias) / 2;
      set(
          ofProduct,
          (Math.sqrt(mixed * mixed + ofProduct * (target - ofBias)) - mixed) / ofProduct);
    }
  }

  private void set(double ofProduct, double root) {
    if (ofProduct == 0) {
      leave(OutputStatistics.secondMoment(array()) == 0 ? Outcome.ZERO_WEIGHTS : Outcome.NO_SIGNAL);
    } else if (root < Float.MIN_NORMAL || root > Float.MAX_VALUE) {
      leave(Outcome.NO_SIGNAL);
    } else {
      int exponent = Math.getExponent(root) - (BINARY_DIGITS - 1);
      factor = Math.scalb(Math.rint(Math.scalb(root, -exponent)), exponent);
    }
  }

  /** The outputs of a call with scaled weights, s·(z - b) + b; in place, as no block has seen z. */
  NDList scaled(NDList outputs, @Nullable NDArray bias) {
    if (factor == 1 || drawn != null) {
      return outputs;
    }
    NDArray z = Scalars.timesInPlace(outputs.head(), factor);
    return LayerScales.with(outputs, bias == null ? z : z.addi(Scalars.times(bias, 1 - factor)));
  }

  /** The layer's bias in the shape of its output; null if there is none, or only zeros. */
  @Nullable NDArray bias(NDArray output) {
    for (Parameter parameter : weight.block().getDirectParameters().values()) {
      if (parameter.getType() == Parameter.Type.BIAS
          && OutputStatistics.secondMoment(parameter.getArray()) > 0) {
        NDArray bias = parameter.getArray().stopGradient();
        bias.attach(output.getManager());
        boolean image = output.getShape().dimension() > 2 && bias.getShape().dimension() == 1;
        return image && isConvolution() ? bias.reshape(channels(output.getShape())) : bias;
      }
    }
    return null;
  }

  private boolean isConvolution() {
    Kind kind = weight.role().orElseThrow().kind();
    return kind == Kind.CONVOLUTION || kind == Kind.TRANSPOSED_CONVOLUTION;
  }

  /** The shape of one value per channel; images have their channels on the second axis. */
  private static Shape channels(Shape output) {
    long[] shape = new long[output.dimension()];
    Arrays.fill(shape, 1);
    shape[1] = output.get(1);
    return new Shape(shape);
  }

  /** Scales the model's weights now, and keeps a copy of them as drawn. */
  void tryOut(NDManager scope) {
    drawn = array().duplicate();
    drawn.attach(scope);
    multiply();
  }

  /** Restores the weights as drawn after {@link #tryOut}. */
  void restore() {
    if (drawn != null) {
      drawn.copyTo(array());
      drawn = null;
    }
  }

  /** Scales the model's weights, unless that was done already. */
  void apply() {
    if (drawn == null && factor != 1) {
      multiply();
    }
  }

  private void multiply() {
    try (NDArray values = array().stopGradient()) {
      Scalars.timesInPlace(values, factor);
    }
  }

  /** The report on the layer. */
  DataScaling.Layer report() {
    return new DataScaling.Layer(weight.layer(), outcome, before, factor, 1);
  }
}
