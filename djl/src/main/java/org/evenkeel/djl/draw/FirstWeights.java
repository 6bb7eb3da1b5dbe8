// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.djl.read.DeclaredParameter;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.random.Key;
import org.evenkeel.signal.LayerSignal;
import org.jspecify.annotations.Nullable;

/**
 * The initial weights of a DJL model: every parameter is drawn by what a {@link Start} assigns to
 * its name, its kind and the activation that follows, from a key of the seed and the name.
 *
 * <pre>{@code
 * FirstWeights.of(Start.of("auto")).applyTo(block);
 * trainer.initialize(new Shape(1, 64));   // draws them
 * }</pre>
 *
 * <p>Parameters that hold values are drawn again only {@linkplain #redrawing() on request}.
 * Parameters of blocks that are neither DJL's own nor {@linkplain #declare declared}, and frozen
 * ones that hold values or are no weights, keep what they have or DJL gives them; {@link
 * #untouched()} names those.
 */
public final class FirstWeights {

  /** Parameter names that an error message lists. */
  private static final int EXAMPLES = 4;

  /** The treatment of parameters that hold values. */
  private enum Held {
    REFUSED,
    KEPT,
    REDRAWN
  }

  private final Start start;
  private final String prefix;
  private final Held held;
  private final List<DeclaredParameter> declared;
  private @Nullable Block model;
  private List<ModelParameter> parameters = List.of();
  private final Map<Parameter, Assignment> assigned = new LinkedHashMap<>();

  /** The factors on layers' weights after the draw, by layer name. */
  private final Map<String, Double> corrected = new HashMap<>();

  private final Map<String, Double> scaledTo = new HashMap<>();
  private boolean correctionApplied;

  /** The declared parameters, and those that get a kind from the start's rulebook. */
  private List<DeclaredParameter> known;

  private FirstWeights(Start start, String prefix, Held held, List<DeclaredParameter> declared) {
    this.start = start;
    this.prefix = prefix;
    this.held = held;
    this.declared = declared;
    this.known = declared;
  }

  /** Initial weights from a start. */
  public static FirstWeights of(Start start) {
    return new FirstWeights(start, "", Held.REFUSED, List.of());
  }

  /**
   * The same with a prefix for all parameter names, so that two blocks with the same parameter
   * names get different weights: {@code left} makes {@code left_01Linear_weight}.
   */
  public FirstWeights named(String name) {
    return new FirstWeights(start, name + "_", held, declared);
  }

  /** The same for a model whose parameters may hold values already; they are overwritten. */
  public FirstWeights redrawing() {
    return redrawing(start);
  }

  /** The same by another start, for a model whose parameters hold values. */
  FirstWeights redrawing(Start other) {
    return new FirstWeights(other, prefix, Held.REDRAWN, declared);
  }

  /** Whether it overwrites values that parameters hold. */
  boolean overwrites() {
    return held == Held.REDRAWN;
  }

  /**
   * The same for a model of which some parameters are loaded; they are kept, and {@link
   * #untouched()} names them.
   */
  public FirstWeights keepingLoaded() {
    return new FirstWeights(start, prefix, Held.KEPT, declared);
  }

  /**
   * The same with a weight of a block class of one's own, which is then drawn as a weight of DJL's
   * would be.
   *
   * <pre>{@code
   * weights.declare(MyDense.class, "kernel", Kind.DENSE, shape -> new Fans(shape.get(0), shape.get(1)))
   * }</pre>
   *
   * @param block the class of the block; subclasses are included
   * @param parameter the parameter's name in its block
   * @param kind what the parameter does
   * @param fans n_in and n_out for the shape of the parameter's array
   */
  public FirstWeights declare(
      Class<? extends Block> block, String parameter, Kind kind, Function<Shape, Fans> fans) {
    List<DeclaredParameter> all = new ArrayList<>(declared);
    all.add(new DeclaredParameter(block, parameter, kind, fans));
    return new FirstWeights(start, prefix, held, List.copyOf(all));
  }

