// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.djl.agent.ForwardHook;
import org.evenkeel.djl.agent.ProbeAgent;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.ModelPass;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.DataCorrection;
import org.jspecify.annotations.Nullable;

/**
 * A correction of initial weights from data: each weight W is multiplied by a factor s, so that
 * over one batch the output z of its layer has a target second moment, E[z²] = t.
 *
 * <pre>{@code
 * FirstWeights.of(Start.of("auto")).applyTo(block);
 * block.initialize(manager, DataType.FLOAT32, shape);
 * System.out.println(DataScaling.on(batch).applyTo(block));
 * }</pre>
 *
 * <p>It takes one forward pass at any depth. A layer's output is y + b with bias b and y linear in
 * W, so s follows from moments of that output, {@code s² E[y²] + 2 s E[y b] + E[b²] = t}, and the
 * next layer gets {@code s·y + b}. s is rounded to 8 binary digits, which changes E[z²] by at most
 * 0.8 %, so that the last bits of the engine's sums, which depend on threads and processors, hardly
 * ever change the weights.
 *
 * <p>The second moment is that of the values before the activation, over all units, examples and
 * positions: the profile's forward signal, which the rule {@code auto} keeps at 1. Every layer of
 * every branch is scaled to t, the last one too; a sum of branches is larger. A layer that is
 * called several times is scaled by its first call. Normalization uses the batch's statistics and
 * keeps its running ones. Dropout uses fixed random numbers, so the same weights and batch give the
 * same result.
 *
 * <p>Layers that cannot be scaled are left as drawn, and the {@link Report} lists them. If a Block
 * throws, no weight is changed.
 *
 * <p>After Mishkin and Matas 2016, "All you need is a good init" (LSUV), which rescales the
 * variance, with a forward pass of the whole network for every step of every layer.
 */
public final class DataScaling {

  private final NDList batch;
  private final double target;
  private final @Nullable Function<NDList, NDArray> loss;

  private DataScaling(NDList batch, double target, @Nullable Function<NDList, NDArray> loss) {
    this.batch = batch;
    this.target = target;
    this.loss = loss;
  }

