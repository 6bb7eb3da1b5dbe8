// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.parameter.Fans;
import org.evenkeel.text.Numbers;
import org.evenkeel.weights.audit.Finding.Cause;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuledTensor;

/** The causes for which a tensor does not fit its rule, from most to least specific. */
final class Causes {

  private static final int FEW = 64;
  private static final double TRUNCATED_STD = 0.8796256610342398;
  private static final double UNIFORM_KURTOSIS = 1.8;
  private static final int MOST_RANKS = 64;

  /** Standard deviations that no value of a file lies beyond. */
  private static final double FAR = 8;

  private final Chances chances;

  Causes(Chances chances) {
    this.chances = chances;
  }

  /**
   * What is wrong with a tensor; empty if it fits.
   *
   * @param ranks the number of files that hold a tensor of this name
   */
  Optional<Finding> of(Tensor tensor, RuledTensor ruled, Statistics found, int ranks) {
    Expectation expected = Expectation.of(ruled);
    String rule = ruled.rule();
    if (found.broken() > 0) {
      return finding(
          tensor, Cause.NOT_FINITE, "%,d values are NaN or infinite".formatted(found.broken()));
    }
    if (expected.isConstant()) {
      return constant(tensor, found, expected, rule);
    }
    if (Chances.isBelow(expected, tensor.dtype())) {
      double most = Math.max(Math.abs(found.low()), Math.abs(found.high()));
      return most <= FAR * Math.sqrt(expected.secondMoment()) + Decoder.step(tensor.dtype())
          ? Optional.empty()
          : Optional.of(scale(tensor, ruled, found, expected, ranks));
    }
    if (found.isConstant()
        && found.count() > 1
        && !chances.areZeros(1, found.count(), expected, tensor.dtype())) {
      return found.low() == 0
          ? finding(tensor, Cause.NEVER_WRITTEN, "all values are 0; %s draws them".formatted(rule))
          : finding(
              tensor,
              Cause.CONSTANT,
              "all values are %s; %s draws them".formatted(number(found.low()), rule));
    }
    if (ruled.initializer().mean() == 0 && found.count() >= FEW) {
      if (found.low() >= 0 || found.high() <= 0) {
        return finding(
            tensor,
            Cause.ONE_SIDED,
            "no value is %s".formatted(found.low() >= 0 ? "negative" : "positive"));
      }
    }
    long dead = found.deadRows() - (expected.random() < 1 ? 1 : 0);
    long rows = tensor.shape().isEmpty() ? 1 : tensor.shape().get(0);
    if (dead > 0
        && !expected.laws().isEmpty()
        && !chances.areZeros(rows, found.count() / rows, expected, tensor.dtype())) {
      return finding(tensor, Cause.DEAD_ROWS, "%,d of %,d rows are 0".formatted(dead, rows));
    }
    if (isPiled(tensor, found)) {
      return finding(
          tensor,
          Cause.PILED_ON_A_BOUND,
          "%,d values equal %s or %s"
              .formatted(found.atEnds(), number(found.low()), number(found.high())));
    }
    if (!chances.varianceFits(found, expected, tensor.dtype())) {
      return Optional.of(scale(tensor, ruled, found, expected, ranks));
    }
    if (!chances.meanFits(found, expected)) {
      return finding(
          tensor,
          Cause.MEAN,
          "the mean is %s, not %s".formatted(number(found.mean()), number(expected.mean())));
    }
    if (!chances.distributionFits(found, expected, tensor.dtype())) {
      return finding(
          tensor,
          Cause.DISTRIBUTION,
          "std %s fits %s, but the distribution does not: kurtosis %s"
              .formatted(std(found), rule, number(found.kurtosis())));
    }
    return Optional.empty();
  }

  private static Optional<Finding> constant(
      Tensor tensor, Statistics found, Expectation expected, String rule) {
    double wanted = expected.mean();
    double most = Math.max(Math.abs(found.low() - wanted), Math.abs(found.high() - wanted));
    double resolution = Math.max(Decoder.resolution(tensor.dtype()), 0x1p-23);
    int digits = digits(1 + most / Math.abs(wanted));
    return most <= Math.max(resolution * Math.abs(wanted), Decoder.step(tensor.dtype()) / 2)
        ? Optional.empty()
        : finding(
            tensor,
            Cause.NOT_THE_CONSTANT,
            "values from %s to %s; %s has %s"
                .formatted(
                    Numbers.number(found.low(), digits),
                    Numbers.number(found.high(), digits),
                    rule,
                    number(wanted)));
  }

