// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The agreement of verdicts with labels, over networks that train or do not, without those that
 * train slowly and those without a verdict.
 *
 * @param trains the networks that train
 * @param not those that do not
 * @param falseAlarms those that train and are stopped
 * @param misses those that do not train and pass
 */
record Agreement(long trains, long not, long falseAlarms, long misses) {

  static Agreement of(List<Judged> judged) {
    return new Agreement(
        count(judged, one -> one.counts() && one.label() == Label.TRAINS),
        count(judged, one -> one.counts() && one.label() == Label.NOT),
        count(judged, Judged::falseAlarm),
        count(judged, Judged::miss));
  }

  private static long count(List<Judged> judged, Predicate<Judged> condition) {
    return judged.stream().filter(condition).count();
  }

  long all() {
    return trains + not;
  }

  /** The share of networks on which verdict and label agree. */
  double share() {
    return 1 - (double) (falseAlarms + misses) / all();
  }

  /** The share of false alarms among all networks. */
  double falseAlarmShare() {
    return (double) falseAlarms / all();
  }

  /** The share of misses among all networks. */
  double missShare() {
    return (double) misses / all();
  }

  /** A row of a Markdown table, whose first cell is the name. */
  String row(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.0f %% | %d (%.1f %%) | %d (%.1f %%) | %d of %d |",
        name,
        all(),
        100 * share(),
        falseAlarms,
        100 * falseAlarmShare(),
        misses,
        100 * missShare(),
        not - misses,
        not);
  }
}
