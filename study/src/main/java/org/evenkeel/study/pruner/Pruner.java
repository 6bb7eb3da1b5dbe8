// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/** A pruner: decides whether a trial stops early. Stateless. */
public interface Pruner {

  /** The pruner that stops no trial. */
  Pruner NEVER = (trial, history) -> false;

  /**
   * Whether a trial stops after its last report.
   *
   * @param trial the trial, with at least one report
   * @param history all trials of the study
   */
  boolean prunes(Trial trial, List<Trial> history);

  /** The pruner that stops none of the first trials, as many as are given, and others as this. */
  default Pruner from(int trials) {
    return (trial, history) -> trial.number() >= trials && prunes(trial, history);
  }

  /** The pruner that stops a trial if this or another one does. */
  default Pruner or(Pruner other) {
    return (trial, history) -> prunes(trial, history) || other.prunes(trial, history);
  }
}