  /** Draws equal their least or greatest value once or twice, unless the type is coarse. */
  private static boolean isPiled(Tensor tensor, Statistics found) {
    long usual =
        switch (tensor.dtype()) {
          case F32, F64 -> 8 + found.count() / 1_000_000;
          case F8_E4M3, F8_E5M2 -> found.count(); // neighbouring numbers are far apart
          default -> found.count() / 20;
        };
    return found.count() >= 4 * FEW && found.atEnds() > usual;
  }

  private Finding scale(
      Tensor tensor, RuledTensor ruled, Statistics found, Expectation expected, int files) {
    double ratio = Math.sqrt(found.secondMoment() / expected.secondMoment());
    String text =
        "std %s is %s times the %s of %s"
            .formatted(
                Numbers.number(Math.sqrt(found.secondMoment()), digits(ratio)),
                Numbers.number(ratio, digits(ratio)),
                number(Math.sqrt(expected.secondMoment())),
                ruled.rule());
    List<String> fits = new ArrayList<>();
    Fans fans = ruled.shape().parts().get(0).fans();
    boolean uniform = Math.abs(found.kurtosis() - UNIFORM_KURTOSIS) < 0.3;
    if (fans != null && fans.in() > 1 && uniform && is(found, 1 / Math.sqrt(3 * fans.in()))) {
      return new Finding(
          tensor.name(),
          Cause.FRAMEWORK_DEFAULT,
          text + "; it is U(±1/√n_in), PyTorch's default, never initialized again");
    }
    if (files > 1 && isRatio(found, ratio, Math.sqrt(files))) {
      return new Finding(
          tensor.name(),
          Cause.FAN_OF_A_SHARD,
          text
              + ": √%d, as if the fan were that of the shard of one of the %d files"
                  .formatted(files, files));
    }
    if (isRatio(found, ratio, TRUNCATED_STD)) {
      return new Finding(
          tensor.name(),
          Cause.TRUNCATION_NOT_CORRECTED,
          text + ": truncated at 2 standard deviations without the correction 1/0.8796");
    }
    if (isRatio(found, ratio, Math.sqrt(3)) || isRatio(found, ratio, 1 / Math.sqrt(3))) {
      return new Finding(
          tensor.name(),
          Cause.BOUND_FOR_STD,
          text + ": √3, a bound and a standard deviation of a uniform distribution confused");
    }
    if (fans != null) {
      if (is(found, Math.sqrt(2 / fans.in()))) {
        fits.add("he");
      }
      if (is(found, Math.sqrt(1 / fans.in()))) {
        fits.add("lecun");
      }
      if (is(found, Math.sqrt(2 / (fans.in() + fans.out())))) {
        fits.add("glorot");
      }
    }
    if (!fits.isEmpty()) {
      return new Finding(
          tensor.name(), Cause.STD, text + "; it fits " + String.join(" and ", fits));
    }
    for (int ranks = 2; ranks <= MOST_RANKS; ranks *= 2) {
      if (isRatio(found, ratio, Math.sqrt(ranks))) {
        return new Finding(
            tensor.name(),
            Cause.FAN_OF_A_SHARD,
            text + ": √%d, as if the fan were that of one of %d shards".formatted(ranks, ranks));
      }
    }
    return new Finding(tensor.name(), Cause.STD, text);
  }

  private boolean isRatio(Statistics found, double ratio, double wanted) {
    return Math.abs(ratio / wanted - 1) < tolerance(found);
  }

  private boolean is(Statistics found, double std) {
    return Math.abs(Math.sqrt(found.secondMoment()) / std - 1) < tolerance(found);
  }

  /** Four standard errors of a normal sample's standard deviation, at most 3 %. */
  private static double tolerance(Statistics found) {
    return Math.min(0.03, 4 / Math.sqrt(2.0 * found.count()) + 0.001);
  }

  private static Optional<Finding> finding(Tensor tensor, Cause cause, String what) {
    return Optional.of(new Finding(tensor.name(), cause, what));
  }

  private static String std(Statistics found) {
    return number(Math.sqrt(found.secondMoment()));
  }

  /** The significant digits in which a ratio is seen to be other than 1. */
  private static int digits(double ratio) {
    double distance = Math.max(1e-7, Math.abs(ratio - 1));
    return distance >= 0.005 ? 3 : 2 + (int) Math.ceil(-Math.log10(distance));
  }

  private static String number(double value) {
    return Numbers.number(value);
  }
}
