// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.RuleOptions;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.text.Numbers;
import org.evenkeel.weights.format.Tensor;

/**
 * The rules of one architecture: for each tensor of a checkpoint, by its name, the kind, the layout
 * and the rule. The first entry that matches applies. A tensor that no entry matches is named in
 * the {@link Assignment}; nothing is guessed from shapes.
 *
 * <p>Numbers of rules may be expressions in the file's parameters, {@code L} (blocks), {@code l}
 * (this block, from 0), {@code n_in}, {@code n_out} (the fans; for a bias those of the weight of
 * the same layer), and {@code dim0}, {@code dim1}, … (the sizes of the axes).
 *
 * @param name the name of the preset, or the file
 * @param source where the numbers come from
 * @param parameters the parameters of the file with their values
 * @param entries the entries in order
 */
public record TensorRules(
    String name, String source, Map<String, Double> parameters, List<TensorRule> entries) {

  /** Copies both, keeping their order. */
  public TensorRules {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    entries = List.copyOf(entries);
  }

  /**
   * What the rules say of the tensors of a checkpoint.
   *
   * @param ruled the tensors with a rule, in order
   * @param omitted tensors that are left out, each with the reason
   * @param unknown the tensors that no entry matches
   */
  public record Assignment(
      List<RuledTensor> ruled, Map<String, String> omitted, List<Tensor> unknown) {

    /** Copies all three, keeping their order. */
    public Assignment {
      ruled = List.copyOf(ruled);
      omitted = Collections.unmodifiableMap(new LinkedHashMap<>(omitted));
      unknown = List.copyOf(unknown);
    }

    /**
     * The tensors with a rule, if all others are left out.
     *
     * @throws IllegalArgumentException naming tensors that no entry matches
     */
    public List<RuledTensor> require(String rules) {
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "no entry of %s matches %s%s; add entries to a rule file"
                .formatted(
                    rules,
                    unknown.stream()
                        .limit(4)
                        .map(Tensor::toString)
                        .collect(Collectors.joining(", ")),
                    unknown.size() > 4 ? " and %,d more".formatted(unknown.size() - 4) : ""));
      }
      return ruled;
    }
  }

  /**
   * The rules with other values of parameters.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  TensorRules with(Map<String, Double> values) {
    Map<String, Double> all = new LinkedHashMap<>(parameters);
    values.forEach(
        (key, value) -> {
          if (!key.equals("L") && !parameters.containsKey(key)) {
            throw new IllegalArgumentException(
                "%s has no parameter '%s'; it has L (the number of blocks)%s"
                    .formatted(
                        name,
                        key,
                        parameters.keySet().stream()
                            .map(p -> ", " + p)
                            .collect(Collectors.joining())));
          }
          all.put(key, value);
        });
    return new TensorRules(name, source, all, entries);
  }

  /**
   * The rule of each tensor.
   *
   * @throws IllegalArgumentException if a tensor does not fit its kind, or a rule cannot draw it;
   *     the message names the tensor and the entry
   */
  public Assignment assign(List<Tensor> tensors) {
    return assign(tensors, tensors, true);
  }

  /**
   * The rule of each of some tensors of a checkpoint.
   *
   * @param all all tensors of the checkpoint, from whose names depth follows
   * @param copies whether tied tensors may be listed under each of their names; in a safetensors
   *     file they cannot, so that tensors listed there are not tied
   */
  public Assignment assign(List<Tensor> all, List<Tensor> some, boolean copies) {
    Map<String, Tensor> byName = new HashMap<>();
    all.forEach(tensor -> byName.put(tensor.name(), tensor));
    Blocks blocks = new Blocks(byName.keySet());
    Map<String, Start> starts = new HashMap<>();
    List<RuledTensor> ruled = new ArrayList<>();
    Map<String, String> omitted = new LinkedHashMap<>();
    List<Tensor> unknown = new ArrayList<>();
    for (Tensor tensor : some) {
      Optional<TensorRule> entry = entry(tensor.name(), byName);
      Optional<String> original =
          entry.flatMap(one -> one.tied().stream().filter(byName::containsKey).findFirst());
      if (entry.isEmpty()) {
        unknown.add(tensor);
      } else if (copies && original.isPresent()) {
        omitted.put(tensor.name(), "a copy of " + original.get());
      } else if (entry.get().rule() == null) {
        omitted.put(tensor.name(), "a buffer that the model makes itself");
      } else {
        ruled.add(ruled(tensor, entry.get(), byName, blocks, starts));
      }
    }
    return new Assignment(ruled, omitted, unknown);
  }

  private Optional<TensorRule> entry(String tensor, Map<String, Tensor> byName) {
    return entry(tensor, byName.keySet());
  }

  /** The first entry that matches a tensor beside all others. */
  Optional<TensorRule> entry(String tensor, Set<String> all) {
    return entries.stream().filter(entry -> entry.matches(tensor, all)).findFirst();
  }

  private RuledTensor ruled(
      Tensor tensor,
      TensorRule entry,
      Map<String, Tensor> byName,
      Blocks blocks,
      Map<String, Start> starts) {
    try {
      WeightShape shape = shape(tensor, entry);
      Map<String, Double> variables = variables(tensor, shape, byName, blocks);
      String word = entry.rule().evaluated(variables);
      Start start =
          starts.computeIfAbsent(word, one -> Start.of(one).requireRule("an entry of a rule file"));
      Initializer initializer =
          start
              .rule()
              .initializer(
                  new RuleOptions(
                      entry.activation().orElse(Activations.IDENTITY),
                      entry.fan().orElse(FanMode.IN),
                      entry.distribution().orElse(Distribution.NORMAL),
                      start.multiplier()));
      long padding = padding(tensor, entry, variables);
      if (padding >= 0) {
        initializer = new Embedding(initializer, padding);
      }
      initializer.variance(shape); // checks that the rule can draw the tensor
      if (entry.layout().kind() == Kind.FUSED
          && entry.layout().inputsFirst()
          && initializer.structure() != Structure.INDEPENDENT
          && initializer.structure() != Structure.CONSTANT) {
        throw new IllegalArgumentException(
            "rule %s needs parts that follow each other in memory; draw independent weights"
                .formatted(word));
      }
      String why = "entry " + number(entry) + ", " + entry;
      return new RuledTensor(tensor.name(), shape, initializer, word, why);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s by entry %d, %s, of %s: %s"
              .formatted(tensor, number(entry), entry, name, e.getMessage()),
          e);
    }
  }

  /** The number of an entry, counted from 1; each is an object of its own. */
  @SuppressWarnings("ReferenceEquality") // to compare patterns and rules takes longer than to match
  private int number(TensorRule entry) {
    int number = 1;
    while (entries.get(number - 1) != entry) {
      number++;
    }
    return number;
  }

  /** The row of a table that is zero; negative for none. */
  private static long padding(Tensor tensor, TensorRule entry, Map<String, Double> variables) {
    if (entry.padding().isEmpty()) {
      return -1;
    }
    double row = Expression.evaluate(entry.padding(), variables);
    if (row != Math.rint(row) || row >= tensor.shape().get(0)) {
      throw new IllegalArgumentException(
          "the row of the padding must be one of %d, counted from 0: %s = %s; negative for none"
              .formatted(tensor.shape().get(0), entry.padding(), Numbers.number(row)));
    }
    return (long) row;
  }

  private static WeightShape shape(Tensor tensor, TensorRule entry) {
    if (tensor.elements() == 0) {
      throw new IllegalArgumentException("an empty tensor has nothing to draw; leave it out");
    }
    return entry.layout().shape(tensor.shape());
  }

  private Map<String, Double> variables(
      Tensor tensor, WeightShape shape, Map<String, Tensor> byName, Blocks blocks) {
    Map<String, Double> variables = new HashMap<>();
    int count = blocks.count(tensor.name());
    if (count > 0) {
      variables.put("L", (double) count);
      variables.put("l", (double) Blocks.block(tensor.name()));
    }
    fans(tensor, shape, byName)
        .ifPresent(
            fans -> {
              variables.put("n_in", fans.in());
              variables.put("n_out", fans.out());
            });
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      variables.put("dim" + axis, (double) tensor.shape().get(axis));
    }
    variables.putAll(parameters);
    return variables;
  }

  /** The fans of a tensor; for biases those of the weight whose name differs in "weight". */
  private Optional<Fans> fans(Tensor tensor, WeightShape shape, Map<String, Tensor> byName) {
    if (shape.kind().isWeight()) {
      return Optional.of(shape.fans());
    }
    Tensor weight = byName.get(weightOf(tensor.name()));
    if (weight == null || weight.name().equals(tensor.name())) {
      return Optional.empty();
    }
    return entry(weight.name(), byName)
        .filter(entry -> entry.layout() != null && entry.layout().kind().isWeight())
        .map(entry -> shape(weight, entry).fans());
  }

  /** {@code fc.bias} → {@code fc.weight}, {@code in_proj_bias} → {@code in_proj_weight}. */
  private static String weightOf(String bias) {
    int at = bias.lastIndexOf("bias");
    return at < 0 ? bias : bias.substring(0, at) + "weight" + bias.substring(at + 4);
  }

  /** The name, with the parameters. */
  @Override
  public String toString() {
    return name;
  }
}
