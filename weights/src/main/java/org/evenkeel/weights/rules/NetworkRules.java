// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.RuleOptions;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;

/**
 * The rules for a network's parameters by those for the tensors of its checkpoint, so that a
 * forecast, a check or a training begins with weights of the same distribution as those that {@code
 * draw} writes for the library.
 */
public final class NetworkRules {

  /** The number of parameters that an error names. */
  private static final int EXAMPLES = 3;

  /** The relative difference of variances that are the same. */
  private static final double SAME = 1e-9;

  private NetworkRules() {}

  /**
   * A rulebook with an entry for each parameter of a network. Where the library takes another fan
   * than the layer has, as that of a convolution with a stride, a multiplier makes the variance the
   * library's. The row of a padding token is zero as far as the network itself has one.
   *
   * @throws IllegalArgumentException if the rules do not know a parameter's name, or cannot draw it
   */
  public static Rulebook of(TensorRules rules, Network network) {
    Map<String, Network.Parameter> parameters = new LinkedHashMap<>();
    network.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    List<Tensor> tensors =
        parameters.values().stream()
            .map(one -> new Tensor(one.name(), DType.F32, one.shape().dimensions()))
            .toList();
    TensorRules.Assignment assigned = rules.assign(tensors);
    if (!assigned.unknown().isEmpty()) {
      int more = assigned.unknown().size() - EXAMPLES;
      throw new IllegalArgumentException(
          "%s has no rule for %s%s of this network; its rules are for the names of one library's models"
              .formatted(
                  rules,
                  assigned.unknown().stream()
                      .limit(EXAMPLES)
                      .map(Tensor::name)
                      .collect(Collectors.joining(", ")),
                  more > 0 ? " and %,d more".formatted(more) : ""));
    }
    Map<String, Start> starts = new HashMap<>();
    List<Rulebook.Entry> entries = new ArrayList<>();
    for (RuledTensor tensor : assigned.ruled()) {
      TensorRule rule = rules.entry(tensor.name(), parameters.keySet()).orElseThrow();
      Start start = starts.computeIfAbsent(tensor.rule(), Start::of);
      entries.add(entry(tensor, rule, start, parameters.get(tensor.name())));
    }
    return new Rulebook(entries);
  }

  private static Rulebook.Entry entry(
      RuledTensor tensor, TensorRule rule, Start start, Network.Parameter parameter) {
    RuleOptions options =
        new RuleOptions(
            rule.activation().orElse(Activations.IDENTITY),
            rule.fan().orElse(FanMode.IN),
            rule.distribution().orElse(Distribution.NORMAL),
            start.multiplier());
    double ofLibrary = tensor.initializer().variance(tensor.shape());
    double ofLayer = start.rule().initializer(options).variance(parameter.shape());
    boolean same = Math.abs(ofLibrary - ofLayer) <= SAME * ofLayer;
    return new Rulebook.Entry(
        tensor.name(),
        List.of(),
        same ? start : start.times(ofLibrary / ofLayer),
        Optional.of(options.following()),
        rule.fan(),
        rule.distribution());
  }
}
