// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Assignment;
import org.evenkeel.initializer.Constant;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.Slice;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * The plan of a file with a DJL block's initial weights, which no array of the engine need hold:
 * the file has the bits that {@link FirstWeights} gives the block.
 *
 * <pre>{@code
 * FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(block);
 * WeightsOutput.to(file).write(BlockPlan.of(weights, DType.BF16, new Shape(1, 64)));
 * }</pre>
 */
public final class BlockPlan {

  /** Parameter names that an error message lists. */
  private static final int EXAMPLES = 4;

  private BlockPlan() {}

  /**
   * The plan of the block that initial weights were applied to. Parameters that keep the values
   * they hold are copied; running statistics, and other parameters that DJL fills with zeros or
   * ones, are so here.
   *
   * @param dtype the type of the tensors, except of those that are copied
   * @param inputs shapes of the model's inputs, with their batch axes
   * @throws IllegalArgumentException naming the parameters that no rule is known for
   */
  public static DrawPlan of(FirstWeights weights, DType dtype, Shape... inputs) {
    Map<String, FirstWeights.Planned> planned = new HashMap<>();
    weights.plan(inputs).forEach(one -> planned.put(one.assignment().parameter(), one));
    Block block = weights.model();
    List<Planned> tensors = new ArrayList<>();
    List<ModelParameter> unknown = new ArrayList<>();
    BlockWeights held = BlockWeights.held(block, weights);
    for (ModelParameter found : ModelParameters.in(block, weights.declared()).all()) {
      String name = weights.name(found);
      FirstWeights.Planned one = planned.get(name);
      if (one != null) {
        tensors.add(drawn(ruled(one), dtype, weights.seed()));
      } else if (found.parameter().isInitialized()) {
        Tensor tensor = held.tensor(name).orElseThrow();
        tensors.add(new Planned(tensor, new Source.Copied(held, tensor)));
      } else {
        constant(found.parameter())
            .ifPresentOrElse(
                value -> tensors.add(drawn(ruled(found, name, value), dtype, weights.seed())),
                () -> unknown.add(found));
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no rule is known for %s%s; give them a kind in a rule file, or declare them"
              .formatted(
                  unknown.stream()
                      .limit(EXAMPLES)
                      .map(one -> "%s (%s)".formatted(weights.name(one), one.kindLabel()))
                      .collect(Collectors.joining(", ")),
                  unknown.size() > EXAMPLES
                      ? " and %,d more".formatted(unknown.size() - EXAMPLES)
                      : ""));
    }
    return new DrawPlan(weights.seed(), weights.start().toString(), tensors, Map.of());
  }

  private static RuledTensor ruled(FirstWeights.Planned planned) {
    Assignment assignment = planned.assignment();
    return new RuledTensor(
        assignment.parameter(),
        planned.shape().orElseThrow(),
        assignment.initializer(),
        assignment.multiplier() == 1
            ? assignment.rule()
            : assignment.rule() + "*" + Arguments.text(assignment.multiplier()),
        assignment.why());
  }

  private static RuledTensor ruled(ModelParameter found, String name, Constant value) {
    List<Long> sizes = Arrays.stream(found.parameter().getShape().getShape()).boxed().toList();
    return new RuledTensor(
        name,
        WeightShape.bias(sizes),
        value,
        value.value() == 0 ? "zeros" : "constant(1)",
        found.isStatistic() ? "running statistic" : "DJL's own");
  }

  /** The value that DJL gives all elements of a parameter; empty if it draws them. */
  private static Optional<Constant> constant(Parameter parameter) {
    Initializer initializer = parameter.getInitializer();
    if (initializer == Initializer.ZEROS) {
      return Optional.of(new Constant(0));
    }
    return initializer == Initializer.ONES ? Optional.of(new Constant(1)) : Optional.empty();
  }

  private static Planned drawn(RuledTensor ruled, DType dtype, long seed) {
    Tensor tensor = new Tensor(ruled.name(), dtype, ruled.shape().dimensions());
    return new Planned(tensor, new Source.Drawn(ruled, seed, Slice.all(tensor.shape())));
  }
}
