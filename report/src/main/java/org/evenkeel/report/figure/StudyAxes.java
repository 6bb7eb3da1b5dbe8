// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.List;
import java.util.stream.DoubleStream;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;

/** The axes of hyperparameters and of the loss. */
final class StudyAxes {

  /** The ratio of positive losses from which their axis is logarithmic. */
  private static final double LOG = 20;

  private StudyAxes() {}

  /** The axis of a hyperparameter over its domain. */
  static ChartAxis of(Hyperparameter one) {
    Domain domain = one.domain();
    if (domain instanceof CategoricalDomain choices) {
      return new ChartAxis(
          one.name(),
          ChartAxis.Scale.CATEGORY,
          1.0,
          (double) choices.choices().size(),
          choices.choices().stream().map(String::valueOf).toList());
    } else if (domain instanceof FloatDomain reals) {
      return axis(one.name(), reals.log(), reals.low(), reals.high());
    }
    IntDomain whole = (IntDomain) domain;
    return axis(one.name(), whole.log(), (double) whole.low(), (double) whole.high());
  }

  private static ChartAxis axis(String name, boolean log, double low, double high) {
    boolean one = low == high;
    return log
        ? ChartAxis.log(name, one ? null : (Double) low, one ? null : (Double) high)
        : ChartAxis.linear(name, one ? null : (Double) low, one ? null : (Double) high);
  }

  /** The position of a value on a hyperparameter's axis; null if it has none. */
  static Double place(Hyperparameter one, Object value) {
    if (value == null) {
      return null;
    }
    if (one.domain() instanceof CategoricalDomain choices) {
      List<String> names = choices.choices().stream().map(String::valueOf).toList();
      int index = names.indexOf(String.valueOf(value));
      return index < 0 ? null : (Double) (index + 1.0);
    }
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }

  /**
   * The axis of the loss. It begins at the lowest value and ends before values far above most
   * others.
   */
  static ChartAxis loss(DoubleStream values) {
    double[] sorted = values.filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) {
      return ChartAxis.linear(TrialLabels.LOSS);
    }
    double low = sorted[0];
    double most = sorted[(int) Math.floor(0.75 * (sorted.length - 1))];
    double high = Math.min(sorted[sorted.length - 1], most + 3 * (most - low));
    high = high > low ? high : sorted[sorted.length - 1];
    if (low > 0 && high / low > LOG) {
      return ChartAxis.log(TrialLabels.LOSS, low / 1.1, high * 1.1);
    }
    double room = 0.05 * (high - low);
    return ChartAxis.linear(TrialLabels.LOSS, low - room, high + room);
  }
}
