// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Sparse;
import org.evenkeel.parameter.Part;
import org.evenkeel.random.Formula;
import org.evenkeel.weights.rules.RuledTensor;

/**
 * The distribution that single values of a tensor should have: the mixture of those of its parts.
 *
 * @param mean E[w]
 * @param secondMoment E[w²]
 * @param laws the law of each part with its share of the values; empty if values depend on each
 *     other
 * @param random the share of values that are not zero by the rule, as a padding row is
 */
record Expectation(double mean, double secondMoment, List<Share> laws, double random) {

  /** A law and the share of values that have it. */
  record Share(Formula law, double share) {}

  static Expectation of(RuledTensor ruled) {
    Initializer initializer = ruled.initializer();
    long size = ruled.shape().size();
    List<Share> laws = new ArrayList<>();
    boolean single = true;
    double square = 0;
    for (Part part : ruled.shape().parts()) {
      double share = (double) part.size() / size;
      Optional<Formula> law = initializer.formula(part);
      single &= law.isPresent();
      law.ifPresent(one -> laws.add(new Share(one, share)));
      square += share * initializer.variance(part);
    }
    square += initializer.mean() * initializer.mean();
    if (initializer instanceof Embedding) {
      long rows = ruled.shape().dimensions().get(0);
      double random = (rows - 1.0) / rows;
      List<Share> padded =
          new ArrayList<>(
              laws.stream().map(one -> new Share(one.law(), one.share() * random)).toList());
      padded.add(new Share(Formula.constant(0), 1.0 / rows));
      return new Expectation(0, square * random, single ? padded : List.of(), random);
    }
    double random = 1;
    if (initializer instanceof Sparse sparse) {
      Part part = ruled.shape().parts().get(0);
      random = Math.min(1, (double) sparse.connections() / (part.inputs() * part.taps()));
    }
    return new Expectation(initializer.mean(), square, single ? laws : List.of(), random);
  }

  double variance() {
    return Math.max(0, secondMoment - mean * mean);
  }

  /** Whether all values are one number. */
  boolean isConstant() {
    return laws.stream().allMatch(one -> one.law().law().equals("constant")) && !laws.isEmpty();
  }

  /**
   * P(w ≤ a) of weights rounded to a type in which b follows a. A number beyond the bounds of a law
   * is replaced by the one before it, so that all weights lie between them.
   *
   * @param middle the point above which weights are rounded to b
   */
  double upTo(double a, double middle, double b) {
    double sum = 0;
    for (Share one : laws) {
      sum +=
          one.share()
              * (b > bound(one.law(), "high", Double.POSITIVE_INFINITY)
                  ? 1
                  : a < bound(one.law(), "low", Double.NEGATIVE_INFINITY)
                      ? 0
                      : cdf(one.law(), middle));
    }
    return sum;
  }

  /** An end of a law's interval. */
  private static double bound(Formula law, String end, double otherwise) {
    return law.law().equals("uniform")
        ? Math.copySign(number(law, "bound"), otherwise)
        : law.numbers().getOrDefault(end, otherwise);
  }

  private static double cdf(Formula formula, double x) {
    return switch (formula.law()) {
      case "normal" -> NormalDistribution.cdf(x / number(formula, "std"));
      case "uniform" -> clipped(0.5 + 0.5 * x / number(formula, "bound"));
      case "interval" ->
          clipped(0.5 + 0.5 * (x - number(formula, "center")) / number(formula, "bound"));
      case "truncated" -> {
        double z = x / number(formula, "std");
        double low = number(formula, "low") / number(formula, "std");
        double high = number(formula, "high") / number(formula, "std");
        double from = NormalDistribution.cdf(low);
        yield clipped(
            (NormalDistribution.cdf(Math.max(low, Math.min(high, z))) - from)
                / (NormalDistribution.cdf(high) - from));
      }
      default -> x >= number(formula, "value") ? 1 : 0;
    };
  }

  private static double clipped(double probability) {
    return Math.max(0, Math.min(1, probability));
  }

  private static double number(Formula formula, String name) {
    return formula.numbers().get(name);
  }
}
