// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.evenkeel.init.Rulebook;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;

/**
 * The kind and fans of a parameter of a block class that is not DJL's own.
 *
 * @param block the class of the block; subclasses are included
 * @param parameter the parameter's name in its block
 * @param kind what the parameter does
 * @param fans the fans for the shape of its array; not called for kinds that are not weights
 */
public record DeclaredParameter(
    Class<? extends Block> block, String parameter, Kind kind, Function<Shape, Fans> fans) {

  /** Checks that nothing is null. */
  public DeclaredParameter {
    Objects.requireNonNull(block, "block");
    Objects.requireNonNull(parameter, "parameter");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(fans, "fans");
  }

  /**
   * Declarations with those that rules make by the names of parameters of unknown kind: with
   * outputs on the first axis and inputs on the second, or the reverse, and a kernel on the others.
   */
  public static List<DeclaredParameter> withRules(
      Block model,
      List<DeclaredParameter> declared,
      Rulebook rules,
      Function<ModelParameter, String> name) {
    if (rules.entries().isEmpty()) {
      return declared; // reading a model takes a while
    }
    List<DeclaredParameter> all = new ArrayList<>(declared);
    for (ModelParameter found : ModelParameters.in(model, declared).all()) {
      rules.entries().stream()
          .filter(entry -> found.role().isEmpty() && !found.isStatistic())
          .filter(entry -> entry.kindOf(name.apply(found)).isPresent())
          .findFirst()
          .ifPresent(entry -> all.add(byRule(found, entry)));
    }
    return List.copyOf(all);
  }

  private static DeclaredParameter byRule(ModelParameter found, Rulebook.Entry entry) {
    int inputs = entry.inputsFirst() ? 0 : 1;
    return new DeclaredParameter(
        found.block().getClass(),
        found.parameter().getName(),
        entry.kinds().get(0),
        shape -> {
          double kernel = shape.dimension() < 2 ? 1 : shape.slice(2).size();
          return shape.dimension() < 2
              ? new Fans(shape.size(), 1)
              : new Fans(shape.get(inputs) * kernel, shape.get(1 - inputs) * kernel);
        });
  }

  /** Checks that each declaration means a parameter of a model. */
  public static void requireEach(List<DeclaredParameter> declared, List<ModelParameter> all) {
    for (DeclaredParameter one : declared) {
      if (all.stream().noneMatch(found -> one.matches(found.block(), found.parameter()))) {
        throw new IllegalArgumentException(
            "a declared parameter must be in the model: no %s of it has a parameter '%s'; mend or remove the declaration"
                .formatted(one.block.getSimpleName(), one.parameter));
      }
    }
  }

  /** Whether a parameter of a block is meant. */
  public boolean matches(Block owner, Parameter own) {
    return block.isInstance(owner) && parameter.equals(own.getName());
  }

  /**
   * The shape and fans of an array. A matrix whose sizes are (n_in, n_out) has the inputs first;
   * any other array counts its outputs along the first axis.
   */
  WeightShape shape(Shape array) {
    List<Long> sizes = Arrays.stream(array.getShape()).boxed().toList();
    if (!kind.isWeight()) {
      return switch (kind) {
        case SCALE -> WeightShape.scale(sizes);
        case SHIFT -> WeightShape.shift(sizes);
        case SLOPE -> WeightShape.slope(sizes);
        default -> WeightShape.bias(sizes);
      };
    }
    Fans of = fans.apply(array);
    boolean inputsFirst =
        sizes.size() == 2
            && sizes.get(0) == of.in()
            && sizes.get(1) == of.out()
            && of.in() != of.out();
    long outputs = sizes.isEmpty() ? 1 : sizes.get(inputsFirst ? 1 : 0);
    long inputs = array.size() / outputs;
    return new WeightShape(
        kind, sizes, List.of(new Part("", 1, outputs, inputs, List.of(), inputsFirst, of)));
  }
}
