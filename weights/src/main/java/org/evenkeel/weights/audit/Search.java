// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.random.Formula;
import org.evenkeel.text.Numbers;
import org.evenkeel.weights.audit.Expectation.Share;
import org.evenkeel.weights.format.Tensor;

/**
 * The law that fits a tensor for which no rule is known: of one value, or normal, truncated at two
 * standard deviations or uniform with the tensor's own standard deviation. Training leaves none of
 * them in large tensors.
 */
final class Search {

  /** Fewer values fit almost any law. */
  static final long LEAST = 4096;

  private static final double TRUNCATED_STD = 0.8796256610342398;

  private Search() {}

  /** The law in words; empty if none fits. */
  static Optional<String> law(Tensor tensor, Statistics found, Chances chances) {
    if (found.isConstant()) {
      return Optional.of("constant(%s)".formatted(Numbers.number(found.low())));
    }
    double std = Math.sqrt(found.secondMoment());
    if (found.broken() > 0 || !(std > 0)) {
      return Optional.empty();
    }
    for (Formula law : laws(std)) {
      Expectation expected =
          new Expectation(0, found.secondMoment(), List.of(new Share(law, 1)), 1);
      if (chances.meanFits(found, expected)
          && chances.distributionFits(found, expected, tensor.dtype())) {
        return Optional.of(words(law, std, tensor));
      }
    }
    return Optional.empty();
  }

  private static List<Formula> laws(double std) {
    List<Formula> laws = new ArrayList<>();
    laws.add(Formula.normal((float) std));
    laws.add(Formula.uniform((float) (std * Math.sqrt(3))));
    double wide = std / TRUNCATED_STD;
    Formula.truncated((float) wide, -2 * wide, 2 * wide).ifPresent(laws::add);
    return laws;
  }

  private static String words(Formula law, double std, Tensor tensor) {
    String number = Numbers.number(law.law().equals("uniform") ? std * Math.sqrt(3) : std);
    if (!law.law().equals("uniform")) {
      return law.law().equals("normal")
          ? "normal(%s)".formatted(number)
          : "truncated, std " + number;
    }
    int axes = tensor.shape().size();
    double fan = axes < 2 ? 0 : (double) tensor.elements() / tensor.shape().get(0);
    return Math.abs(std * Math.sqrt(3 * fan) - 1) < 0.02
        ? "uniform(±%s): ±1/√n_in, PyTorch's default".formatted(number)
        : "uniform(±%s)".formatted(number);
  }
}