  /**
   * The same with a parameter of a block class of one's own that is not a weight, such as a bias.
   *
   * @param block the class of the block; subclasses are included
   * @param parameter the parameter's name in its block
   * @param kind what the parameter does
   * @throws IllegalArgumentException if the kind is that of a weight, which has fans
   */
  public FirstWeights declare(Class<? extends Block> block, String parameter, Kind kind) {
    if (kind.isWeight()) {
      throw new IllegalArgumentException(
          "a declared weight needs fans: '%s' of %s is %s; pass a function from its shape to its Fans"
              .formatted(parameter, block.getSimpleName(), kind));
    }
    return declare(block, parameter, kind, shape -> new Fans(1, 1));
  }

  /**
   * A parameter with its assignment.
   *
   * @param assignment the rule that draws it, and why
   * @param shape its shape and fans; empty until the model knows its input's shape
   */
  public record Planned(Assignment assignment, Optional<WeightShape> shape) {}

  /**
   * Sets the initializer of every parameter of a model; parameters that hold values are overwritten
   * at once if that was {@linkplain #redrawing() requested}.
   *
   * <p>To be called before {@code Trainer.initialize}, which keeps a reference to every array.
   *
   * <p>A start of the library's own defaults leaves the model alone. One with a correction from
   * data needs {@code DataScaling.correct} as well, once the model is initialized.
   *
   * @param block any Block
   * @return this
   * @throws IllegalArgumentException if parameters hold values and {@link #redrawing()} or {@link
   *     #keepingLoaded()} was not called, a declared parameter or an entry of the start's rulebook
   *     matches no parameter, or a rule cannot draw a parameter
   */
  public FirstWeights applyTo(Block block) {
    known = DeclaredParameter.withRules(block, declared, start.rulebook(), this::name);
    List<ModelParameter> all = ModelParameters.in(block, known).all();
    DeclaredParameter.requireEach(declared, all);
    model = block;
    parameters = all.stream().filter(found -> !found.isStatistic()).toList();
    assigned.clear();
    corrected.clear();
    scaledTo.clear();
    correctionApplied = false;
    for (ModelParameter found : parameters) {
      boolean kept = found.isKept() || (held == Held.KEPT && found.parameter().isInitialized());
      if (!start.isLibraryDefaults() && !kept && found.role().isPresent()) {
        assigned.put(
            found.parameter(),
            found.assigned(
                start.assign(
                    name(found), found.role().get().kind(), found.gains(), found.entering())));
      }
    }
    start.rulebook().requireEveryEntryMatches(assigned.values());
    requireNoneHeld();
    drawn().forEach(found -> assign(found, assigned.get(found.parameter())));
    return this;
  }

  /** Whether a correction from data that the start asks for is still to come. */
  public boolean awaitsCorrection() {
    return start.correction().isPresent() && !correctionApplied;
  }

