// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.DataCorrection;
import org.evenkeel.init.Distribution;
import org.evenkeel.init.Start;
import org.evenkeel.init.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.signal.LayerSignal;

/**
 * The first weights of a DJL model: every parameter is drawn by what a {@link Start} assigns to its
 * name, its kind and the activation that follows, from a key of the seed and the name.
 *
 * <pre>{@code
 * FirstWeights.of(Start.of("auto")).applyTo(block);
 * trainer.initialize(new Shape(1, 64));   // draws them
 * }</pre>
 *
 * <p>Parameters that are initialized already are drawn anew at once, in place. Parameters of blocks
 * that are not DJL's own, and frozen ones that hold values or are no weights, keep what they have
 * or DJL gives them; {@link #untouched()} names those.
 */
public final class FirstWeights {

  private final Start start;
  private Block model;
  private List<ModelParameter> parameters = List.of();
  private final Map<Parameter, Assignment> assigned = new LinkedHashMap<>();

  /** What layers were multiplied with after the draw, by their names. */
  private final Map<String, Double> corrected = new HashMap<>();

  private final Map<String, Double> scaledTo = new HashMap<>();
  private boolean correctionApplied;

  private FirstWeights(Start start) {
    this.start = start;
  }

  /** First weights from a start. */
  public static FirstWeights of(Start start) {
    return new FirstWeights(start);
  }

  /**
   * A parameter with what it is drawn by.
   *
   * @param assignment what it is drawn by, and why
   * @param shape its shape and fans; empty while the model does not know its input's shape
   */
  public record Planned(Assignment assignment, Optional<WeightShape> shape) {}

  /**
   * Gives every parameter of a model its initializer; those that hold values already are drawn
   * anew.
   *
   * <p>To be called before {@code Trainer.initialize}, which keeps a reference to every array.
   *
   * <p>A start of the library's own defaults leaves the model alone. One with a correction from
   * data needs {@link DataScaling#correct} as well, once the model is initialized.
   *
   * @param block any Block
   * @return this
   * @throws IllegalArgumentException if an entry of the start's rulebook matches no parameter, or a
   *     rule cannot draw one that is initialized
   */
  public FirstWeights applyTo(Block block) {
    model = block;
    parameters =
        ModelParameters.in(block).all().stream().filter(found -> !found.isStatistic()).toList();
    assigned.clear();
    corrected.clear();
    scaledTo.clear();
    correctionApplied = false;
    for (ModelParameter found : parameters) {
      if (!start.isLibraryDefaults() && !found.isKept() && found.role().isPresent()) {
        assigned.put(
            found.parameter(),
            start.assign(found.name(), found.role().get().kind(), found.following()));
      }
    }
    start.rulebook().requireEveryEntryMatches(assigned.values());
    drawn().forEach(found -> assign(found, assigned.get(found.parameter())));
    return this;
  }

  /** Whether a correction from data that the start asks for is still to come. */
  public boolean awaitsCorrection() {
    return start.correction().isPresent() && !correctionApplied;
  }

  /**
   * The names of the parameters that keep what DJL gives them, because their block is not known
   * here, or what they hold, because they are frozen.
   */
  public List<String> untouched() {
    return parameters.stream()
        .filter(found -> !assigned.containsKey(found.parameter()))
        .map(ModelParameter::name)
        .toList();
  }

  /** What it draws by. */
  public Start start() {
    return start;
  }

  /** The seed of the draws. */
  public long seed() {
    return start.seed();
  }

  /**
   * What every parameter is drawn by, in the order of the model's tree. The shapes are there once
   * the model is initialized.
   */
  public List<Planned> plan() {
    return drawn()
        .map(found -> new Planned(assigned.get(found.parameter()), found.shape()))
        .toList();
  }

  private Stream<ModelParameter> drawn() {
    return parameters.stream().filter(found -> assigned.containsKey(found.parameter()));
  }

  /**
   * {@link #plan()} of a model that is not initialized, with the shapes that it would have: DJL
   * works them out only while it initializes, so this is done with empty arrays, and undone.
   *
   * @param inputs shapes of the model's inputs, with their batch axes
   */
  public List<Planned> plan(Shape... inputs) {
    Map<Parameter, Initializer> initializers = new LinkedHashMap<>();
    model.getParameters().values().stream()
        .filter(parameter -> !parameter.isInitialized())
        .forEach(parameter -> initializers.put(parameter, parameter.getInitializer()));
    try (NDManager scope = NDManager.newBaseManager()) {
      initializers
          .keySet()
          .forEach(
              parameter ->
                  parameter.setInitializer(
                      (manager, shape, type) -> scope.create(new Shape(0), type)));
      model.initialize(scope, DataType.FLOAT32, inputs);
      return plan();
    } finally {
      initializers.forEach(
          (parameter, initializer) -> {
            parameter.close();
            parameter.setInitializer(initializer);
          });
    }
  }

  /** The model that was started. */
  public Block model() {
    return model;
  }

  /** Is told of a correction, so that profiles tell of it. */
  public void corrected(DataScaling.Report report) {
    correctionApplied = true;
    boolean balanced = report.layers().stream().anyMatch(layer -> layer.balance() != 1);
    for (DataScaling.Layer layer : report.layers()) {
      if (layer.outcome() == DataScaling.Outcome.SCALED) {
        corrected.merge(layer.name(), layer.factor(), (one, next) -> one * next);
        if (!balanced) {
          scaledTo.put(layer.name(), report.target());
        }
      }
    }
  }

  /** The second moment that a layer was scaled to by data; null if it was not. */
  public Double scaledTo(String layer) {
    return scaledTo.get(layer);
  }

  /** What a parameter was drawn by; empty for one that kept DJL's start. */
  public Optional<Assignment> assignment(ModelParameter parameter) {
    return Optional.ofNullable(assigned.get(parameter.parameter()));
  }

  /** How a layer's weights, or biases, were drawn; empty for what kept DJL's start. */
  public Optional<LayerSignal.LayerStart> startOf(ModelParameter weight) {
    Double factor = weight.isWeight() ? corrected.get(weight.layer()) : null;
    return assignment(weight)
        .map(
            found ->
                new LayerSignal.LayerStart(
                    factor == null ? found.rule() : DataCorrection.RULE,
                    found.initializer().drawnFrom().map(Distribution::toString).orElse(null),
                    found.multiplier(),
                    found.initializer().variance(weight.shape().orElseThrow())
                        * (factor == null ? 1 : factor * factor)));
  }

  private void assign(ModelParameter found, Assignment assignment) {
    Parameter parameter = found.parameter();
    parameter.setInitializer(
        (manager, shape, type) ->
            named(found.name(), () -> draw(found, assignment, shape).create(manager, shape, type)));
    if (parameter.isInitialized()) {
      named(
          found.name(),
          () -> {
            draw(found, assignment, parameter.getShape()).fill(parameter.getArray());
            return parameter;
          });
    }
  }

  private TensorDraw draw(ModelParameter found, Assignment assignment, Shape shape) {
    return new TensorDraw(
        assignment.initializer(),
        found.role().orElseThrow().shape(shape),
        Key.of(start.seed(), found.name()));
  }

  /** Says of which parameter a rule does not hold. */
  private static <T> T named(String parameter, Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(parameter + ": " + e.getMessage(), e);
    }
  }
}