  /**
   * A correction to second moments of 1.
   *
   * @param batch the model's inputs; the first axis of each counts the examples
   */
  public static DataScaling on(NDList batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException(
          "a correction from data needs a batch: it has no array; give it the model's inputs");
    }
    return new DataScaling(batch, 1, null);
  }

  /**
   * The same with another target second moment t, positive and finite; without biases it is a
   * multiplier on the weights' variance.
   */
  public DataScaling target(double secondMoment) {
    if (!(secondMoment > 0 && secondMoment < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a target must be a positive, finite second moment: %s; 1 is what the rule auto keeps"
              .formatted(secondMoment));
    }
    return new DataScaling(batch, secondMoment, loss);
  }

  /**
   * The same, balanced with the backward pass for a random projection of the output as loss.
   *
   * @see #balanced(Function)
   */
  public DataScaling balanced() {
    return balanced(ModelPass::randomProjection);
  }

  /**
   * The same, balanced with the backward pass: each layer gets the geometric mean of the scale that
   * preserves the signal and the scale that preserves the gradient, as Glorot and Bengio 2010 take
   * a mean of the fans.
   *
   * <p>Let g be the second moment of dLoss/dz of a layer after the forward correction, and t' and
   * g' the moments of the previous layer, if that is the only source of its input and only
   * activations, pooling, dropout or reshaping are between. The target is {@code E[z²] = t' √(g /
   * g')}: the geometric mean of t', which preserves the signal, and t'·g/g', which preserves the
   * gradient of the previous layer for activations of the ReLU family. The target of the last
   * layer, and of one after a sum, a normalization or an input that others use too, stays t.
   *
   * <p>In a chain of layers with activations of the ReLU family and no biases this halves the
   * spread of ln g at the cost of the signal: ln E[z²] differs from ln t by at most half that
   * spread, and E[z²] stays within {@code [t/10, 10 t]}. With other activations the bound on the
   * signal holds, and the gradient is an approximation. Besides the backward pass this takes a
   * second forward pass, which scales the layers to their targets.
   *
   * @param loss the loss of the model's outputs, one number
   */
  public DataScaling balanced(Function<NDList, NDArray> loss) {
    return new DataScaling(batch, target, loss);
  }

  /**
   * The result for a model.
   *
   * @param target the target second moment
   * @param layers the weighted layers in the order of their first calls, then those without a call
   */
  public record Report(double target, List<Layer> layers) {

    public Report {
      layers = List.copyOf(layers);
    }

    /** The layers that were not scaled. */
    public List<Layer> notScaled() {
      return layers.stream().filter(layer -> layer.outcome() != Outcome.SCALED).toList();
    }

    /** One line for what was scaled, and one for each layer that was not. */
    @Override
    public String toString() {
      String first =
          "%d of %d layers scaled to second moment %s"
              .formatted(layers.size() - notScaled().size(), layers.size(), target);
      return notScaled().stream()
          .map(layer -> "%n%s not scaled: %s".formatted(layer.name(), layer.outcome()))
          .collect(Collectors.joining("", first, ""));
    }
  }

  /**
   * The result for one layer.
   *
   * @param name its name, as in a profile
   * @param outcome whether it was scaled, or the reason why not
   * @param before E[z²] as drawn, on the corrected outputs of the previous layers; NaN if it was
   *     not called
   * @param scale the factor on its weights for the forward pass; 1 if it was not scaled
   * @param balance the factor for the backward pass; 1 without one
   */
  public record Layer(String name, Outcome outcome, double before, double scale, double balance) {

    /** The factor on its weights. */
    public double factor() {
      return scale * balance;
    }

    private Layer balanced(double factor) {
      return new Layer(name, outcome, before, scale, factor);
    }
  }

  /** The outcome for a layer. */
  public enum Outcome {
    SCALED("scaled"),
    ZERO_WEIGHTS("its weights are zeros"),
    NO_SIGNAL("its inputs are zeros, or too small for its type"),
    NOT_FINITE("its output is not finite; look at the layers before it, and at the data"),
    BIAS_DOMINATES(
        "its bias alone has at least the second moment that is wanted; draw smaller ones"),
    NOT_LINEAR("its output does not grow in proportion to its weights"),
    FROZEN("its weights are frozen"),
    NOT_CALLED("the model did not call it");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Corrects a model's weights in place.
   *
   * @param model any Block, initialized
   * @throws IllegalArgumentException if it is not initialized or has no weights, if a Block of it
   *     fails on the batch, or if there is no agent to see its layers with
   */
  public Report applyTo(Block model) {
    if (!model.isInitialized()) {
      throw new IllegalArgumentException(
          "a correction from data needs a model with weights, and this one is not initialized;"
              + " call block.initialize(manager, DataType.FLOAT32, shape) first");
    }
    List<ModelParameter> weights = ModelParameters.layersAlone(model);
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          "a correction from data needs a model with weights: %s has none; give it a weighted layer"
              .formatted(model.getClass().getSimpleName()));
    }
    if (!ForwardHook.available()) {
      throw new IllegalArgumentException(
          "a correction from data needs to see a model's layers, and this JVM lets no agent attach"
              + " to itself; "
              + ProbeAgent.remedy());
    }
    try (ModelPass pass = ModelPass.of(model, batch)) {
      return new Report(target, loss == null ? forward(pass, weights) : balanced(pass, weights));
    }
  }

  /**
   * Corrects a model's weights in place as its start asks; without a correction in the start,
   * nothing happens.
   *
   * @param batch the model's inputs; the first axis of each counts the examples
   */
  public static void correct(FirstWeights start, NDList batch) {
    if (start.start().correction().isPresent()) {
      DataCorrection wanted = start.start().correction().get();
      DataScaling scaling = on(batch).target(wanted.target());
      (wanted.balanced() ? scaling.balanced() : scaling).applyTo(start);
    }
  }

  /** Corrects a model's weights in place, and records that for profiles. */
  public Report applyTo(FirstWeights start) {
    if (start.model() == null) {
      throw new IllegalArgumentException(
          "a correction from data needs a model with weights: this start has none;"
              + " call FirstWeights.applyTo(block) first");
    }
    Report report = applyTo(start.model());
    boolean balanced = report.layers().stream().anyMatch(layer -> layer.balance() != 1);
    start.multiplied(
        report.layers().stream()
            .filter(layer -> layer.outcome() == Outcome.SCALED)
            .collect(Collectors.toMap(Layer::name, Layer::factor, (one, next) -> one * next)),
        balanced ? null : report.target());
    return report;
  }

  private List<Layer> forward(ModelPass pass, List<ModelParameter> weights) {
    LayerScales scales = new LayerScales(pass.scope(), weights, any -> target, null);
    return scales.applyAfter(() -> pass.forward(scales));
  }

  private List<Layer> balanced(ModelPass pass, List<ModelParameter> weights) {
    GradientBalance balance = new GradientBalance(pass.scope());
    LayerScales scales = new LayerScales(pass.scope(), weights, any -> target, balance);
    List<Layer> scaled = scales.applyAfter(() -> pass.backward(scales, loss));
    Map<Parameter, Double> targets = balance.targets(target);
    LayerScales second =
        new LayerScales(
            pass.scope(), weights, weight -> targets.getOrDefault(weight, target), null);
    List<Layer> balanced = second.applyAfter(() -> pass.forward(second));
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < scaled.size(); l++) {
      layers.add(scaled.get(l).balanced(balanced.get(l).scale()));
    }
    return layers;
  }
}