  private void requireNoneHeld() {
    List<String> names =
        drawn().filter(found -> found.parameter().isInitialized()).map(this::name).toList();
    if (held == Held.REFUSED && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "initial weights would overwrite parameters that hold values: %s%s; call redrawing() to overwrite them, keepingLoaded() to keep them, or apply to the new blocks alone"
              .formatted(
                  names.stream().limit(EXAMPLES).collect(Collectors.joining(", ")),
                  names.size() > EXAMPLES
                      ? " and %,d more".formatted(names.size() - EXAMPLES)
                      : ""));
    }
  }

  /** The parameter's name, which seeds its draw. */
  public String name(ModelParameter found) {
    return prefix + found.name();
  }

  /** The names of the parameters that are not drawn: of unknown blocks, frozen or loaded. */
  public List<String> untouched() {
    return untouched(found -> true);
  }

  /** The names of those among the untouched parameters that training changes. */
  public List<String> notDrawn() {
    return untouched(found -> found.parameter().requiresGradient());
  }

  private List<String> untouched(Predicate<ModelParameter> which) {
    return parameters.stream()
        .filter(found -> !assigned.containsKey(found.parameter()))
        .filter(which)
        .map(this::name)
        .toList();
  }

  /** The parameters of the user's own blocks. */
  public List<DeclaredParameter> declared() {
    return known;
  }

  /** The start. */
  public Start start() {
    return start;
  }

  /** The seed of the draws. */
  public long seed() {
    return start.seed();
  }

  /**
   * The assignment of every drawn parameter, in the order of the model's tree. Shapes are known
   * once the model is initialized.
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
   * The plan of a model that is not initialized, with shapes: DJL computes them only while it
   * initializes, so the model is initialized with empty arrays, which are removed again.
   *
   * @param inputs shapes of the model's inputs, with their batch axes
   */
  public List<Planned> plan(Shape... inputs) {
    if (model == null) {
      throw new IllegalStateException("a plan needs a model; call applyTo(block) first");
    }
    Map<Parameter, Initializer> initializers = new LinkedHashMap<>();
    model.getParameters().values().stream()
        .filter(parameter -> !parameter.isInitialized())
        .forEach(parameter -> initializers.put(parameter, parameter.getInitializer()));
    try (NDManager scope = NDManager.newBaseManager()) {
      Initializer empty = (manager, shape, type) -> scope.create(new Shape(0), type);
      initializers.keySet().forEach(parameter -> parameter.setInitializer(empty));
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

  /** A plan with shapes, explained: the distribution of each parameter, and the reason for it. */
  public InitializationPlan explained(List<Planned> plan) {
    return InitializationPlan.of(
        start,
        plan.stream()
            .map(one -> new InitializationPlan.Row(one.assignment(), one.shape().orElseThrow()))
            .toList(),
        untouched());
  }

  /** The model that the weights were applied to; null before. */
  public @Nullable Block model() {
    return model;
  }

  /**
   * Records that weights were multiplied after their draw, so that profiles show it.
   *
   * @param factors the factor on the weights of each layer, by layer name
   * @param secondMoment the second moment that the outputs of all these layers have now; null if
   *     they differ
   */
  public void multiplied(Map<String, Double> factors, @Nullable Double secondMoment) {
    correctionApplied = true;
    factors.forEach(
        (layer, factor) -> {
          corrected.merge(layer, factor, (one, next) -> one * next);
          if (secondMoment != null) {
            scaledTo.put(layer, secondMoment);
          }
        });
  }

  /** The second moment that a layer's output was scaled to by data; null if it was not. */
  public @Nullable Double scaledTo(String layer) {
    return scaledTo.get(layer);
  }

  /** The assignment of a parameter; empty if it was not drawn. */
  public Optional<Assignment> assignment(ModelParameter parameter) {
    return Optional.ofNullable(assigned.get(parameter.parameter()));
  }

  /** The draw of a layer's weights, or biases; empty if they were not drawn. */
  public Optional<LayerSignal.LayerStart> startOf(ModelParameter weight) {
    Double factor = weight.isWeight() ? corrected.get(weight.layer()) : null;
    return assignment(weight)
        .map(
            found -> {
              WeightShape shape = weight.shape().orElseThrow();
              LayerSignal.LayerStart drawn =
                  LayerSignal.LayerStart.of(
                      found, shape.parts().get(0), found.initializer().variance(shape));
              return factor == null ? drawn : drawn.corrected(factor);
            });
  }

  private void assign(ModelParameter found, Assignment assignment) {
    Parameter parameter = found.parameter();
    parameter.setInitializer(
        (manager, shape, type) ->
            TensorDraw.named(
                name(found), () -> draw(found, assignment, shape).create(manager, shape, type)));
    if (parameter.isInitialized()) {
      TensorDraw.named(
          name(found),
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
        Key.of(start.seed(), name(found)));
  }

  /**
   * The table of the parameters with fans, rule and variance; before shapes are known, the rules.
   */
  @Override
  public String toString() {
    if (model == null) {
      return "initial weights by %s, not applied yet".formatted(start);
    }
    List<Planned> plan = plan();
    return plan.stream().allMatch(one -> one.shape().isPresent())
        ? explained(plan).toString()
        : plan.stream().map(one -> one.assignment().toString()).collect(Collectors.joining("\n"));
  }
}
