// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/** Decides whether a trial is given up. Keeps nothing between calls. */
public interface Pruner {

  /**
   * Whether a trial is given up after what it reported last.
   *
   * @param trial the trial, with at least one report
   * @param history all trials of the study
   */
  boolean prunes(Trial trial, List<Trial> history);
}
