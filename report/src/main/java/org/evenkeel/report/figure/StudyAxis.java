// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.trial.Trial;

/** The axis of a hyperparameter over its domain. */
record StudyAxis(Hyperparameter one) {

  /** The ratio of positive losses from which their axis is logarithmic. */
  private static final double LOG = 20;

  /** The axis of a study's hyperparameter; empty if the study has none of this name. */
  static Optional<StudyAxis> of(StudyResult study, String name) {
    return study.space().named(name).map(StudyAxis::new);
  }

  ChartAxis axis() {
    Domain domain = one.domain();
    if (domain instanceof CategoricalDomain) {
      return ChartAxis.counted(one.name(), choices());
    } else if (domain instanceof FloatDomain reals) {
      return axis(reals.low(), reals.high());
    }
    IntDomain whole = (IntDomain) domain;
    return axis((double) whole.low(), (double) whole.high());
  }

  private ChartAxis axis(double low, double high) {
    ChartAxis.Scale scale = one.domain().log() ? ChartAxis.Scale.LOG : ChartAxis.Scale.LINEAR;
    return low == high
        ? new ChartAxis(one.name(), scale, null, null, List.of())
        : new ChartAxis(one.name(), scale, low, high, List.of());
  }

  private List<String> choices() {
    return one.domain() instanceof CategoricalDomain categories
        ? categories.choices().stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The position of a value; null if it has none. */
  Double place(Object value) {
    if (one.domain() instanceof CategoricalDomain) {
      int index = value == null ? -1 : choices().indexOf(String.valueOf(value));
      return index < 0 ? null : (Double) (index + 1.0);
    }
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }

  /** The position of a trial's value; null if it has none. */
  Double place(Trial trial) {
    return place(trial.setting().values().get(one.name()));
  }

  /**
   * The axis of the loss. It begins at the lowest value and ends before values far above most
   * others.
   */
  static ChartAxis loss(String name, DoubleStream values) {
    double[] sorted = values.filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) {
      return ChartAxis.linear(name);
    }
    double low = sorted[0];
    double most = sorted[(int) Math.floor(0.75 * (sorted.length - 1))];
    double high = Math.min(sorted[sorted.length - 1], most + 3 * (most - low));
    high = high > low ? high : sorted[sorted.length - 1];
    if (low > 0 && high / low > LOG) {
      return ChartAxis.log(name, low / 1.1, high * 1.1);
    }
    double room = 0.05 * (high - low);
    return ChartAxis.linear(name, low - room, high + room);
  }
}
