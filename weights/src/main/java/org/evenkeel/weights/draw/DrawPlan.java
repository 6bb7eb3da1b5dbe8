// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Constant;
import org.evenkeel.network.Network;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;
import org.evenkeel.weights.rules.TensorRules;

/**
 * The plan of a weights file: its tensors, and where the values of each come from. Nothing is drawn
 * before {@link WeightsOutput} writes it.
 *
 * @param seed the seed that all tensors share
 * @param rules the rules in a word, for the metadata
 * @param tensors the tensors in order
 * @param omitted names of tensors that are left out, each with the reason
 */
public record DrawPlan(
    long seed, String rules, List<Planned> tensors, Map<String, String> omitted) {

  /** A tensor to write, and where its values come from. */
  public record Planned(Tensor tensor, Source source) {}

  /**
   * Copies both, keeping their order.
   *
   * @throws IllegalArgumentException if there is nothing to write, or a name is not safe
   */
  public DrawPlan {
    tensors = List.copyOf(tensors);
    omitted = Collections.unmodifiableMap(new LinkedHashMap<>(omitted));
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("there is no tensor to write");
    }
    for (Planned planned : tensors) {
      String name = planned.tensor().name();
      if (name.isBlank()
          || name.contains("../")
          || name.contains("..\\")
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "tensor %s: a name must be printable text without '../'"
                .formatted(planned.tensor().quoted()));
      }
    }
  }

  /**
   * The plan of the parameters of a network.
   *
   * @param dtype the type of all tensors
   * @throws IllegalArgumentException if a rule cannot draw its parameter, or an entry of the
   *     start's rulebook matches none
   */
  public static DrawPlan of(Network network, Start start, DType dtype) {
    List<Planned> tensors = new ArrayList<>();
    List<Assignment> assignments = new ArrayList<>();
    network
        .parameters()
        .forEach(
            parameter -> {
              Assignment assignment = parameter.assigned(start);
              assignments.add(assignment);
              RuledTensor ruled =
                  new RuledTensor(
                      parameter.name(),
                      parameter.shape(),
                      assignment.initializer(),
                      assignment.multiplier() == 1
                          ? assignment.rule()
                          : assignment.rule() + "*" + assignment.multiplier(),
                      assignment.why());
              Tensor tensor = new Tensor(parameter.name(), dtype, parameter.shape().dimensions());
              tensors.add(drawn(ruled, tensor, start.seed()));
            });
    start.rulebook().requireEveryEntryMatches(assignments);
    return new DrawPlan(start.seed(), start.toString(), tensors, Map.of());
  }

  /**
   * The plan of tensors with given names, types and shapes.
   *
   * @param tensors all tensors of the model
   * @param copies whether tied tensors may be listed under each of their names; in a safetensors
   *     file they cannot
   * @param dtype the type to draw in; empty for that of each tensor
   * @throws IllegalArgumentException if the rules do not know a tensor, or cannot draw it
   */
  public static DrawPlan of(
      List<Tensor> tensors, TensorRules rules, long seed, boolean copies, Optional<DType> dtype) {
    TensorRules.Assignment assignment = rules.assign(tensors, tensors, copies);
    return new DrawPlan(
        seed,
        rules.toString(),
        drawn(assignment.require(rules.name()), tensors, seed, dtype),
        assignment.omitted());
  }

  /**
   * The plan of a checkpoint some of whose tensors are drawn anew; all others stay as they are,
   * byte for byte.
   *
   * @param tensors all tensors of the model; those that are not drawn must be in the checkpoint
   * @param only which tensors are drawn
   */
  public static DrawPlan of(
      List<Tensor> tensors,
      TensorRules rules,
      long seed,
      Optional<DType> dtype,
      Checkpoint base,
      Predicate<String> only) {
    List<Tensor> some = tensors.stream().filter(tensor -> only.test(tensor.name())).toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "no tensor has a name to draw anew; the first is %s"
              .formatted(tensors.isEmpty() ? "missing" : tensors.get(0).quoted()));
    }
    TensorRules.Assignment assignment = rules.assign(tensors, some, false);
    Map<String, Planned> drawn = new HashMap<>();
    drawn(assignment.require(rules.name()), tensors, seed, dtype)
        .forEach(planned -> drawn.put(planned.tensor().name(), planned));
    List<Planned> all = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (drawn.containsKey(tensor.name())) {
        all.add(drawn.get(tensor.name()));
      } else if (!assignment.omitted().containsKey(tensor.name())) {
        all.add(copied(tensor, base));
      }
    }
    return new DrawPlan(seed, rules.toString(), all, assignment.omitted());
  }

  /** The plan of a copy of a checkpoint, byte for byte. */
  public static DrawPlan copy(Checkpoint checkpoint) {
    List<Planned> copied = new ArrayList<>();
    for (Tensor tensor : checkpoint.tensors()) {
      copied.add(new Planned(tensor, new Source.Copied(checkpoint, tensor)));
    }
    return new DrawPlan(0, "", copied, Map.of());
  }

  private static Planned copied(Tensor tensor, Checkpoint base) {
    Tensor original =
        base.tensor(tensor.name())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s: it is neither drawn nor in %s"
                            .formatted(tensor.quoted(), base.source())));
    if (!original.shape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor %s: it is not drawn, and has another shape in %s: %s"
              .formatted(tensor, base.source(), original));
    }
    return new Planned(original, new Source.Copied(base, original));
  }

  private static List<Planned> drawn(
      List<RuledTensor> ruled, List<Tensor> tensors, long seed, Optional<DType> dtype) {
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    List<Planned> drawn = new ArrayList<>();
    for (RuledTensor one : ruled) {
      Tensor tensor = byName.get(one.name());
      DType type = tensor.dtype().isFloating() ? dtype.orElse(tensor.dtype()) : tensor.dtype();
      drawn.add(drawn(one, new Tensor(one.name(), type, tensor.shape()), seed));
    }
    return drawn;
  }

  private static Planned drawn(RuledTensor ruled, Tensor tensor, long seed) {
    if (!DType.DRAWN.contains(tensor.dtype())
        && !(ruled.initializer() instanceof Constant constant
            && constant.value() == Math.rint(constant.value())
            && !tensor.dtype().isFloating()
            && tensor.dtype() != DType.C64)) {
      throw new IllegalArgumentException(
          "tensor %s: rule %s cannot draw %s; choose one of %s"
              .formatted(tensor.quoted(), ruled.rule(), tensor.dtype(), DType.DRAWN));
    }
    return new Planned(tensor, new Source.Drawn(ruled, seed, Slice.all(tensor.shape())));
  }

  /**
   * The plan of slices of some tensors alone.
   *
   * @param slices each as {@link Slice#parse} takes it
   * @throws IllegalArgumentException if a tensor is not drawn by this plan
   */
  public DrawPlan sliced(List<String> slices) {
    List<Planned> sliced = new ArrayList<>();
    for (String text : slices) {
      String name = Slice.name(text);
      Planned planned =
          tensors.stream()
              .filter(one -> one.tensor().name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no tensor '%s' is drawn, of which to take a slice".formatted(name)));
      if (!(planned.source() instanceof Source.Drawn drawn)) {
        throw new IllegalArgumentException(
            "tensor %s: a slice must be of a tensor that is drawn"
                .formatted(planned.tensor().quoted()));
      }
      Slice slice = Slice.parse(text, planned.tensor());
      sliced.add(
          new Planned(
              new Tensor(name, planned.tensor().dtype(), slice.shape()),
              new Source.Drawn(drawn.ruled(), drawn.seed(), slice)));
    }
    return new DrawPlan(seed, rules, sliced, Map.of());
  }

  /** The number of bytes of all tensors. */
  public long bytes() {
    return tensors.stream().mapToLong(planned -> planned.tensor().bytes()).sum();
  }
}
