// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/** Decides whether a trial is given up. Keeps nothing between calls. */
public interface Pruner {

  /** Gives up no trial. */
  Pruner NEVER = (trial, history) -> false;

  /**
   * Whether a trial is given up after what it reported last.
   *
   * @param trial the trial, with at least one report
   * @param history all trials of the study
   */
  boolean prunes(Trial trial, List<Trial> history);

  /** Gives up what this or another one gives up. */
  default Pruner or(Pruner other) {
    return (trial, history) -> prunes(trial, history) || other.prunes(trial, history);
  }
}
