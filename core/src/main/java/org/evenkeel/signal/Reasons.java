// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenkeel.activation.Gains;

/** The reasons for trends over depth, from the layers where they show. */
record Reasons(InputSignal input, List<LayerSignal> hidden) {

  /** The relative error of a gain that is not blamed. */
  private static final double GAIN_TOLERANCE = 0.05;

  /**
   * The reason for a lost signal: the gain where the forecast has at least half of the change too,
   * else the width.
   */
  Reason forward(LayerSignal where) {
    Double predicted = where.forward().predicted();
    Double measured = where.forward().measured();
    if (predicted != null && measured != null) {
      double expected = Math.log(predicted / input.secondMoment());
      double found = Math.log(measured / input.secondMoment());
      boolean explained = expected / found >= Diagnosis.HALF;
      if (!explained && Math.abs(expected) <= Math.log(Diagnosis.LOST)) {
        return inverseWidths() >= Cause.Narrow.LEAST
            ? new Reason.Width(inverseWidths())
            : new Reason.OffForecast(predicted);
      }
    }
    Double known = where.forward().known();
    return gain(where, known != null && known > input.secondMoment());
  }

  /** The reason for inputs that become one signal. */
  Reason merged(LayerSignal where) {
    Double second = hidden.get(hidden.size() - 1).forward().known();
    Outlook outlook = where.outlook();
    return outlook != null && second != null && outlook.biasVariance() > Diagnosis.HALF * second
        ? new Reason.Bias(outlook.biasVariance(), second)
        : gradient(where);
  }

  /**
   * What is wrong with a layer's gain.
   *
   * @param large whether its signal is too large, rather than too small
   */
  Reason gain(LayerSignal where, boolean large) {
    if (where.untouched()) {
      return new Reason.NotDrawn(where.name());
    }
    Optional<Double> needed = Optional.ofNullable(where.activation()).flatMap(Reasons::needed);
    if (where.start() == null || where.fans() == null || needed.isEmpty()) {
      return new Reason.Unknown();
    }
    double actual = where.fans().in() * where.start().variance();
    if (where.start().weightMean() != null && large) {
      return new Reason.Mean(where.start().weightMean());
    }
    double ratio = actual / needed.get();
    if (large ? ratio >= 1 + GAIN_TOLERANCE : ratio <= 1 - GAIN_TOLERANCE) {
      return new Reason.Gain(actual, needed.get(), where.activation());
    }
    return where.outlook() != null && !where.outlook().rests()
        ? new Reason.SteepVarianceMap(where.activation())
        : new Reason.Unknown();
  }

  /** 1/E[f(z)²]; empty for an activation of the user's, or one without a gain. */
  private static Optional<Double> needed(String activation) {
    try {
      return Optional.of(Gains.named(activation).forwardVariance());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The reason for a change of the gradient: the slopes of an activation. */
  Reason gradient(LayerSignal where) {
    Outlook outlook = where.outlook();
    if (outlook == null) {
      return where.untouched() ? new Reason.NotDrawn(where.name()) : new Reason.Unknown();
    }
    return where.activation() == null
        ? new Reason.Unknown()
        : new Reason.Slope(where.activation(), outlook.chi(), outlook.chi() > 1 && keepsScale());
  }

  /** Whether the forward signal alone looks healthy, behind activations that bound it. */
  boolean keepsScale() {
    return hidden.stream()
            .noneMatch(layer -> layer.forward().isAbove(Diagnosis.LOST * input.secondMoment()))
        && hidden.stream()
            .anyMatch(layer -> layer.saturatedShare() != null && !Trends.isQuery(layer));
  }

  /** Σ 1/n over the hidden layers, and over the time steps of recurrent ones. */
  double inverseWidths() {
    return IntStream.range(0, hidden.size())
        .filter(l -> hidden.get(l).fans() != null)
        .mapToDouble(l -> steps(hidden.get(l)) / Prospect.width(hidden, l))
        .sum();
  }

  private static double steps(LayerSignal layer) {
    return layer.time() == null ? 1 : layer.time().gradient().size();
  }
}
